import { expect, test } from 'vitest'
import type { PhotoView, VisitView } from '../../../electron/contract/visit.ts'
import { attract, patience, step, type VisitEvent } from '../../../electron/session/visit.ts'

const photo: PhotoView = {
  ...{ id: 'p1', link: 'http://x/s/t', way: 'local', qr: { size: 1, path: '' } },
  ...{ code: 'ABC234', stage: 'reserved' },
}

function after(...events: VisitEvent[]): VisitView {
  return events.reduce((visit, event) => step(visit, event, 1000), attract)
}

const toCount: VisitEvent[] = [{ type: 'begin' }, { type: 'agree' }, { type: 'count' }]
const shutter = { type: 'shutter', photo, asked: 'open' } as const
const toTakeaway: VisitEvent[] = [...toCount, shutter]

test('the way from the start to the code is three touches and the shutter', () => {
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
  expect(step(after(...toCount), { type: 'timeout' }, 1000 + patience.count)).toMatchObject({ at: 'live' })
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
    photo: { stage: 'framed' },
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
  expect(after(chosen, ...toTakeaway, { type: 'done' })).toEqual(attract)
})

test('who chooses a language and goes leaves the start in its own', () => {
  const left = after({ type: 'language', language: 'ar' })
  expect(step(left, { type: 'timeout' }, 1000 + patience.attract)).toBe(attract)
})

test('a language is chosen before the visit begins, and at no other time', () => {
  expect(() => after({ type: 'begin' }, { type: 'language', language: 'ar' })).toThrow('NOT_NOW')
})
