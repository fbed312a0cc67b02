import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Content, TargetParts } from '../../../../electron/sync/target.ts'
import { openFolder } from '../../../../electron/sync/targets/folder.ts'
import { openThrottle } from '../../../../electron/sync/throttle.ts'
import { sha256 } from '../../../../electron/system/files.ts'
import { temporaryFolder } from '../../../support/station.ts'
import { makeDrive, noDrives } from '../../../support/storage/drive.ts'
import { openMemory, targetParts } from '../../../support/storage/storage.ts'
import { until } from '../../../support/until.ts'
import { describeTarget } from './conformance.ts'

const mark = 'groundswell-storage.json'

describeTarget(
  'a folder',
  async () => {
    const folder = await temporaryFolder()
    const memory = openMemory()
    return {
      secret: '',
      open: changes => openFolder({ kind: 'folder', path: folder.path }, targetParts({ memory }, changes)),
      [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    }
  },
  { isServer: false },
)

describeTarget(
  'a folder on a drive',
  async () => {
    const drive = await makeDrive(64)
    const memory = openMemory()
    return {
      secret: '',
      open: changes => openFolder({ kind: 'folder', path: drive.path }, targetParts({ memory }, changes)),
      [Symbol.asyncDispose]: () => drive[Symbol.asyncDispose](),
    }
  },
  { isServer: false, missing: noDrives },
)

describe('the mark', () => {
  test('is made in a folder that is used first, and is no object of it', async () => {
    await using folder = await temporaryFolder()
    const memory = openMemory()
    const target = targetIn(folder.path, { memory })
    await target.put('v1/a', contentOf('a'))
    const { storage } = JSON.parse(await readFile(join(folder.path, mark), 'utf8'))
    expect(storage).toBe(memory.recall())
    expect(await keysOf(target)).toEqual(['v1/a'])
  })

  test('is not made where there is no folder', async () => {
    await using folder = await temporaryFolder()
    const memory = openMemory()
    const target = targetIn(join(folder.path, 'away'), { memory })
    await expect(target.put('v1/a', contentOf('a'))).rejects.toMatchObject({ kind: 'offline' })
    expect(memory.recall()).toBeNull()
    expect(await readdir(folder.path)).toEqual([])
  })

  test('is shared by all stations of the folder, also when they come at once', async () => {
    await using folder = await temporaryFolder()
    const memories = [openMemory(), openMemory(), openMemory()]
    const targets = memories.map(memory => targetIn(folder.path, { memory }))
    const tries = await Promise.allSettled(targets.map(target => target.probe()))
    for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject({ kind: 'busy' })
    for (const target of targets) await target.probe()
    expect(new Set(memories.map(memory => memory.recall())).size).toBe(1)
  })

  test('that is gone lets nothing be written, read or removed', async () => {
    await using folder = await temporaryFolder()
    const target = targetIn(folder.path)
    await target.put('v1/a', contentOf('a'))
    await rm(join(folder.path, mark))
    const calls = [
      () => target.put('v1/b', contentOf('b')),
      () => target.get('v1/a'),
      () => target.verify('v1/a', contentOf('a')),
      () => target.remove('v1/a'),
      () => target.probe(),
      () => keysOf(target),
    ]
    for (const call of calls) await expect(call()).rejects.toMatchObject({ kind: 'offline' })
    expect(await readdir(folder.path, { recursive: true })).toEqual(['v1', 'v1/a'])
  })

  test('of another drive is told apart in words, and nothing is written there', async () => {
    await using folder = await temporaryFolder()
    await using other = await temporaryFolder()
    const memory = openMemory()
    const others = openMemory()
    await targetIn(folder.path, { memory }).probe()
    await targetIn(other.path, { memory: others }).probe()
    const problem = await targetIn(other.path, { memory })
      .put('v1/a', contentOf('a'))
      .catch(error => error)
    expect(problem).toMatchObject({ kind: 'missing' })
    expect(problem.message).toContain(`the id ${others.recall()} and not ${memory.recall()}`)
    expect(await readdir(other.path)).toEqual([mark])
  })

  test('that is not one of ours is not taken for one', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, mark), '{"storage": 7}')
    await expect(targetIn(folder.path).probe()).rejects.toMatchObject({ kind: 'missing' })
    await writeFile(join(folder.path, mark), '')
    await expect(targetIn(folder.path).probe()).rejects.toMatchObject({ kind: 'busy' })
    expect(await readdir(folder.path)).toEqual([mark])
  })
})

