import { describe, expect, test } from 'vitest'
import { openGate } from '../../../electron/consent/gate.ts'
import { openLedger } from '../../../electron/consent/ledger.ts'
import { purposes } from '../../../electron/contract/consent.ts'
import { day } from '../../../electron/system/time.ts'
import { no, on, withdrawal, yes } from '../../support/answers.ts'
import { photosInFolder } from '../../support/photos.ts'
import { chances, seeded } from '../../support/random.ts'

const monday = on('2026-11-23')
const wednesday = Date.parse('2026-11-25')

async function gateInFolder(isWhole = true) {
  const at = await photosInFolder()
  const ledger = openLedger(at.store, '0.2.0')
  const gate = openGate(at.store, ledger, isWhole)
  return {
    ...at,
    ledger,
    gate,
    /** A photo that may be shown on the screens. */
    reserveAllowed(id: string) {
      at.reserve(id)
      ledger.answer(yes(id), monday)
    },
    mark(id: string, column: 'withdrawn_at' | 'erasing', value: string) {
      at.store.prepare(`UPDATE photos SET ${column} = ? WHERE id = ?`).run(value, id)
    },
    erase(id: string) {
      ledger.erase(id, 'asked for', monday)
      at.store.prepare('DELETE FROM photos WHERE id = ?').run(id)
    },
  }
}
type GateInFolder = Awaited<ReturnType<typeof gateInFolder>>

test('a photo that was allowed is allowed, for its purpose alone', async () => {
  await using at = await gateInFolder()
  at.reserveAllowed('a')
  for (const purpose of purposes) {
    const allowed = purpose === 'screens'
    expect(at.gate.allowed('a', purpose, wednesday)).toBe(allowed)
    expect(at.gate.standing('a', purpose, wednesday).allowed).toBe(allowed)
    expect(at.gate.allowedPhotos(purpose, wednesday)).toEqual(allowed ? ['a'] : [])
  }
})

test('one photo allows nothing for another', async () => {
  await using at = await gateInFolder()
  at.reserveAllowed('a')
  at.reserve('b')
  at.reserve('c')
  at.ledger.answer(no('c'), monday)
  expect(at.gate.allowedPhotos('screens', wednesday)).toEqual(['a'])
  expect(at.gate.allowed('b', 'screens', wednesday)).toBe(false)
})

test('who takes back everything takes the photo from every purpose', async () => {
  await using at = await gateInFolder()
  at.reserve('a')
  for (const purpose of purposes) at.ledger.answer(yes('a', { purpose }), monday)
  at.ledger.withdraw(withdrawal('a'), monday)
  for (const purpose of purposes) expectNotAllowed(at, 'a', purpose)
})

test('people are told how many have agreed, and until when it holds', async () => {
  await using at = await gateInFolder()
  at.reserve('a')
  at.ledger.answer(yes('a', { person: 2, people: 2 }), monday)
  const half = { allowed: false, agreed: 1, people: 2, until: null }
  expect(at.gate.standing('a', 'screens', wednesday)).toEqual(half)
  at.ledger.answer(yes('a', { person: 1, people: 2 }), monday)
  const all = { allowed: true, agreed: 2, people: 2, until: '2999-01-01T00:00:00.000Z' }
  expect(at.gate.standing('a', 'screens', wednesday)).toEqual(all)
})

test('the photos come in the order of their ids, in which they were taken, whenever they were allowed', async () => {
  await using at = await gateInFolder()
  for (const id of ['c', 'a', 'd', 'b']) at.reserve(id)
  for (const id of ['d', 'b', 'c', 'a']) at.ledger.answer(yes(id), monday)
  expect(at.gate.allowedPhotos('screens', wednesday)).toEqual(['a', 'b', 'c', 'd'])
})

