import { expect, test } from 'vitest'
import type { PhotoView, VisitView } from '../../../electron/contract/visit.ts'
import {
  attract,
  patience,
  step as stepIn,
  type VisitEvent,
  type VisitPlan,
} from '../../../electron/session/visit.ts'

const photo: PhotoView = {
  ...{ id: 'p1', link: 'http://x/s/t', way: 'local', qr: { size: 1, path: '' } },
  ...{ code: 'ABC234', stage: 'reserved', look: 'natural' },
}

const all: VisitPlan = { reviews: true, asksStory: true, countFrom: 3, shotsFor: () => 1 }
const short: VisitPlan = { reviews: false, asksStory: false, countFrom: 3, shotsFor: () => 1 }

const step = (visit: VisitView, event: VisitEvent, now: number, plan = short) =>
  stepIn(visit, event, now, plan)

function after(...events: VisitEvent[]): VisitView {
  return events.reduce((visit, event) => step(visit, event, 1000), attract)
}

/** The same where the photo is looked at, and a story asked for. */
function afterIn(plan: VisitPlan, ...events: VisitEvent[]): VisitView {
  return events.reduce((visit, event) => step(visit, event, 1000, plan), attract)
}

const toCount: VisitEvent[] = [{ type: 'begin' }, { type: 'agree' }, { type: 'count' }]
const shutter = { type: 'shutter', photo, asked: 'open' } as const
const toTakeaway: VisitEvent[] = [...toCount, shutter]

test('the way from the start to the code is four touches, one of them that the photo is kept', () => {
  const touches = [...toTakeaway, { type: 'keep' } as const]
  expect(touches.filter(({ type }) => type !== 'shutter')).toHaveLength(4)
  expect(afterIn({ ...all, asksStory: false }, ...touches)).toMatchObject({
    at: 'takeaway',
    photo,
  })
})

test('a photo is looked at, kept, and told about, in this order', () => {
  const toReview = [...toTakeaway]
  expect(afterIn(all, ...toReview)).toMatchObject({ at: 'review', photo, asked: 'open' })
  expect(afterIn(all, ...toReview, { type: 'keep' })).toMatchObject({ at: 'story', photo, asked: 'open' })
  expect(afterIn(all, ...toReview, { type: 'keep' }, { type: 'told' })).toMatchObject({
    at: 'takeaway',
    photo,
  })
})

test('a photo that is not liked leads back to the camera', () => {
  const again = afterIn(all, ...toTakeaway, { type: 'retake' })
  expect(again).toEqual({ at: 'live', until: 1000 + patience.live })
})

test('another look shows at once, and stays', () => {
  const warm = afterIn(all, ...toTakeaway, { type: 'look', look: 'warm' })
  expect(warm).toMatchObject({ at: 'review', photo: { look: 'warm' } })
  expect(step(warm, { type: 'keep' }, 5, all)).toMatchObject({ photo: { look: 'warm' } })
})

test('whoever walks away from a photo finds its code there for a while, and has agreed to nothing', () => {
  for (const events of [[], [{ type: 'keep' }]] as const) {
    const left = afterIn(all, ...toTakeaway, ...events)
    expect(step(left, { type: 'timeout' }, left.until ?? 0, all)).toMatchObject({
      ...{ at: 'takeaway', photo, asked: 'open' },
    })
  }
})

test('nothing but a decision takes a photo off the screen that nobody has decided about', () => {
  expect(() => afterIn(all, ...toTakeaway, { type: 'done' })).toThrow('NOT_NOW')
  expect(() => afterIn(all, ...toTakeaway, { type: 'keep' }, { type: 'done' })).toThrow('NOT_NOW')
})

test('one touch starts the next photo, from the code or the thanks, in the same language and frame', () => {
  const picked = { mode: 'photo', frame: 'noir' } as const
  const events: VisitEvent[] = [
    { type: 'language', language: 'ar' },
    ...toCount.slice(0, 2),
    { type: 'pick', picked },
    { type: 'count' },
    shutter,
  ]
  const next = { at: 'count', seconds: 5, language: 'ar', picked }
  expect(after(...events, { type: 'again' })).toMatchObject(next)
  expect(after(...events, { type: 'done' }, { type: 'again' })).toMatchObject(next)
})

