import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Content, type Target, TargetProblem } from '../../../../electron/sync/target.ts'
import { openThrottle } from '../../../../electron/sync/throttle.ts'
import { sha256 } from '../../../../electron/system/files.ts'
import { noApache, startApache } from '../../../support/storage/apache.ts'
import { makeDrive, noDrives } from '../../../support/storage/drive.ts'
import { type Middleman, type Passing, startMiddleman } from '../../../support/storage/middleman.ts'
import { noNginx, startNginx } from '../../../support/storage/nginx.ts'
import { noRclone, startRclone } from '../../../support/storage/rclone.ts'
import type { Changes } from '../../../support/storage/storage.ts'
import { password, storageOf, type WebDavServer } from '../../../support/storage/webdav-server.ts'
import { describeTarget } from './conformance.ts'

describeTarget('WebDAV by Apache', async () => storageOf(await startApache()), { missing: noApache })
describeTarget('WebDAV by Apache with Digest', async () => storageOf(await startApache({ auth: 'Digest' })), {
  missing: noApache,
})
describeTarget('WebDAV by rclone', async () => storageOf(await startRclone()), { missing: noRclone })
describeTarget('WebDAV by nginx', async () => storageOf(await startNginx()), { missing: noNginx })

describe.skipIf(noApache)(
  noApache ? `WebDAV on a bad line (skipped: ${noApache})` : 'WebDAV on a bad line',
  () => {
    let server: WebDavServer
    let line: Middleman
    beforeAll(async () => {
      server = await startApache()
      line = await startMiddleman(`http://127.0.0.1:${server.port}`)
    })
    afterAll(async () => {
      await line?.[Symbol.asyncDispose]()
      await server?.[Symbol.asyncDispose]()
    })

    /** A target behind the line, in a folder that is new. */
    async function begin(changes: Changes = {}) {
      const path = `/${randomBytes(6).toString('hex')}`
      const folder = server.folder + path
      await mkdir(folder)
      await chmod(folder, 0o777)
      line.meddle = () => undefined
      line.seen.length = 0
      const port = Number(new URL(line.endpoint).port)
      return { folder, target: storageOf(server, path).open({ port, ...changes }) }
    }

    const isPart = ({ method, url }: Passing) => method === 'PUT' && url.endsWith('.part')

    test('bytes are sent to a name beside the key, read back, and then moved', async () => {
      const { target } = await begin()
      await target.put('a/b', contentOf('bytes'))
      const steps = line.seen.map(
        ({ method, url }) => `${method} ${url.replace(/^\/\w+\//, '').replace(/[0-9a-f]{16}/, '…')}`,
      )
      expect(steps).toEqual(['PROPFIND ', 'MKCOL a/', 'PUT a/b.….part', 'GET a/b.….part', 'MOVE a/b.….part'])
      expect(line.seen.at(-1)?.headers.overwrite).toBe('F')
      line.seen.length = 0
      await target.put('a/c', contentOf('bytes'))
      expect(line.seen.map(({ method }) => method)).toEqual(['PUT', 'GET', 'MOVE'])
    })

    test('the password is not sent before the server has asked for it', async () => {
      const { target } = await begin()
      await target.get('a')
      expect(line.seen[0]?.headers.authorization).toBeUndefined()
      const basic = Buffer.from(`kiosk:${password}`, 'utf8').toString('base64')
      expect(line.seen[1]?.headers.authorization).toBe(`Basic ${basic}`)
    })

    test('bytes that arrive damaged are found out, and neither the key nor a part holds them', async () => {
      const { folder, target } = await begin()
      await target.put('a', contentOf('old'))
      line.meddle = passing => (isPart(passing) ? { body: flipped } : undefined)
      await expect(target.put('a', contentOf('new bytes'))).rejects.toMatchObject({ kind: 'damaged' })
      expect(await readdir(folder)).toEqual(['a'])
      expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old')
    })

    test.each(['cut the answer', 'babble'] as const)(
      'an answer to a read that is broken (%s) is damaged',
      async deed => {
        const { target } = await begin()
        const content = contentOf(randomBytes(100_000))
        await target.put('a', content)
        line.meddle = ({ method }) => (method === 'GET' ? deed : undefined)
        await expect(target.verify('a', content)).rejects.toMatchObject({ kind: 'damaged' })
        await expect(target.get('a')).rejects.toMatchObject({ kind: 'damaged' })
      },
    )

    test('an answer that stops in its middle is offline once patience is over', async () => {
      const { target } = await begin({ patience: 2_000 })
      const content = contentOf(randomBytes(100_000))
      await target.put('a', content)
      line.meddle = ({ method }) => (method === 'GET' ? 'stop the answer' : undefined)
      await expect(target.verify('a', content)).rejects.toMatchObject({ kind: 'offline' })
    })

    test.each([
      [401, 'refused'],
      [403, 'refused'],
      [413, 'full'],
      [507, 'full'],
      [429, 'busy'],
      [503, 'busy'],
      [500, 'busy'],
      [405, 'unexpected'],
      [511, 'offline'],
      [200, 'damaged'],
    ])('the answer %i to a MOVE is told as %s, and what lies there stays', async (status, kind) => {
      const { folder, target } = await begin()
      await target.put('a', contentOf('old'))
      line.meddle = ({ method }) => (method === 'MOVE' ? { status, body: '<html>Hello</html>' } : undefined)
      if (status === 200) line.meddle = ({ method }) => (method === 'PROPFIND' ? { status } : undefined)
      const call = status === 200 ? keysOf(target) : target.put('a', contentOf('new'))
      await expect(call).rejects.toMatchObject({ kind })
      expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old')
    })

    test('a log-in page in the place of the storage is not taken for it', async () => {
      const { target } = await begin()
      await target.put('a', contentOf('old'))
      const page = {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<html>Please log in</html>',
      }
      line.meddle = () => page
      await expect(target.put('b', contentOf('b'))).rejects.toMatchObject({ kind: 'damaged' })
      await expect(keysOf(target)).rejects.toMatchObject({ kind: 'damaged' })
      expect(await target.verify('a', contentOf('old'))).toBe('different')
      line.meddle = ({ url }) =>
        url.endsWith('/login') ? page : { status: 302, headers: { location: '/login' } }
      for (const call of [
        () => target.put('b', contentOf('b')),
        () => target.get('a'),
        () => target.remove('a'),
      ])
        await expect(call()).rejects.toMatchObject({ kind: 'missing' })
      line.meddle = () => undefined
      expect(await target.verify('a', contentOf('old'))).toBe('whole')
    })

    test('a list that lacks something is not believed', async () => {
      const { target } = await begin()
      await target.put('a', contentOf('a'))
      for (const change of [
        (text: string) => text.slice(0, text.length / 2),
        (text: string) => text.replaceAll('getcontentlength>', 'x>'),
        (text: string) => text.replaceAll(/<D:href>\/\w+\/a</g, '<D:href>/elsewhere/a<'),
        () => '',
      ]) {
        line.meddle = ({ method }) =>
          method === 'PROPFIND'
            ? { answer: ({ body, ...rest }) => ({ ...rest, ...plain(change(String(body))) }) }
            : undefined
        await expect(keysOf(target)).rejects.toMatchObject({ kind: 'damaged' })
      }
    })

    test('an upload whose MOVE was lost is not sent again', async () => {
      const { folder, target } = await begin()
      const content = contentOf(randomBytes(50_000))
      const uploads: (string | null)[] = []
      const onUpload = (upload: string | null) => void uploads.push(upload)
      line.meddle = ({ method }) => (method === 'MOVE' ? 'reset' : undefined)
      await expect(target.put('a', content, { onUpload })).rejects.toMatchObject({ kind: 'offline' })
      expect(uploads).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)])
      expect(await keysOf(target)).toEqual([])

      line.meddle = () => undefined
      line.seen.length = 0
      await target.put('a', content, { onUpload, upload: uploads[0] ?? null })
      expect(line.seen.filter(({ method }) => method === 'PUT')).toEqual([])
      expect(uploads.at(-1)).toBeNull()
      expect(await target.verify('a', content)).toBe('whole')
      expect(await readdir(folder)).toEqual(['a'])
    })

    test('an upload that broke off, or was of other bytes, is removed and begun under another name', async () => {
      const { folder, target } = await begin()
      const uploads: (string | null)[] = []
      const onUpload = (upload: string | null) => void uploads.push(upload)
      line.meddle = ({ method }) => (method === 'MOVE' ? 'reset' : undefined)
      await expect(target.put('a', contentOf('older'), { onUpload })).rejects.toThrow()
      line.meddle = () => undefined
      await target.put('a', contentOf('newer'), { onUpload, upload: uploads[0] ?? null })
      expect(uploads[1]).not.toBe(uploads[0])
      expect(uploads[2]).toBeNull()
      expect(await readdir(folder)).toEqual(['a'])
      expect(await target.verify('a', contentOf('newer'))).toBe('whole')
    })

    test('a part that broke off is found again by the same target, though nobody remembers its name', async () => {
      const { folder, target } = await begin()
      const content = contentOf(randomBytes(50_000))
      line.meddle = ({ method }) => (method === 'MOVE' ? { status: 503 } : undefined)
      await expect(target.put('a', content)).rejects.toMatchObject({ kind: 'busy' })
      await expect(target.put('a', content)).rejects.toMatchObject({ kind: 'busy' })
      expect(await readdir(folder)).toEqual([expect.stringMatching(/^a\.[0-9a-f]{16}\.part$/)])
      expect(line.seen.filter(isPart)).toHaveLength(1)
      line.meddle = () => undefined
      await target.put('a', contentOf('other bytes'))
      expect(await readdir(folder)).toEqual(['a'])
    })

    test('the new bytes are whole under one name or the other when a server breaks off while it replaces', async () => {
      const { folder, target } = await begin()
      await target.put('a', contentOf('old'))
      // As the standard has it: the old bytes are removed first, and here nothing comes after that.
      line.meddle = async ({ headers }) => {
        if (headers.overwrite !== 'T') return undefined
        await rm(join(folder, 'a'))
        return { status: 500 }
      }
      await expect(target.put('a', contentOf('new'))).rejects.toMatchObject({ kind: 'busy' })
      const [part = ''] = await readdir(folder)
      expect(await readFile(join(folder, part), 'utf8')).toBe('new')
      line.meddle = () => undefined
      await target.put('a', contentOf('new'))
      expect(await readdir(folder)).toEqual(['a'])
    })

    test('a clock that is an hour ahead is told, however long a body took', async () => {
      const { target } = await begin({ throttle: openThrottle(16 * 1024) })
      let told: number | null = null
      line.meddle = ({ method }) => {
        if (method === 'GET') told = target.clockOffset // by the answer to the PUT just before
        return {
          answer: ({ headers, ...rest }) => {
            const date = new Date(Date.now() + 3_600_000).toUTCString()
            return { ...rest, headers: { ...headers, date } }
          },
        }
      }
      await target.put('a', contentOf(randomBytes(80_000)))
      expect(Math.abs((told ?? 0) - 3_600_000)).toBeLessThan(2_500) // the body takes five seconds
    })

    test('an upload that is given up leaves nothing', async () => {
      const { folder, target } = await begin()
      let name = ''
      line.meddle = ({ method }) => (method === 'MOVE' ? 'reset' : undefined)
      const onUpload = (upload: string | null) => (name = upload ?? '')
      await expect(target.put('a', contentOf('a'), { onUpload })).rejects.toThrow()
      expect(await readdir(folder)).toEqual([`a.${name}.part`])
      line.meddle = () => undefined
      await target.abandon('a', name)
      await target.abandon('a', name)
      expect(await readdir(folder)).toEqual([])
    })

    test('a MOVE that was done and whose answer was lost leaves the new bytes whole', async () => {
      const { folder, target } = await begin()
      await target.put('a', contentOf('old'))
      let name: string | null = null
      line.meddle = ({ headers }) => (headers.overwrite === 'T' ? 'lose the answer' : undefined)
      const onUpload = (upload: string | null) => (name = upload)
      await expect(target.put('a', contentOf('new'), { onUpload })).rejects.toMatchObject({ kind: 'offline' })
      expect(await target.verify('a', contentOf('new'))).toBe('whole')
      line.meddle = () => undefined
      await target.put('a', contentOf('new'), { onUpload, upload: name })
      expect(await readdir(folder)).toEqual(['a'])
    })

    test('a part that nobody remembers is removed by a list, once it is a day old by the server’s clock', async () => {
      const { folder, target } = await begin()
      const part = join(folder, 'a.0123456789abcdef.part')
      await writeFile(part, 'half')
      await writeFile(join(folder, 'a.part'), 'not one of ours')
      const aged = async (hours: number) => {
        const then = Date.now() / 1000 - hours * 3600
        await utimes(part, then, then)
        await utimes(join(folder, 'a.part'), then, then)
        return keysOf(target)
      }
      expect(await aged(23)).toEqual(['a.part'])
      expect(await readdir(folder)).toHaveLength(2)
      expect(await aged(25)).toEqual(['a.part'])
      expect(await readdir(folder)).toEqual(['a.part'])
    })

    test('a base folder that is gone is missing, and nothing in it is taken for gone', async () => {
      const { folder, target } = await begin()
      await target.put('v1/a', contentOf('a'))
      await rename(folder, `${folder}-away`)
      for (const call of [
        () => target.put('v1/b', contentOf('b')),
        () => target.get('v1/a'),
        () => target.verify('v1/a', contentOf('a')),
        () => target.remove('v1/a'),
        () => target.probe(),
        () => keysOf(target),
      ])
        await expect(call()).rejects.toMatchObject({ kind: 'missing' })
      await rename(`${folder}-away`, folder)
      expect(await target.verify('v1/a', contentOf('a'))).toBe('whole')
    })

    test('a folder that is locked because another one is just making it is made all the same', async () => {
      const { target } = await begin()
      let locked = 0
      line.meddle = ({ method }) => (method === 'MKCOL' && locked++ < 2 ? { status: 423 } : undefined)
      await target.put('v1/a/b', contentOf('b'))
      expect(await keysOf(target)).toEqual(['v1/a/b'])
    })

    test('a folder that somebody removes is made again', async () => {
      const { folder, target } = await begin()
      await target.put('v1/a/b', contentOf('b'))
      await rm(join(folder, 'v1'), { recursive: true })
      await target.put('v1/a/c', contentOf('c'))
      expect(await keysOf(target)).toEqual(['v1/a/c'])
    })

    test('no problem names a key, which may be a secret link', async () => {
      const { target } = await begin({ patience: 400 })
      for (const deed of [
        'reset',
        'hang',
        'babble',
        { status: 500 },
        { status: 302, headers: { location: '/x' } },
      ] as const) {
        line.meddle = () => deed
        const problem = await target.get('s/secret-token').catch(error => error)
        expect(problem).toBeInstanceOf(TargetProblem)
        expect(problem.message).not.toContain('secret-token')
      }
    })
  },
)

