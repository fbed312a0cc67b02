import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { VisitView } from '../../../electron/contract/visit.ts'
import { openRemote, remoteSilence } from '../../../electron/share/remote.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const to = (at: VisitView['at']) => ({ at, until: 1 }) as VisitView

/** A remote on the welcome screen, and what it has told. */
function atWelcome() {
  const told: (string | boolean | null)[] = []
  const remote = openRemote(() => told.push(remote.isLed || remote.offered))
  remote.moved(to('expect'))
  return { remote, told, offered: remote.offered ?? '' }
}

test('the welcome screen offers 128 random bits, each visit others, and no other screen offers any', () => {
  const { remote, told, offered } = atWelcome()
  expect(offered).toMatch(/^[\w-]{22}$/)
  remote.moved(to('live'))
  expect(remote.offered).toBeNull()
  expect(remote.take(offered)).toBeNull()
  remote.moved(to('attract'))
  remote.moved(to('expect'))
  expect(remote.offered).not.toBe(offered)
  expect(told).toEqual([offered, null, remote.offered])
})

test('the first that comes with what is offered leads, by another key, and nobody after it', () => {
  const { remote, offered } = atWelcome()
  expect(remote.take('guess')).toBeNull()
  const key = remote.take(offered) ?? ''
  expect(key).toMatch(/^[\w-]{22}$/)
  expect(key).not.toBe(offered)
  expect([remote.take(offered), remote.offered, remote.isOffered(offered)]).toEqual([null, null, false])
  expect([remote.leads(key), remote.leads(offered), remote.leads('')]).toEqual([true, false, false])
})

test('it leads through the whole visit, and ends with it', () => {
  const { remote, offered } = atWelcome()
  const key = remote.take(offered) ?? ''
  for (const at of ['live', 'count', 'review', 'takeaway', 'thanks', 'count', 'live'] as const) {
    remote.moved(to(at))
    expect(remote.leads(key)).toBe(true)
  }
  remote.moved(to('attract'))
  expect(remote.leads(key)).toBe(false)
  remote.moved(to('expect'))
  expect(remote.leads(key)).toBe(false)
})

test('a phone that is silent leads no more; one that asks goes on', () => {
  const { remote, offered } = atWelcome()
  const key = remote.take(offered) ?? ''
  remote.moved(to('live'))
  vi.advanceTimersByTime(remoteSilence - 1)
  expect(remote.leads(key)).toBe(true)
  vi.advanceTimersByTime(remoteSilence - 1)
  expect(remote.isLed).toBe(true)
  vi.advanceTimersByTime(1)
  expect([remote.isLed, remote.leads(key)]).toEqual([false, false])
})

test('taken back on the welcome screen, it is offered anew; later, it is over', () => {
  const { remote, told, offered } = atWelcome()
  const first = remote.take(offered) ?? ''
  remote.letGo()
  expect(remote.leads(first)).toBe(false)
  expect(remote.offered).not.toBe(offered)
  const second = remote.take(remote.offered ?? '') ?? ''
  remote.moved(to('live'))
  remote.letGo()
  expect([remote.leads(second), remote.offered]).toEqual([false, null])
  expect(told).toEqual([offered, true, expect.any(String), true, null])
  remote.close()
})