test('a strip counts down to each of its shots, and has its photo with the last', () => {
  const strip: VisitPlan = { ...short, shotsFor: picked => (picked?.mode === 'strip' ? 3 : 1) }
  const pick: VisitEvent = { type: 'pick', picked: { mode: 'strip', frame: 'noir' } }
  const counting = afterIn(strip, ...toCount.slice(0, 2), pick, { type: 'count' })
  expect(counting).toMatchObject({ at: 'count', shot: 1, of: 3 })
  expect(() => step(counting, shutter, 5, strip)).toThrow('NOT_NOW')
  const second = step(counting, { type: 'shot' }, 5, strip)
  expect(second).toMatchObject({ at: 'count', seconds: 3, shot: 2, of: 3, until: 5 + 3000 + patience.count })
  const last = step(second, { type: 'shot' }, 5, strip)
  expect(() => step(last, { type: 'shot' }, 5, strip)).toThrow('NOT_NOW')
  expect(step(last, shutter, 5, strip)).toMatchObject({ at: 'takeaway', photo })
  expect(step(step(second, { type: 'cancel' }, 5, strip), { type: 'count' }, 5, strip)).toMatchObject({
    shot: 1,
  })
})

test('the thanks show nothing of the photo, and end by themselves', () => {
  const thanks = after(...toTakeaway, { type: 'done' })
  expect(thanks).toEqual({ at: 'thanks', until: 1000 + patience.thanks })
  expect(step(thanks, { type: 'done' }, 5)).toBe(attract)
  expect(step(thanks, { type: 'timeout' }, 1000 + patience.thanks)).toBe(attract)
})

test('what is picked shows in the live view, until the visit is over', () => {
  const picked = { mode: 'photo', frame: 'noir' } as const
  const live = after({ type: 'begin' }, { type: 'agree' }, { type: 'pick', picked })
  expect(live).toMatchObject({ at: 'live', picked })
  expect(step(step(live, { type: 'done' }, 5), { type: 'begin' }, 5)).not.toHaveProperty('picked')
})

test('a photo that is erased leaves every screen, another one none', () => {
  for (const events of [toTakeaway, [...toTakeaway, { type: 'choose' } as const]]) {
    const visit = after(...events)
    expect(step(visit, { type: 'gone', id: 'p1' }, 5)).toBe(attract)
    expect(step(visit, { type: 'gone', id: 'p2' }, 5)).toBe(visit)
  }
  expect(step(afterIn(all, ...toTakeaway), { type: 'gone', id: 'p1' }, 5, all)).toBe(attract)
})

test('somebody who is still there has as long again, at every screen that ends but the count', () => {
  const review = afterIn(all, ...toTakeaway)
  for (const visit of [after({ type: 'begin' }), review, afterIn(all, ...toTakeaway, { type: 'keep' })])
    expect(step(visit, { type: 'stay' }, 50_000, all)).toEqual({
      ...visit,
      until: 50_000 + patience[visit.at],
    })
  expect(() => step(after(...toCount), { type: 'stay' }, 5)).toThrow('NOT_NOW')
})

test('without a look at the photo, the way is three touches and the shutter', () => {
  expect(after(...toTakeaway)).toEqual({
    ...{ at: 'takeaway', photo, asked: 'open' },
    until: 1000 + patience.takeaway,
  })
})

test('the question what the brand may do can be opened, left and opened again', () => {
  expect(after(...toTakeaway, { type: 'choose' })).toMatchObject({ at: 'choose', photo })
  const back = after(...toTakeaway, { type: 'choose' }, { type: 'back' })
  expect(back).toMatchObject({ at: 'takeaway', photo, asked: 'open' })
  expect(step(back, { type: 'choose' }, 1)).toMatchObject({ at: 'choose' })
})

test('what was answered shows at the take-away, whether the question was opened or not', () => {
  expect(after(...toTakeaway, { type: 'answered', asked: 'no' })).toMatchObject({
    at: 'takeaway',
    asked: 'no',
  })
  expect(after(...toTakeaway, { type: 'choose' }, { type: 'answered', asked: 'yes' })).toMatchObject({
    ...{ at: 'takeaway', asked: 'yes' },
  })
})