test.skipIf(noApache)('Digest keeps working when its numbers have run out', async () => {
  await using server = await startApache({ auth: 'Digest', more: 'AuthDigestNonceLifetime 1' })
  const target = storageOf(server).open()
  await target.put('a', contentOf('a'))
  await new Promise(resolve => setTimeout(resolve, 2_100)) // only time makes them run out
  const content = contentOf(randomBytes(300_000))
  await target.put('b', content)
  expect(await target.verify('b', content)).toBe('whole')
})

test.skipIf(noApache || noDrives)('a server whose disk is full is full, and keeps what it has', async () => {
  await using drive = await makeDrive(4)
  await using server = await startApache({ shown: drive.path })
  const target = storageOf(server).open()
  await target.put('a', contentOf('old'))
  await expect(target.put('a', contentOf(randomBytes(6_000_000)))).rejects.toMatchObject({ kind: 'full' })
  expect(await target.verify('a', contentOf('old'))).toBe('whole')
  expect((await readdir(drive.path)).filter(name => name.endsWith('.part'))).toEqual([])
})

test.skipIf(noNginx)('a server that takes no more than so much is full', async () => {
  await using server = await startNginx('client_max_body_size 100k;')
  const target = storageOf(server).open()
  await expect(target.put('a', contentOf(randomBytes(3_000_000)))).rejects.toMatchObject({ kind: 'full' })
  expect(await keysOf(target)).toEqual([])
})

function contentOf(bytes: Buffer | string): Content {
  return { bytes: Buffer.from(bytes), sha256: sha256(bytes), type: 'text/plain' }
}

function flipped(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes)
  changed[3]! ^= 1
  return changed
}

/** A text as a body, without what was said of the body before it. */
const plain = (body: string) => ({ headers: { 'content-type': 'application/xml' }, body })

async function keysOf(target: Target): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of target.list('')) keys.push(key)
  return keys.toSorted()
}
