/** What every target has to do, whatever storage it is for. Each kind's own tests say what is special about it. */
import { randomBytes, randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Content, type Listed, type Target, TargetProblem } from '../../../../electron/sync/target.ts'
import { openThrottle, type Throttle, throttledChunk } from '../../../../electron/sync/throttle.ts'
import { sha256 } from '../../../../electron/system/files.ts'
import { freePort } from '../../../support/free-port.ts'
import { startSilentServer } from '../../../support/storage/silent-server.ts'
import type { Changes, Storage } from '../../../support/storage/storage.ts'

export interface About {
  /** Whether it is reached by an address and a secret, and has a clock of its own. */
  readonly isServer?: boolean
  /** Whoever reads while one object takes another's place may be told for an instant that none is there. */
  readonly hasGap?: boolean
  /** What this machine lacks for it, if anything; then it is skipped, with that word. */
  readonly missing?: string | null
}

/** Tests the targets of the storage that `open` starts, once for all tests. */
export function describeTarget(
  name: string,
  open: () => Promise<Storage>,
  { isServer = true, hasGap = false, missing = null }: About = {},
) {
  describe.skipIf(missing)(missing ? `${name} (skipped: ${missing})` : name, () => {
    let storage: Storage
    beforeAll(async () => {
      storage = await open()
    }, 60_000)
    afterAll(() => storage?.[Symbol.asyncDispose]())

    /** A target for the length of a test. */
    const opened = (changes?: Changes) => {
      const target = storage.open(changes)
      return Object.assign(target, { [Symbol.dispose]: () => target.close() })
    }

    test('what is there, lets us in and can be written to passes the probe', async () => {
      using target = opened()
      await target.probe()
      expect(await keysBelow(target, '')).not.toContainEqual(expect.stringContaining('probe'))
    })

    test.each([
      ['nothing', 0],
      ['one byte', 1],
      ['a record', 700],
      ['a picture', 9_437_184 + 17],
    ])('%s comes back as it was sent', async (_, size) => {
      using target = opened()
      const key = freshKey()
      const content = bytesOf(size)
      await target.put(key, content)
      const back = await target.get(key)
      expect(back?.length).toBe(size)
      expect(sha256(back!)).toBe(content.sha256)
      expect(await target.verify(key, content)).toBe('whole')
    })

    test('a key may be as deep and odd as those of a partitioned table', async () => {
      using target = opened()
      const folder = `${freshFolder()}dt=2026-11-26/station=hall-a/`
      const keys = [
        `${folder}${'0'.repeat(12)}-1-204-0a1b2c3d.parquet`,
        `${folder}a_b.c~d-e`,
        `${folder}${randomUUID()}/${sha256('x')}.jpg`,
      ]
      for (const key of keys) await target.put(key, bytesOf(100))
      expect(await keysBelow(target, folder)).toEqual(keys.toSorted())
    })

    test('verify tells whole, different and missing', async () => {
      using target = opened()
      const key = freshKey()
      const content = bytesOf(5_000)
      await target.put(key, content)
      const almost = Buffer.from(content.bytes)
      almost[4_999]! ^= 1
      expect(await target.verify(key, content)).toBe('whole')
      expect(await target.verify(key, contentOf(almost))).toBe('different')
      expect(await target.verify(key, contentOf(content.bytes.subarray(0, 4_999)))).toBe('different')
      expect(await target.verify(key, bytesOf(0))).toBe('different')
      expect(await target.verify(freshKey(), content)).toBe('missing')
    })

    test('what was never there reads as nothing', async () => {
      using target = opened()
      expect(await target.get(freshKey())).toBeNull()
      expect(await target.get(`${freshFolder()}never/was`)).toBeNull()
    })

    test('the same bytes may be put twice', async () => {
      using target = opened()
      const key = freshKey()
      const content = bytesOf(3_000)
      await target.put(key, content)
      await target.put(key, content)
      expect(await target.verify(key, content)).toBe('whole')
      expect(await keysBelow(target, folderOf(key))).toEqual([key])
    })

    test('an object is replaced whole: whoever reads meanwhile sees the old or the new', async () => {
      using writer = opened()
      using reader = opened()
      const key = freshKey()
      const contents = [bytesOf(300_000), bytesOf(300_000), bytesOf(10)]
      const known = new Set(contents.map(one => one.sha256))
      await writer.put(key, contents[0]!)
      let isDone = false
      const seen: string[] = []
      const reading = (async () => {
        while (!isDone) {
          const back = await reader.get(key)
          seen.push(back === null ? 'nothing' : known.has(sha256(back)) ? 'whole' : 'a half')
        }
      })()
      reading.catch(() => {}) // it is awaited below
      try {
        for (let round = 1; round <= 15 || seen.length < 10; round++) {
          const content = contents[round % contents.length]!
          await writer.put(key, content)
          expect(await writer.verify(key, content)).toBe('whole')
        }
      } finally {
        isDone = true
        await reading
      }
      expect(seen).toContain('whole')
      expect(seen.filter(one => one !== 'whole' && !(hasGap && one === 'nothing'))).toEqual([])
      expect(await keysBelow(writer, folderOf(key))).toEqual([key])
    })

    test('of two that put one key at once, one is there whole', async () => {
      using one = opened()
      using other = opened()
      for (let round = 0; round < 5; round++) {
        const key = freshKey()
        const contents = [bytesOf(200_000), bytesOf(150_000)]
        await Promise.all([one.put(key, contents[0]!), other.put(key, contents[1]!)])
        const back = await one.get(key)
        expect(contents.map(content => content.sha256)).toContain(sha256(back!))
        expect(await keysBelow(one, folderOf(key))).toEqual([key])
      }
    })

    test('many keys are put at once into folders that are new', async () => {
      using target = opened()
      const folder = freshFolder()
      const keys = Array.from({ length: 8 }, (_, i) => `${folder}a/b/${i % 2}/${i}`)
      await Promise.all(keys.map(key => target.put(key, bytesOf(1_000))))
      expect(await keysBelow(target, folder)).toEqual(keys.toSorted())
    })

    test('what is removed is gone, and removing it once more or what never was is fine', async () => {
      using target = opened()
      const key = freshKey()
      const content = bytesOf(2_000)
      await target.put(key, content)
      await target.remove(key)
      expect(await target.get(key)).toBeNull()
      expect(await target.verify(key, content)).toBe('missing')
      await target.remove(key)
      await target.remove(`${freshFolder()}never/was`)
      await target.put(key, content)
      expect(await target.verify(key, content)).toBe('whole')
    })

    test('a list holds all that lies below its prefix with its size, and nothing else', async () => {
      using target = opened()
      const folder = freshFolder()
      const sizes = { 'in/a': 1, 'in/b.json': 20, 'in/deep/er/c': 300 }
      for (const [key, size] of Object.entries(sizes)) await target.put(folder + key, bytesOf(size))
      for (const key of ['in-not/d', 'on', 'inn/e']) await target.put(folder + key, bytesOf(4))
      const listed = Object.fromEntries(
        (await listOf(target, `${folder}in/`)).map(({ key, bytes }) => [key, bytes]),
      )
      expect(listed).toEqual(
        Object.fromEntries(Object.entries(sizes).map(([key, size]) => [folder + key, size])),
      )
      expect(await keysBelow(target, `${folder}nowhere/`)).toEqual([])
    })

    test('more than one page of keys is listed', async () => {
      using target = opened()
      const folder = freshFolder()
      const keys = Array.from({ length: 120 }, (_, i) => `${folder}${i}.json`)
      const left = [...keys]
      const put = async () => {
        for (let key = left.pop(); key !== undefined; key = left.pop()) await target.put(key, bytesOf(10))
      }
      await Promise.all(Array.from({ length: 4 }, put))
      expect(await keysBelow(target, folder)).toEqual(keys.toSorted())
    })

    test('a put that is aborted ends soon and leaves what was there', async () => {
      using plain = opened()
      const [old, fresh] = [freshKey(), freshKey()]
      const before = bytesOf(1_000)
      await plain.put(old, before)
      for (const key of [old, fresh]) {
        const abort = new AbortController()
        const throttle = watched(openThrottle(200_000), taken => taken > 5 && abort.abort())
        using target = opened({ throttle })
        const began = performance.now()
        const problem = await problemOf(target.put(key, bytesOf(2_000_000), { signal: abort.signal }))
        expect(problem).toMatchObject({ kind: 'offline' })
        expect(performance.now() - began).toBeLessThan(5_000)
      }
      expect(await plain.verify(old, before)).toBe('whole')
      expect(await plain.get(fresh)).toBeNull()
    })

    test('a signal that is aborted already lets nothing begin', async () => {
      using target = opened()
      const signal = AbortSignal.abort()
      const key = freshKey()
      for (const call of callsOf(target, key, signal))
        expect(await problemOf(call())).toMatchObject({ kind: 'offline' })
      expect(await target.get(key)).toBeNull()
    })

    test('a key that leads out of the storage is taken by no verb', async () => {
      using target = opened()
      for (const key of ['../out', 'a/../../out', '/etc/out', 'a//b', 'a/./b', '', 'a/', 'a\\..\\b', 'a\0b'])
        for (const call of callsOf(target, key).slice(0, 4))
          expect(await problemOf(call()), inspect(key)).toMatchObject({ kind: 'unexpected' })
    })

    test('under a cap, no more is sent in a second than it allows', async () => {
      using capped = opened({ throttle: openThrottle(64 * 1024) })
      using free = opened()
      const content = bytesOf(160 * 1024)
      const seconds = async (target: Target) => {
        const began = performance.now()
        await target.put(freshKey(), content)
        return (performance.now() - began) / 1000
      }
      // The first chunk goes at once; the other nine have to wait a quarter of a second each.
      const slow = await seconds(capped)
      expect(slow).toBeGreaterThan(2.2)
      expect(await seconds(free)).toBeLessThan(slow / 2)
    })

    test('under a cap, every byte of the content is asked for, in small chunks', async () => {
      let bytes = 0
      let most = 0
      const throttle = openThrottle(100_000_000)
      using target = opened({
        throttle: {
          ...throttle,
          take(count, signal) {
            bytes += count
            most = Math.max(most, count)
            return throttle.take(count, signal)
          },
        },
      })
      await target.put(freshKey(), bytesOf(1_000_000))
      expect(bytes).toBe(1_000_000)
      expect(most).toBeLessThanOrEqual(throttledChunk)
    })

    test('waiting for the cap is not taken for a storage that hangs', async () => {
      using target = opened({ throttle: openThrottle(16 * 1024), patience: 2_000 })
      const key = freshKey()
      const content = bytesOf(10 * throttledChunk)
      await target.put(key, content)
      expect(await target.verify(key, content)).toBe('whole')
    })

    test('a name for people holds no secret', () => {
      using target = opened()
      expect(target.name).not.toBe('')
      if (storage.secret) expect(target.name).not.toContain(storage.secret)
    })

    test('only a storage with a clock of its own tells how far it is off', async () => {
      using target = opened()
      expect(target.clockOffset).toBeNull()
      await target.get(freshKey())
      if (isServer) expect(Math.abs(target.clockOffset!)).toBeLessThan(5_000)
      else expect(target.clockOffset).toBeNull()
    })

    if (!isServer) return
    describe('a server', () => {
      test('that is told a wrong secret refuses, whatever it is asked', async () => {
        using target = opened({ secret: 'not-the-secret-7f3a' })
        for (const call of callsOf(target, freshKey())) {
          const problem = await problemOf(call())
          expect(problem).toMatchObject({ kind: 'refused' })
          expectNoSecret(problem, 'not-the-secret-7f3a')
        }
      })

      test('that is not there is offline, and said so within patience', async () => {
        using target = opened({ port: await freePort(), patience: 2_000 })
        await expectOffline(target, storage.secret)
      })

      test('that hangs is offline once patience is over', async () => {
        await using server = await startSilentServer()
        using target = opened({ port: server.port, patience: 400 })
        await expectOffline(target, storage.secret)
      })
    })
  })
}

