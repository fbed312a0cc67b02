import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepShutterFree } from '../../../electron/sync/shutter-room.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function room() {
  const said: boolean[] = []
  return { said, ...keepShutterFree(isHeld => said.push(isHeld)) }
}

test('the sync holds from the countdown until the picture is out, once', () => {
  const { said, moved } = room()
  moved('live', 'agree')
  moved('count', 'count')
  moved('takeaway', 'shutter')
  moved('takeaway', 'photo')
  expect(said).toEqual([true])
  vi.advanceTimersByTime(2_000)
  expect(said).toEqual([true, false])
})

test('a count that is broken off lets it go on at once', () => {
  const { said, moved } = room()
  moved('count', 'count')
  moved('live', 'cancel')
  expect(said).toEqual([true, false])
})

test('a next count right after a photo goes on holding', () => {
  const { said, moved } = room()
  moved('count', 'count')
  moved('takeaway', 'shutter')
  vi.advanceTimersByTime(500)
  moved('count', 'count')
  vi.advanceTimersByTime(5_000)
  expect(said).toEqual([true])
})

test('all the rest of a visit disturbs nobody', () => {
  const { said, moved } = room()
  for (const at of ['attract', 'expect', 'live', 'takeaway', 'choose', 'code'] as const) moved(at, 'done')
  expect(said).toEqual([])
})
