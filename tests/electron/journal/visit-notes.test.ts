import { expect, test } from 'vitest'
import type { Purpose } from '../../../electron/contract/consent.ts'
import type { Asked, PhotoView } from '../../../electron/contract/visit.ts'
import type { Note } from '../../../electron/journal/kinds.ts'
import { visitNotes } from '../../../electron/journal/visit-notes.ts'
import { attract, step, type VisitEvent } from '../../../electron/session/visit.ts'

const photo: PhotoView = {
  id: 'p1',
  link: 'l',
  way: 'local',
  qr: { size: 1, path: '' },
  code: 'ABC234',
  stage: 'reserved',
  look: 'natural',
}
const asked: readonly Purpose[] = ['screens', 'social']

const plan = { reviews: false, asksStory: false, countFrom: 3, shotsFor: () => 1 }

/** What a visit leaves behind that goes through `events`, each at a time when nobody's patience is at its end. */
function notesOf(...events: VisitEvent[]): Note[] {
  let visit = attract
  return events.flatMap(event => {
    const before = visit
    // A screen that ends by itself does so when its time is over.
    visit = step(before, event, event.type === 'timeout' ? Number.POSITIVE_INFINITY : 0, plan)
    return visitNotes({ before, visit, event }, '1.2.3', () => asked)
  })
}

/** The notes as short words. */
const words = (notes: readonly Note[]) =>
  notes.map(({ kind, photo, detail }) =>
    [kind, ...Object.values(detail), photo].filter(part => part !== null).join(' '),
  )

const verbs = (...types: ('begin' | 'agree' | 'count' | 'choose' | 'back' | 'again' | 'done' | 'stay')[]) =>
  types.map((type): VisitEvent => ({ type }))
const shutter = (asked: Asked): VisitEvent => ({ type: 'shutter', photo, asked })

test('a whole visit is its beginning, its screens, what was asked, and its end by hand', () => {
  const visit = notesOf(...verbs('begin', 'agree', 'count'), shutter('open'), ...verbs('choose', 'done'))
  expect(words(visit)).toEqual([
    'visit.begun expect 1.2.3',
    'visit.step expect',
    'visit.step live',
    'visit.step count',
    'visit.step takeaway p1',
    'consent.asked screens kiosk p1',
    'consent.asked social kiosk p1',
    'visit.step choose p1',
    'visit.ended choose hand p1',
  ])
})

test('a visit that nobody touches ends by itself, where it was', () => {
  expect(words(notesOf(...verbs('begin', 'agree'), { type: 'timeout' })).at(-1)).toBe(
    'visit.ended live timeout',
  )
})

test('a count that never came to its shutter goes back to the live view and does not end the visit', () => {
  const visit = words(notesOf(...verbs('begin', 'agree', 'count'), { type: 'timeout' }))
  expect(visit.slice(-2)).toEqual(['visit.step count', 'visit.step live'])
})

test('where nothing is asked, nothing was', () => {
  const visit = words(notesOf(...verbs('begin', 'agree', 'count'), shutter('never')))
  expect(visit.at(-1)).toBe('visit.step takeaway p1')
})

test('what stays on its screen is no step: more time, an answer, a picture that is ready', () => {
  const before = [...verbs('begin', 'agree', 'count'), shutter('open')]
  const more: VisitEvent[] = [
    { type: 'photo', id: 'p1', stage: 'framed' },
    { type: 'answered', asked: 'yes' },
  ]
  expect(notesOf(...before, ...more)).toEqual(notesOf(...before))
  expect(notesOf(...before, ...verbs('choose', 'stay'))).toEqual(notesOf(...before, ...verbs('choose')))
  expect(notesOf({ type: 'done' })).toEqual([])
})

test('somebody with a code, and a visit taken up after a restart, begin with their own screen and are asked anew for nothing', () => {
  expect(words(notesOf({ type: 'code' }, { type: 'found', found: { is: 'unknown' } }))).toEqual([
    'visit.begun code 1.2.3',
    'visit.step code',
  ])
  expect(words(notesOf({ type: 'resume', photo, asked: 'open', language: 'en' }))).toEqual([
    'visit.begun takeaway 1.2.3 p1',
    'visit.step takeaway p1',
  ])
})

test('whose photo somebody with a code has found is not said', () => {
  const found = { is: 'photo', id: 'p1', takenAt: '2026-11-22T10:00:00.000Z', allowed: true } as const
  const visit = notesOf({ type: 'code' }, { type: 'found', found }, { type: 'done' })
  expect(words(visit).at(-1)).toBe('visit.ended code hand')
  expect(visit.map(note => note.photo)).toEqual([null, null, null])
})