describe('nothing is allowed, whatever was said,', () => {
  const ends: Record<string, (at: GateInFolder) => void> = {
    'with a photo that was withdrawn': at => at.mark('a', 'withdrawn_at', '2026-11-24T00:00:00.000Z'),
    'with a photo on its way out': at => at.mark('a', 'erasing', 'asked for'),
    'with a photo that was erased': at => at.erase('a'),
    'with a photo that was erased, and answers that come after that': at => {
      at.erase('a')
      at.ledger.answer(yes('a'), monday)
    },
    'with a photo that nobody knows': at => at.store.exec('DELETE FROM photos'),
  }
  test.each(Object.entries(ends))('%s', async (_, end) => {
    await using at = await gateInFolder()
    at.reserveAllowed('a')
    expect(at.gate.allowed('a', 'screens', wednesday)).toBe(true)
    end(at)
    expectNotAllowed(at, 'a')
    expect(at.gate.standing('a', 'screens', wednesday)).toMatchObject({ agreed: 0, until: null })
  })

  test('by a ledger that is not whole', async () => {
    await using at = await gateInFolder(false)
    at.reserveAllowed('a')
    expectNotAllowed(at, 'a')
    expect(at.gate.standing('a', 'screens', wednesday)).toMatchObject({ agreed: 0, until: null })
  })
})

test('one photo and all photos are judged alike, in 50 random stores', async () => {
  const { below, once, oneOf } = chances(seeded(23))
  const ids = [...'abcdefghijklmnopqrst']
  const date = () => on(`2026-11-${10 + below(20)}`)
  const someTerms = () => ({ ...yes('a').licence!, until: `2026-12-${10 + below(20)}T00:00:00.000Z` })
  const seen = { allowed: 0, refused: 0 }

  await using at = await gateInFolder()
  const start = at.store.prepare('SAVEPOINT empty')
  const undo = at.store.prepare('ROLLBACK TO empty')
  at.store.exec('BEGIN')
  start.run()
  for (let i = 0; i < 50; i++) {
    for (const id of ids) if (!once(5)) at.reserve(id)
    for (let said = 0; said < 60; said++) {
      const photo = oneOf(ids)
      const people = once(3) ? 2 : 1
      const who = { purpose: oneOf(['screens', 'social'] as const), people, person: 1 + below(people) }
      if (once(12)) at.ledger.withdraw(withdrawal(photo, oneOf(['everything', 'social'])), date())
      else if (once(5)) at.ledger.answer(no(photo, who), date())
      else at.ledger.answer(yes(photo, { ...who, licence: someTerms() }), date())
    }
    at.mark(oneOf(ids), 'withdrawn_at', monday.at)
    at.mark(oneOf(ids), 'erasing', 'asked for')
    at.erase(oneOf(ids))
    const when = Date.parse('2026-11-10') + below(45) * day
    for (const purpose of ['screens', 'social', 'ads'] as const) {
      const alone = ids.filter(id => at.gate.allowed(id, purpose, when))
      expect(at.gate.allowedPhotos(purpose, when)).toEqual(alone)
      const newest = alone.toReversed()
      expect(at.gate.newestAllowed(purpose, when, 100)).toEqual(newest)
      expect(at.gate.newestAllowed(purpose, when, 3)).toEqual(newest.slice(0, 3))
      expect(ids.filter(id => at.gate.standing(id, purpose, when).allowed)).toEqual(alone)
      seen.allowed += alone.length
      seen.refused += ids.length - alone.length
    }
    undo.run()
  }
  at.store.exec('ROLLBACK')
  // Neither answer is rare, or this would prove little.
  expect(Math.min(seen.allowed, seen.refused)).toBeGreaterThan(150)
})

function expectNotAllowed(
  at: GateInFolder,
  id: string,
  purpose: (typeof purposes)[number] = 'screens',
): void {
  expect(at.gate.allowed(id, purpose, wednesday)).toBe(false)
  expect(at.gate.allowedPhotos(purpose, wednesday)).not.toContain(id)
  expect(at.gate.newestAllowed(purpose, wednesday, 12)).not.toContain(id)
}

test('a clock that was set back brings no ended yes to life', async () => {
  await using at = await gateInFolder()
  at.reserve('a')
  at.reserve('b')
  const licence = { scope: 'show it', channels: '', territory: 'worldwide', until: on('2026-11-30').at }
  at.ledger.answer(yes('a', { licence }), monday)
  expect(at.gate.allowed('a', 'screens', wednesday)).toBe(true)
  at.ledger.answer(no('b'), on('2026-12-01'))
  expect(at.gate.allowed('a', 'screens', wednesday)).toBe(false)
  expect(at.gate.allowedPhotos('screens', wednesday)).toEqual([])
})