test('people who are choosing have the time that they take', () => {
  const choosing = after(...toTakeaway, { type: 'choose' })
  expect(step(choosing, { type: 'stay' }, 50_000)).toMatchObject({ until: 50_000 + patience.choose })
})

test('people who are still scanning have the time that they take', () => {
  const scanning = after(...toTakeaway, { type: 'answered', asked: 'no' })
  expect(step(scanning, { type: 'stay' }, 50_000)).toEqual({
    ...scanning,
    until: 50_000 + patience.takeaway,
  })
})

test('a code that opens nothing any more is replaced, and nothing else moves', () => {
  const visit = after(...toTakeaway)
  const address = { link: 'https://y/s/t', way: 'public', qr: { size: 2, path: '' } } as const
  expect(step(visit, { type: 'address', id: 'p1', address }, 5)).toEqual({
    ...visit,
    photo: { ...photo, ...address },
  })
  expect(step(visit, { type: 'address', id: 'p2', address }, 5)).toBe(visit)
  expect(step(visit, { type: 'address', id: 'p1', address: photo }, 5)).toBe(visit)
})

test('people who are still there see that staff have seen their words', () => {
  const told = afterIn(all, ...toTakeaway, { type: 'keep' }, { type: 'told', isUnseen: true })
  expect(told).toMatchObject({ at: 'takeaway', photo: { isUnseen: true } })
  const seen = step(told, { type: 'seen', id: 'p1', isUnseen: false }, 5)
  expect(seen).toMatchObject({ at: 'takeaway', photo: { isUnseen: false } })
  expect(step(seen, { type: 'seen', id: 'p1', isUnseen: false }, 6)).toBe(seen)
  expect(step(told, { type: 'seen', id: 'p2', isUnseen: false }, 5)).toBe(told)
})

test('nothing can be chosen where nothing is asked', () => {
  expect(() => after(...toCount, { ...shutter, asked: 'never' }, { type: 'choose' })).toThrow('NOT_NOW')
})

test('somebody who comes back with a code finds the photo, settles it, and goes', () => {
  const found = { is: 'photo', id: 'p1', takenAt: '2026-11-22T10:00:00.000Z', allowed: true } as const
  expect(after({ type: 'code' })).toMatchObject({ at: 'code', found: { is: 'nothing' } })
  expect(after({ type: 'code' }, { type: 'found', found: { is: 'unknown' } })).toMatchObject({
    found: { is: 'unknown' },
  })
  const open = after({ type: 'code' }, { type: 'found', found })
  expect(open).toMatchObject({ at: 'code', found })
  expect(step(open, { type: 'stay' }, 5)).toMatchObject({ found, until: 5 + patience.code })
  expect(step(open, { type: 'found', found: { is: 'erased' } }, 5)).toMatchObject({ found: { is: 'erased' } })
  expect(step(open, { type: 'done' }, 5)).toBe(attract)
})

test.each([
  ['expect', after({ type: 'begin' })],
  ['live', after({ type: 'begin' }, { type: 'agree' })],
  ['takeaway', after(...toTakeaway)],
  ['choose', after(...toTakeaway, { type: 'choose' })],
  ['code', after({ type: 'code' })],
] as const)('a visit left alone at %s ends at the start, with nothing left of it', (at, visit) => {
  expect(step(visit, { type: 'timeout' }, 1000 + patience[at])).toBe(attract)
})

test('a count that never comes to its shutter goes back to the live view', () => {
  const [counting, end] = [after(...toCount), 1000 + 3000 + patience.count]
  expect(step(counting, { type: 'timeout' }, end - 1)).toBe(counting)
  expect(step(counting, { type: 'timeout' }, end)).toMatchObject({ at: 'live' })
})

test('a photo whose code was on the screen when the station broke off is shown again, from the start only', () => {
  expect(after({ type: 'resume', photo, asked: 'open', language: 'en' })).toMatchObject({
    at: 'takeaway',
    photo,
  })
  expect(() => after({ type: 'begin' }, { type: 'resume', photo, asked: 'open', language: 'en' })).toThrow(
    'NOT_NOW',
  )
})

