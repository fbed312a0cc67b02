import { describe, expect, test } from 'vitest'
import type { Entry } from '../../../electron/consent/ledger.ts'
import { standing } from '../../../electron/consent/standing.ts'
import { standingAnswers } from '../../../electron/consent/standing-answers.ts'
import { no, on, withdrawal, yes } from '../../support/answers.ts'
import { chances, seeded } from '../../support/random.ts'

const noon = on('2026-11-22T12:00Z')

/** What was said, in order, as the ledger tells it. */
const entries = (...said: (ReturnType<typeof yes> | ReturnType<typeof withdrawal>)[]) =>
  said.map((one, index) => ({
    ...{ seq: index + 1, ...noon, said: one },
    kind: 'given' in one ? 'answer' : 'withdrawal',
  })) as unknown as Entry[]

const seqs = (all: Entry[]) => standingAnswers(all, 'screens').map(({ seq }) => seq)

describe('a standing rests on', () => {
  test('the newest yes of each person', () => {
    const first = yes('a', { people: 2 })
    expect(seqs(entries(first, yes('a', { people: 2, person: 2 }), first))).toEqual([3, 2])
  })

  test.each([
    ['a no', no('a')],
    ['who takes it back', withdrawal('a', 'screens')],
  ])('nothing that was said before %s', (_, end) => {
    expect(seqs(entries(yes('a'), end))).toEqual([])
    expect(seqs(entries(yes('a'), end, yes('a')))).toEqual([3])
  })

  test('nothing at all when everything was taken back', () => {
    expect(seqs(entries(yes('a'), withdrawal('a'), yes('a')))).toEqual([])
  })

  test('nothing that was said to another purpose', () => {
    expect(seqs(entries(yes('a', { purpose: 'ads' }), yes('a'), no('a', { purpose: 'ads' })))).toEqual([2])
  })
})

test('as many stand as `standing` counts, whatever was said', () => {
  const { below, oneOf } = chances(seeded(27560))
  for (let round = 0; round < 1000; round++) {
    const people = 1 + below(3)
    const said = Array.from({ length: below(9) }, () => {
      const more = { people, person: 1 + below(people), purpose: oneOf(['screens', 'ads'] as const) }
      const taken = withdrawal('a', oneOf(['screens', 'ads', 'screens', 'everything'] as const))
      return oneOf([yes('a', more), yes('a', more), yes('a', more), no('a', more), taken])
    })
    const all = entries(...said)
    expect(standingAnswers(all, 'screens')).toHaveLength(standing(all, 'screens', Date.parse(noon.at)).agreed)
  }
})
