import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { TargetProblem } from '../../../../electron/sync/target.ts'
import { paced, withPatience } from '../../../../electron/sync/targets/patience.ts'
import { openThrottle, throttledChunk } from '../../../../electron/sync/throttle.ts'

afterEach(() => void vi.useRealTimers())

const never = () => new Promise<never>(() => {})

test('work that moves may take much longer than patience', async () => {
  const done = await withPatience(1_000, undefined, async ({ progress }) => {
    for (let i = 0; i < 12; i++) {
      await pause(100)
      progress()
    }
    return 'done'
  })
  expect(done).toBe('done')
})

test('work that does not move is given up, and told so', async () => {
  let told: AbortSignal | undefined
  const work = withPatience(50, undefined, ({ signal }) => {
    told = signal
    return never()
  })
  await expect(work).rejects.toMatchObject({ kind: 'offline' })
  expect(told?.aborted).toBe(true)
})

test('a signal ends work at once, and lets none begin', async () => {
  const abort = new AbortController()
  const work = withPatience(60_000, abort.signal, never)
  abort.abort()
  await expect(work).rejects.toBeInstanceOf(TargetProblem)
  let began = false
  const late = withPatience(60_000, abort.signal, async () => {
    began = true
  })
  await expect(late).rejects.toMatchObject({ kind: 'offline' })
  expect(began).toBe(false)
})

test('what work throws is thrown on, and nothing is left that would keep the process', async () => {
  vi.useFakeTimers()
  const problem = new Error('no')
  const work = withPatience(60_000, undefined, async () => {
    throw problem
  })
  await expect(work).rejects.toBe(problem)
  expect(vi.getTimerCount()).toBe(0)
})

test('waiting aside costs no patience, but ends with the work', async () => {
  const done = await withPatience(500, undefined, ({ aside }) => aside(pause(1_000, 'done')))
  expect(done).toBe('done')
  const abort = new AbortController()
  const work = withPatience(500, abort.signal, ({ aside }) => aside(never()))
  abort.abort()
  await expect(work).rejects.toMatchObject({ kind: 'offline' })
})

test('pieces make up the bytes, and are small under a cap', async () => {
  const bytes = Buffer.from(Array.from({ length: 600_000 }, (_, i) => i % 251))
  for (const cap of [0, 100_000_000]) {
    const pieces = await withPatience(1_000, undefined, async watch => {
      const pieces: Buffer[] = []
      for await (const piece of paced(bytes, openThrottle(cap), watch)) pieces.push(piece)
      return pieces
    })
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
    expect(pieces.length).toBeGreaterThan(1)
    if (cap > 0) for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(throttledChunk)
  }
})
