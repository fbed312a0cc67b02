import { describe, expect, test } from 'vitest'
import type { Answer, Entry, Withdrawal } from '../../../electron/consent/ledger.ts'
import { standing } from '../../../electron/consent/standing.ts'
import type { Purpose } from '../../../electron/contract/consent.ts'
import { day } from '../../../electron/system/time.ts'
import { no, on, withdrawal, yes } from '../../support/answers.ts'
import { chances, seeded } from '../../support/random.ts'

const monday = '2026-11-23'
const tuesday = '2026-11-24'
const wednesday = '2026-11-25'
const guardian = { name: 'Ada Byron', relation: 'mother', signature: 'M0 0L9 9' }
const until = (end: string) => ({ licence: { ...yes('a').licence!, until: on(end).at } })

type Step = (seq: number) => Entry

const answered =
  (date: string, { shown, contact, ...said }: ReturnType<typeof yes>): Step =>
  seq => ({ seq, kind: 'answer', ...on(date), said: said as Answer })
const saysYes = (date: string, more: Parameters<typeof yes>[1] = {}) => answered(date, yes('a', more))
const saysNo = (date: string, more: Parameters<typeof no>[1] = {}) => answered(date, no('a', more))
const takesBack =
  (date: string, purpose: Withdrawal['purpose'] = 'screens'): Step =>
  seq => ({ seq, kind: 'withdrawal', ...on(date), said: withdrawal('a', purpose) as Withdrawal })

/** How showing the photo stands after these steps. */
function stands(steps: readonly Step[], date = wednesday, purpose: Purpose = 'screens') {
  const entries = steps.map((step, index) => step(index + 1))
  return standing(entries, purpose, Date.parse(date))
}

describe('a photo of one person', () => {
  test('is allowed for nothing when nobody was asked', () => {
    expect(stands([])).toEqual({ allowed: false, agreed: 0, people: 1, until: null })
  })

  test('is allowed after a yes, until its end', () => {
    const end = { until: on('2026-12-24').at }
    expect(stands([saysYes(monday, until('2026-12-24'))])).toEqual({
      ...{ allowed: true, agreed: 1, people: 1 },
      ...end,
    })
  })

  test('is not allowed after a no', () => {
    expect(stands([saysNo(monday)])).toMatchObject({ allowed: false, agreed: 0, until: null })
  })

  test('is allowed for what was said yes to, and for nothing else', () => {
    const steps = [saysYes(monday, { purpose: 'social' })]
    expect(stands(steps, wednesday, 'social').allowed).toBe(true)
    for (const other of ['screens', 'site', 'ads', 'contact'] as const)
      expect(stands(steps, wednesday, other).allowed).toBe(false)
  })

  test('is as the last answer says', () => {
    expect(stands([saysYes(monday), saysNo(tuesday)]).allowed).toBe(false)
    expect(stands([saysNo(monday), saysYes(tuesday)]).allowed).toBe(true)
  })

  test('is no longer allowed when it was taken back, and is again after another yes', () => {
    expect(stands([saysYes(monday), takesBack(tuesday)]).allowed).toBe(false)
    expect(stands([saysYes(monday), takesBack(tuesday), saysYes(wednesday)]).allowed).toBe(true)
  })

  test('stays allowed when something else was refused or taken back', () => {
    const others = [saysNo(tuesday, { purpose: 'ads' }), takesBack(tuesday, 'social')]
    expect(stands([saysYes(monday), ...others]).allowed).toBe(true)
  })

  test('is never allowed again once everything was taken back', () => {
    expect(stands([saysYes(monday), takesBack(tuesday, 'everything'), saysYes(wednesday)]).allowed).toBe(
      false,
    )
    expect(stands([takesBack(monday, 'everything'), saysYes(tuesday)], wednesday).agreed).toBe(0)
  })
})