/** A key in a folder of its own, so that no test sees what another does. */
const freshFolder = () => `v1/${randomUUID()}/`
const freshKey = () => `${freshFolder()}object.bin`
const folderOf = (key: string) => key.slice(0, key.lastIndexOf('/') + 1)

function contentOf(bytes: Buffer): Content {
  return { bytes, sha256: sha256(bytes), type: 'application/octet-stream' }
}

function bytesOf(size: number): Content {
  return contentOf(randomBytes(size))
}

async function listOf(target: Target, prefix: string, signal?: AbortSignal): Promise<Listed[]> {
  const listed: Listed[] = []
  for await (const one of target.list(prefix, signal)) listed.push(one)
  return listed
}

async function keysBelow(target: Target, prefix: string): Promise<string[]> {
  return (await listOf(target, prefix)).map(({ key }) => key).toSorted()
}

/** Each verb, once. */
function callsOf(target: Target, key: string, signal?: AbortSignal): (() => Promise<unknown>)[] {
  const content = bytesOf(100)
  return [
    () => target.put(key, content, signal ? { signal } : {}),
    () => target.get(key, signal),
    () => target.verify(key, content, signal),
    () => target.remove(key, signal),
    () => target.probe(signal),
    () => listOf(target, folderOf(key), signal),
  ]
}

