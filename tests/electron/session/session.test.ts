import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PhotoView, VisitView } from '../../../electron/contract/visit.ts'
import { openSession } from '../../../electron/session/session.ts'
import { patience } from '../../../electron/session/visit.ts'

const photo: PhotoView = {
  id: 'p1',
  link: 'l',
  way: 'local',
  qr: { size: 1, path: '' },
  code: 'ABC234',
  stage: 'framed',
  look: 'natural',
}

const plan = { reviews: true, asksStory: false, countFrom: 3, shotsFor: () => 1 }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('every move is told, and a visit left alone goes back to the start by itself', () => {
  const told: VisitView['at'][] = []
  const session = openSession(plan, visit => told.push(visit.at))
  session.send({ type: 'begin' })
  session.send({ type: 'agree' })
  vi.advanceTimersByTime(patience.live + 10)
  expect(told).toEqual(['expect', 'live', 'attract'])
  expect(session.visit).toEqual({ at: 'attract' })
})

test('a touch starts the patience anew', () => {
  const session = openSession(plan, () => {})
  session.send({ type: 'resume', photo, asked: 'open', language: 'en' })
  session.send({ type: 'choose' })
  vi.advanceTimersByTime(patience.choose - 10)
  session.send({ type: 'stay' })
  vi.advanceTimersByTime(patience.choose - 10)
  expect(session.visit.at).toBe('choose')
})

test('a closed session moves no more by itself', () => {
  const session = openSession(plan, () => {})
  session.send({ type: 'begin' })
  session.close()
  vi.advanceTimersByTime(patience.expect * 2)
  expect(session.visit.at).toBe('expect')
})

test('a language that nobody goes on with is forgotten', () => {
  const session = openSession(plan, () => {})
  session.send({ type: 'language', language: 'fr' })
  vi.advanceTimersByTime(patience.attract + 10)
  expect(session.visit).toEqual({ at: 'attract' })
})