describe('a photo of several people', () => {
  const three = (person: number) => ({ person, people: 3 })

  test('is allowed once all have said yes', () => {
    const steps = [saysYes(monday, three(1)), saysYes(monday, three(3)), saysYes(tuesday, three(2))]
    expect(stands(steps.slice(0, 2))).toMatchObject({ allowed: false, agreed: 2, people: 3, until: null })
    expect(stands(steps)).toMatchObject({ allowed: true, agreed: 3, people: 3 })
  })

  test('is not allowed when the same one says yes three times', () => {
    expect(stands([1, 1, 1].map(person => saysYes(monday, three(person))))).toMatchObject({
      ...{ allowed: false, agreed: 1 },
    })
  })

  test.each([
    ['a no', saysNo(tuesday, { person: 2, people: 3 })],
    ['one who takes it back', takesBack(tuesday)],
  ])('needs the yes of all anew after %s', (_, end) => {
    const all = [1, 2, 3].map(person => saysYes(monday, three(person)))
    expect(stands([...all, end])).toMatchObject({ allowed: false, agreed: 0 })
    expect(stands([...all, end, saysYes(tuesday, three(2))])).toMatchObject({ allowed: false, agreed: 1 })
    expect(stands([...all, end, ...all]).allowed).toBe(true)
  })

  test('is of as many people as were ever told', () => {
    const alone = saysYes(monday)
    expect(stands([alone, saysYes(tuesday, { person: 1, people: 2 })])).toMatchObject({
      ...{ allowed: false, agreed: 1, people: 2 },
    })
    expect(stands([saysNo(monday, { people: 2 }), alone])).toMatchObject({ allowed: false, people: 2 })
  })

  test('is not allowed by people whom it does not have', () => {
    const steps = [
      saysYes(monday, { people: 2 }),
      ...[0, 3, -1].map(person => saysYes(monday, { person, people: 2 })),
    ]
    expect(stands(steps)).toMatchObject({ allowed: false, agreed: 1 })
  })

  test('is allowed until the first yes ends', () => {
    const ends = ['2027-03-01', '2027-01-01', '2027-02-01']
    const steps = ends.map((end, index) => saysYes(monday, { ...three(index + 1), ...until(end) }))
    expect(stands(steps).until).toBe('2027-01-01T00:00:00.000Z')
    expect(stands(steps, '2027-01-15')).toMatchObject({ allowed: false, agreed: 2, until: null })
  })
})

describe('the clock', () => {
  test('ends a yes in the millisecond in which its term ends', () => {
    const steps = [saysYes(monday, until('2026-12-24'))]
    expect(stands(steps, '2026-12-23T23:59:59.999Z').allowed).toBe(true)
    expect(stands(steps, '2026-12-24T00:00:00.000Z').allowed).toBe(false)
  })

  test('lets no yes count before it was given', () => {
    expect(stands([saysYes(tuesday)], monday).allowed).toBe(false)
    expect(stands([saysYes(tuesday)], tuesday).allowed).toBe(true)
  })

  test('that was turned back before a no does not make the yes before it the last word', () => {
    expect(stands([saysYes(tuesday), saysNo(monday)]).allowed).toBe(false)
    expect(stands([saysYes(tuesday), takesBack(monday)]).allowed).toBe(false)
  })

  test('that was turned forward before a no does not put the no off', () => {
    expect(stands([saysYes(monday), saysNo('2031-01-01')]).allowed).toBe(false)
    expect(stands([saysYes(monday), takesBack('2031-01-01', 'everything')]).allowed).toBe(false)
  })

  test('that cannot be read allows nothing', () => {
    expect(stands([saysYes(monday)], 'no time').allowed).toBe(false)
    expect(stands([saysYes(monday, { licence: { ...yes('a').licence!, until: 'for ever' } })]).allowed).toBe(
      false,
    )
  })
})

describe('a yes does not count', () => {
  test('for a child without a guardian', () => {
    expect(stands([saysYes(monday, { children: true })])).toMatchObject({ allowed: false, agreed: 0 })
    expect(stands([saysYes(monday, { children: true, guardian })]).allowed).toBe(true)
  })

  test('without terms', () => {
    expect(stands([saysYes(monday, { licence: null })])).toMatchObject({ allowed: false, agreed: 0 })
  })
})

/**
 * Any history: one to eight people say yes, refuse and take back, for this and for other purposes, some for children
 * and some out of turn, while the clock jumps forward and back.
 */