describe('a key', () => {
  test('leads nowhere through a symbolic link', async () => {
    await using folder = await temporaryFolder()
    await using outside = await temporaryFolder()
    const target = targetIn(folder.path)
    await target.probe()
    await writeFile(join(outside.path, 'secret'), 'secret')
    await symlink(outside.path, join(folder.path, 'v1'))
    await symlink(join(outside.path, 'secret'), join(folder.path, 'link'))
    for (const key of ['v1/secret', 'v1/new/a', 'link']) {
      const calls = [() => target.put(key, contentOf('x')), () => target.get(key), () => target.remove(key)]
      for (const call of calls) await expect(call(), key).rejects.toMatchObject({ kind: 'unexpected' })
    }
    expect(await keysOf(target)).toEqual([])
    expect(await readdir(outside.path)).toEqual(['secret'])
    expect(await readFile(join(outside.path, 'secret'), 'utf8')).toBe('secret')
  })
})

describe('an unfinished file that a pulled plug left', () => {
  test('is removed when it is a day old, by the first put into its folder and by a list', async () => {
    await using folder = await temporaryFolder()
    const memory = openMemory()
    await targetIn(folder.path, { memory }).probe()
    const left = join(folder.path, 'v1/a.0000.part')
    const leave = async (hoursOld: number) => {
      await mkdir(join(folder.path, 'v1'), { recursive: true })
      await writeFile(left, 'half')
      const then = Date.now() / 1000 - hoursOld * 3600
      await utimes(left, then, then)
    }
    const isLeft = () =>
      lstat(left).then(
        () => true,
        () => false,
      )
    const target = targetIn(folder.path, { memory })
    await leave(23)
    await target.put('v1/b', contentOf('b'))
    expect(await keysOf(target)).toEqual(['v1/b'])
    expect(await isLeft()).toBe(true)
    await leave(25)
    expect(await keysOf(target)).toEqual(['v1/b'])
    expect(await isLeft()).toBe(false)
    await leave(25)
    await targetIn(folder.path, { memory }).put('v1/c', contentOf('c'))
    expect(await isLeft()).toBe(false)
  })
})