test('a time-out that comes too early changes nothing', () => {
  const visit = after({ type: 'begin' })
  expect(step(visit, { type: 'timeout' }, 1000 + patience.expect - 1)).toBe(visit)
  expect(step(attract, { type: 'timeout' }, 9e15)).toBe(attract)
})

test('the stage of this photo shows, that of another one does not', () => {
  const visit = after(...toTakeaway)
  expect(step(visit, { type: 'photo', id: 'p1', stage: 'framed' }, 1)).toMatchObject({
    photo: { stage: 'framed', look: 'natural' },
  })
  expect(step(visit, { type: 'photo', id: 'p2', stage: 'framed' }, 1)).toBe(visit)
  expect(step(attract, { type: 'photo', id: 'p1', stage: 'framed' }, 1)).toBe(attract)
})

test.each([
  ['the shutter before the count', [{ type: 'begin' }, { type: 'agree' }], shutter],
  ['a second shutter', toTakeaway, shutter],
  ['a count at the start', [], { type: 'count' }],
  ['an answer before there is a photo', [{ type: 'begin' }], { type: 'answered', asked: 'yes' }],
] as const)('%s does not fit', (_, before, event) => {
  expect(() => after(...(before as VisitEvent[]), event as VisitEvent)).toThrow('NOT_NOW')
})

test('a language that was chosen holds for the visit and ends with it', () => {
  const chosen: VisitEvent = { type: 'language', language: 'ar' }
  expect(after(chosen)).toEqual({ at: 'attract', language: 'ar', until: 1000 + patience.attract })
  expect(after(chosen, { type: 'language', language: 'fr' })).toMatchObject({ language: 'fr' })
  for (const moves of [[], toCount, toTakeaway, [...toTakeaway, { type: 'choose' } as const]])
    expect(after(chosen, ...moves).language).toBe('ar')
  expect(after(chosen, { type: 'code' })).toMatchObject({ at: 'code', language: 'ar' })
  expect(after(chosen, ...toTakeaway, { type: 'done' }, { type: 'done' })).toEqual(attract)
})

test('who chooses a language and goes leaves the start in its own', () => {
  const left = after({ type: 'language', language: 'ar' })
  expect(step(left, { type: 'timeout' }, 1000 + patience.attract)).toBe(attract)
})

test('a language that is chosen in the visit holds from there, and leaves it where it is', () => {
  const chosen: VisitEvent = { type: 'language', language: 'ar' }
  const there = after(...toTakeaway)
  const until = 5000 + patience.takeaway
  expect(step(there, chosen, 5000)).toEqual({ ...there, until, language: 'ar' })
  expect(after({ type: 'begin' }, chosen, { type: 'agree' })).toMatchObject({ at: 'live', language: 'ar' })
})

test('a count goes on as it was when a language is chosen', () => {
  const there = after(...toCount)
  expect(step(there, { type: 'language', language: 'ar' }, 5000)).toEqual({ ...there, language: 'ar' })
})

test('the count begins where the event says, and two seconds before for the next photo of people who are there', () => {
  const plan: VisitPlan = { ...short, countFrom: 1, shotsFor: () => 2 }
  expect(afterIn(plan, ...toCount)).toMatchObject({ at: 'count', seconds: 1 })
  expect(afterIn(plan, ...toCount, { type: 'shot' })).toMatchObject({ at: 'count', seconds: 1, shot: 2 })
  const again = afterIn({ ...plan, shotsFor: () => 1 }, ...toTakeaway, { type: 'again' })
  expect(again).toMatchObject({ seconds: 3 })
})

test('however long a count is, the camera has as long to wake up for it', () => {
  const patienceAfter = (countFrom: number) => {
    const visit = afterIn({ ...short, countFrom }, ...toCount)
    return visit.at === 'count' && visit.until! - 1000 - visit.seconds * 1000
  }
  expect(patienceAfter(1)).toBe(patience.count)
  expect(patienceAfter(9)).toBe(patience.count)
})
