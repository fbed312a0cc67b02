import { expect, test } from 'vitest'
import type { PhotoView, VisitView } from '../../../electron/contract/visit.ts'
import { attract, patience, step, type VisitEvent } from '../../../electron/session/visit.ts'

const photo: PhotoView = { id: 'p1', link: 'http://x/s/t', qr: { size: 1, path: '' }, stage: 'reserved' }

function after(...events: VisitEvent[]): VisitView {
  return events.reduce((visit, event) => step(visit, event, 1000), attract)
}

const toCount: VisitEvent[] = [{ type: 'begin' }, { type: 'agree' }, { type: 'count' }]
const toTakeaway: VisitEvent[] = [...toCount, { type: 'shutter', photo }]

test('the way from the start to the code is three touches and the shutter', () => {
  expect(after(...toTakeaway)).toEqual({ at: 'takeaway', photo, until: 1000 + patience.takeaway })
})

test("the brand's wish is unticked until somebody ticks it, and can be unticked", () => {
  expect(after({ type: 'begin' })).toMatchObject({ wish: false })
  expect(after({ type: 'begin' }, { type: 'wish' })).toMatchObject({ wish: true })
  expect(after({ type: 'begin' }, { type: 'wish' }, { type: 'unwish' })).toMatchObject({ wish: false })
})

test('the wish goes along to the shutter, and not into the next visit', () => {
  const wished: VisitEvent[] = [{ type: 'begin' }, { type: 'wish' }, { type: 'agree' }, { type: 'count' }]
  expect(after(...wished)).toMatchObject({ at: 'count', wish: true })
  expect(after(...wished, { type: 'shutter', photo }, { type: 'done' }, { type: 'begin' })).toMatchObject({
    at: 'expect',
    wish: false,
  })
})

test.each([
  ['expect', after({ type: 'begin' })],
  ['live', after({ type: 'begin' }, { type: 'agree' })],
  ['takeaway', after(...toTakeaway)],
] as const)('a visit left alone at %s ends at the start, with nothing left of it', (at, visit) => {
  expect(step(visit, { type: 'timeout' }, 1000 + patience[at])).toBe(attract)
})

test('a count that never comes to its shutter goes back to the live view', () => {
  expect(step(after(...toCount), { type: 'timeout' }, 1000 + patience.count)).toMatchObject({ at: 'live' })
})

test('a photo whose code was on the screen when the station broke off is shown again, from the start only', () => {
  expect(after({ type: 'resume', photo })).toMatchObject({ at: 'takeaway', photo })
  expect(() => after({ type: 'begin' }, { type: 'resume', photo })).toThrow('NOT_NOW')
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
  ['the shutter before the count', [{ type: 'begin' }, { type: 'agree' }], { type: 'shutter', photo }],
  ['a second shutter', toTakeaway, { type: 'shutter', photo }],
  ['a count at the start', [], { type: 'count' }],
  ['a wish after agreeing', [{ type: 'begin' }, { type: 'agree' }], { type: 'wish' }],
] as const)('%s does not fit', (_, before, event) => {
  expect(() => after(...(before as VisitEvent[]), event as VisitEvent)).toThrow('NOT_NOW')
})