describe.skipIf(noDrives)(noDrives ? `a drive (skipped: ${noDrives})` : 'a drive', () => {
  test('that is pulled out is offline, and its mount point stays empty until it is back', async () => {
    await using drive = await makeDrive(32)
    const target = targetIn(drive.path)
    await target.put('v1/a', contentOf('a'))
    await drive.pullOut()
    await expect(target.put('v1/b', contentOf('b'))).rejects.toMatchObject({ kind: 'offline' })
    await expect(target.get('v1/a')).rejects.toMatchObject({ kind: 'offline' })
    await expect(keysOf(target)).rejects.toMatchObject({ kind: 'offline' })
    expect(await readdir(drive.path)).toEqual([])
    await drive.plugIn()
    expect(await target.verify('v1/a', contentOf('a'))).toBe('whole')
    await target.put('v1/b', contentOf('b'))
    expect(await keysOf(target)).toEqual(['v1/a', 'v1/b'])
  })

  test('that is pulled out in mid-write takes the write along: none of it lands at the mount point', async () => {
    await using drive = await makeDrive(32)
    let taken = 0
    const throttle = openThrottle(1_000_000)
    const target = targetIn(drive.path, {
      throttle: {
        ...throttle,
        async take(bytes, signal) {
          if (++taken === 5) await drive.pullOut()
          return throttle.take(bytes, signal)
        },
      },
    })
    await target.probe()
    taken = 0
    const content = contentOf(randomBytes(500_000))
    // The device is still there, so the write may end well; but then on the drive.
    const outcome = await target.put('v1/deep/a', content).then(
      () => 'whole',
      error => error.kind,
    )
    expect(['whole', 'offline']).toContain(outcome)
    expect(taken).toBeGreaterThan(5)
    expect(await readdir(drive.path)).toEqual([])
    await drive.plugIn()
    expect(await target.verify('v1/deep/a', content)).toBe(outcome === 'whole' ? 'whole' : 'missing')
  })

  test('that is pulled out just after its mark was seen gets the write all the same, and its mount point nothing', async () => {
    await using drive = await makeDrive(32)
    const memory = openMemory()
    const target = targetIn(drive.path, {
      memory: {
        ...memory,
        remember(id) {
          memory.remember(id)
          execFileSync('umount', ['-l', drive.path])
        },
      },
    })
    await target.put('v1/deep/a', contentOf('a'))
    expect(await readdir(drive.path)).toEqual([])
    await drive.plugIn()
    expect(await target.verify('v1/deep/a', contentOf('a'))).toBe('whole')
  })

  test('without room left is full, keeps what it has and leaves no half', async () => {
    await using drive = await makeDrive(4)
    const target = targetIn(drive.path)
    await target.put('v1/a', contentOf('old'))
    const large = contentOf(randomBytes(6_000_000))
    await expect(target.put('v1/a', large)).rejects.toMatchObject({ kind: 'full' })
    await expect(target.put('v1/new/b', large)).rejects.toMatchObject({ kind: 'full' })
    expect(await target.verify('v1/a', contentOf('old'))).toBe('whole')
    const names = await readdir(drive.path, { recursive: true })
    expect(names.filter(name => name.endsWith('.part'))).toEqual([])
    await target.put('v1/b', contentOf('small'))
    expect(await target.verify('v1/b', contentOf('small'))).toBe('whole')
  })

  test('that breaks in mid-write is offline', async () => {
    await using drive = await makeDrive(64)
    const target = targetIn(drive.path)
    const large = contentOf(randomBytes(20_000_000))
    // By this one the file system has read all its own tables, so that only the bytes themselves fail.
    await target.put('v1/a', large)
    await drive.break()
    const problem = await target.put('v1/b', large).catch(error => error)
    expect(problem).toMatchObject({ kind: 'offline', message: expect.stringContaining('EIO') })
  })

  test('that may only be read refuses', async () => {
    await using drive = await makeDrive(8)
    const target = targetIn(drive.path)
    await target.put('v1/a', contentOf('a'))
    await drive.writeProtect()
    await expect(target.put('v1/b', contentOf('b'))).rejects.toMatchObject({ kind: 'refused' })
    await expect(target.remove('v1/a')).rejects.toMatchObject({ kind: 'refused' })
    await expect(target.probe()).rejects.toMatchObject({ kind: 'refused' })
    expect(await target.verify('v1/a', contentOf('a'))).toBe('whole')
  })

  test('that hangs is offline once patience is over, and is not asked again before it answers', async () => {
    await using drive = await makeDrive(32)
    const target = targetIn(drive.path, { patience: 3_000 })
    await target.put('v1/a', contentOf('a'))
    await drive.freeze()
    const timed = async (call: () => Promise<unknown>) => {
      const began = performance.now()
      await expect(call()).rejects.toMatchObject({ kind: 'offline' })
      return performance.now() - began
    }
    expect(await timed(() => target.put('v1/b', contentOf(randomBytes(400_000))))).toBeGreaterThan(2_990)
    expect(await timed(() => target.get('v1/a'))).toBeLessThan(1_500)
    await drive.thaw()
    await until('the drive to answer', () =>
      target.verify('v1/a', contentOf('a')).then(
        found => found === 'whole',
        () => false,
      ),
    )
    await target.put('v1/b', contentOf('b'))
    expect(await target.verify('v1/b', contentOf('b'))).toBe('whole')
  })
})

function targetIn(path: string, changes: Partial<TargetParts> = {}) {
  return openFolder({ kind: 'folder', path }, targetParts({}, changes))
}

function contentOf(bytes: Buffer | string): Content {
  return { bytes: Buffer.from(bytes), sha256: sha256(bytes), type: 'text/plain' }
}

async function keysOf(target: ReturnType<typeof targetIn>): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of target.list('')) keys.push(key)
  return keys.toSorted()
}