/** What a call throws. Fails when it throws nothing, or anything but a TargetProblem. */
async function problemOf(call: Promise<unknown>): Promise<TargetProblem> {
  const problem = await call.then(
    () => null,
    error => error,
  )
  expect(problem).toBeInstanceOf(TargetProblem)
  return problem
}

async function expectOffline(target: Target, secret: string): Promise<void> {
  for (const call of callsOf(target, freshKey())) {
    const began = performance.now()
    const problem = await problemOf(call())
    expect(problem).toMatchObject({ kind: 'offline' })
    expect(performance.now() - began).toBeLessThan(4_000)
    expectNoSecret(problem, secret)
  }
}

/** Looks through the error with all that hangs on it: message, stack, causes and what they hold. */
function expectNoSecret(problem: TargetProblem, secret: string): void {
  const all = inspect(problem, { depth: Number.POSITIVE_INFINITY, showHidden: true })
  expect(all).not.toContain(secret)
  expect(all).not.toMatch(/authorization:|(Basic|Digest|AWS4-HMAC-SHA256) [\w+/=]{8}/i)
}

/** The throttle, with a word on how often it was asked. */
function watched(throttle: Throttle, onTake: (taken: number) => void): Throttle {
  let taken = 0
  return {
    ...throttle,
    take(bytes, signal) {
      onTake(++taken)
      return throttle.take(bytes, signal)
    },
  }
}