describe('whatever was said, in 2,000 random histories', () => {
  const { below, once, oneOf } = chances(seeded(22))
  const start = Date.parse(monday)
  const some = (most: number) => start + (below(2 * most) - most) * day

  /** What a person may do, as the test sees it; `answered` and `takesBack` say the same to the ledger. */
  interface Deed {
    readonly does: 'yes' | 'no' | 'takes back' | 'takes everything back'
    readonly purpose: Purpose
    readonly person: number
    readonly people: number
    readonly from: number
    readonly to: number
    readonly child: boolean
    readonly guarded: boolean
  }

  const deed = (people: number, more: Partial<Deed> = {}): Deed => ({
    does: once(8) ? oneOf(['no', 'takes back'] as const) : once(60) ? 'takes everything back' : 'yes',
    purpose: once(8) ? 'social' : 'screens',
    person: once(30) ? below(11) - 1 : 1 + below(people),
    people: once(40) ? 1 + below(8) : people,
    from: some(once(5) ? 40 : 2),
    to: some(once(5) ? 40 : 2) + 60 * day,
    child: once(6),
    guarded: !once(4),
    ...more,
  })

  /** A yes of everybody, in any order, that counts whenever the test looks. */
  const everybody = (people: number, more: Partial<Deed> = {}): Deed[] =>
    Array.from({ length: people }, (_, index) =>
      deed(people, {
        ...{ does: 'yes', purpose: 'screens', person: index + 1, people, child: false },
        ...{ from: start - 100 * day, to: start + 100 * day },
        ...more,
      }),
    ).sort(() => below(3) - 1)

  const history = (people: number): Deed[] => [
    ...Array.from({ length: below(12) }, () => deed(people)),
    // Chance alone would seldom have eight people agree.
    ...(once(2) ? everybody(people, { from: some(2), to: some(2) + 60 * day }) : []),
    ...Array.from({ length: below(3) }, () => deed(people)),
  ]

  const stepOf = ({ does, purpose, person, people, from, to, child, guarded }: Deed): Step => {
    const date = new Date(from).toISOString()
    const who = { purpose, person, people, children: child, ...(guarded ? { guardian } : {}) }
    if (does === 'takes back') return takesBack(date, purpose)
    if (does === 'takes everything back') return takesBack(date, 'everything')
    return does === 'no' ? saysNo(date, who) : saysYes(date, { ...who, ...until(new Date(to).toISOString()) })
  }
  const said = (deeds: readonly Deed[], when: number) =>
    stands(deeds.map(stepOf), new Date(when).toISOString())

  const isEnd = ({ does, purpose }: Deed) =>
    does === 'takes everything back' || (purpose === 'screens' && (does === 'no' || does === 'takes back'))
  const peopleIn = (deeds: readonly Deed[]) => {
    const told = deeds.filter(
      ({ does, purpose }) => purpose === 'screens' && (does === 'yes' || does === 'no'),
    )
    return Math.max(1, ...told.map(({ people }) => people))
  }

  /** The rule, said plainly: each person's last word since the last no is a yes that counts now. */
  function mayBeShown(deeds: readonly Deed[], when: number): boolean {
    if (deeds.some(({ does }) => does === 'takes everything back')) return false
    const since = deeds.slice(deeds.findLastIndex(isEnd) + 1).filter(({ purpose }) => purpose === 'screens')
    const everyone = Array.from({ length: peopleIn(deeds) }, (_, index) => index + 1)
    return everyone.every(one => {
      const last = since.findLast(({ person }) => person === one)
      if (!last || last.person > last.people) return false
      return last.from <= when && when < last.to && (!last.child || last.guarded)
    })
  }

  const twoThousand = Array.from({ length: 2000 }, () => {
    const people = 1 + below(8)
    return { people, deeds: history(people), when: some(3) }
  })

  test('it is allowed exactly when each has said yes since the last no, and each yes counts now', () => {
    let allowed = 0
    for (const { deeds, when } of twoThousand) {
      const may = mayBeShown(deeds, when)
      expect(said(deeds, when).allowed, JSON.stringify({ deeds, when })).toBe(may)
      if (may) allowed++
    }
    // Neither answer is rare, or this would prove little.
    expect(allowed).toBeGreaterThan(200)
    expect(allowed).toBeLessThan(1800)
  })

  test('after a no nothing is allowed until everybody has said yes again', () => {
    for (const { deeds, when } of twoThousand) {
      const end = deed(1, { does: oneOf(['no', 'takes back'] as const), purpose: 'screens', people: 1 })
      const ended = [...deeds, end]
      const people = peopleIn(ended)
      const again = everybody(people)
      const withoutOne = again.toSpliced(below(people), 1)
      const isGone = deeds.some(({ does }) => does === 'takes everything back')
      expect(said(ended, when).allowed).toBe(false)
      expect(said([...ended, ...withoutOne], when).allowed, JSON.stringify({ ended, withoutOne, when })).toBe(
        false,
      )
      expect(said([...ended, ...again], when).allowed, JSON.stringify({ ended, again, when })).toBe(!isGone)
    }
  })

  test('nothing is ever allowed again once everything was taken back', () => {
    for (const { people, deeds, when } of twoThousand) {
      const gone = deeds.toSpliced(
        below(deeds.length + 1),
        0,
        deed(people, { does: 'takes everything back' }),
      )
      expect(said([...gone, ...everybody(people)], when).allowed, JSON.stringify({ gone, when })).toBe(false)
    }
  })

  test('a no more, anywhere, allows nothing that was not allowed', () => {
    for (const { people, deeds, when } of twoThousand) {
      const more = deed(people, { does: oneOf(['no', 'takes back', 'takes everything back'] as const) })
      const withMore = deeds.toSpliced(below(deeds.length + 1), 0, more)
      if (!said(deeds, when).allowed)
        expect(said(withMore, when).allowed, JSON.stringify({ deeds, more, when })).toBe(false)
    }
  })

  test("a child's yes without a guardian is no yes, and the child's last word", () => {
    for (const { people, deeds, when } of twoThousand) {
      const child = deed(people, {
        ...{ does: 'yes', purpose: 'screens', person: 1 + below(people), people },
        ...{ child: true, guarded: false },
      })
      const all = [...deeds, ...everybody(people)]
      expect(said([...all, child], when).allowed, JSON.stringify({ all, child, when })).toBe(false)
    }
  })
})
