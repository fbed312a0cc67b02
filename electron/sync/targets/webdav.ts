/**
 * A WebDAV folder, such as Nextcloud's, a NAS's or a web server's. WebDAV has no upload that is whole or not there: some
 * servers show what has come so far. So bytes go to a name beside the key, `<key>.<random>.part`, are read back, and
 * then moved to the key. Every such name gets one upload in all, so that one found whole stays so.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sha256 } from '../../system/files.ts'
import { day } from '../../system/time.ts'
import { type Content, type PutOptions, type Target, type TargetParts, TargetProblem } from '../target.ts'
import { keyParts, prefixParts, probeName } from './keys.ts'
import { isSame, openConnection, type WebDavSettings } from './webdav-connection.ts'
import { type Entry, entriesOf, listingBody } from './webdav-listing.ts'

/** What follows the key in a part's name. */
const partEnding = /\.[0-9a-f]{16}\.part$/

/**
 * How often to look where somebody else is at the same key or folder, and how often for nothing to be believed, with so
 * many milliseconds in between.
 */
const tries = { most: 20, forNothing: 3, after: 50 }

/** The answers of success to a PUT and a MOVE. */
const done = [201, 204]

interface Folder {
  readonly entries: readonly Entry[]
  /** When it was looked at, by the server's clock. */
  readonly at: number
}

/** How long ago a part was uploaded that is still about to be moved, in milliseconds: it is read back before. */
const readingBack = 5 * 60_000

/**
 * Makes the target; nothing is sent yet. A part that was left behind is used or removed by the next put of its key, which
 * is told of it by `upload` or is of the same run, or removed by `abandon`; any other by a list of its folder once it is
 * a day old.
 */
export function openWebDav(settings: WebDavSettings, parts: TargetParts): Target {
  const connection = openConnection(settings, parts)
  const { ask, base } = connection
  /** Folders that are there, each with a `/` at its end. */
  const made = new Set<string>([''])
  /** Uploads that broke off, by key, of those who do not remember them themselves. */
  const begun = new Map<string, string>()

  async function put(
    key: string,
    content: Content,
    { signal, upload = null, onUpload = () => {} }: PutOptions,
  ): Promise<void> {
    keyParts(key)
    let name = upload ?? begun.get(key) ?? null
    begun.delete(key)
    if (name !== null && (await verify(partOf(key, name), content, signal)) !== 'whole') {
      await remove(partOf(key, name), signal)
      name = null
    }
    const isThere = name !== null
    name ??= randomBytes(8).toString('hex')
    try {
      onUpload(name)
      if (!isThere) await send(partOf(key, name), key, content, signal)
      await move(partOf(key, name), key, content, signal)
    } catch (problem) {
      // Not removed here: when a server broke off while it replaced, the part is all that is left.
      begun.set(key, name)
      throw problem
    }
    onUpload(null)
  }

  /** Uploads the part and reads it back; one that is not what was sent does not stay. */
  async function send(part: string, key: string, content: Content, signal?: AbortSignal): Promise<void> {
    const { bytes, type } = content
    const question = { method: 'PUT', path: part, headers: { 'Content-Type': type }, body: bytes } as const
    await makeFolder(folderOf(key), signal)
    const { status } = await ask({ ...question, expected: [200, ...done, 404, 409] }, signal)
    if (status >= 400) {
      // Somebody has removed the folder since.
      made.clear()
      made.add('')
      await makeFolder(folderOf(key), signal)
      await ask({ ...question, expected: [200, ...done] }, signal)
    }
    const found = await verify(part, content, signal)
    if (found === 'whole') return
    await remove(part, signal)
    throw new TargetProblem('damaged', `PUT at ${base}: read back, it is ${found}`)
  }

  /**
   * Gives the part the key's name. First without replacing (Overwrite: F, to which every server answers 412 when
   * something is there), so that the same bytes are left as they are and no reader notices. Other bytes are replaced in
   * one request with Overwrite: T. A server may rename over them or, as the standard has it (RFC 4918, 9.9.4), remove
   * them and rename: both never show a half, and the new bytes are whole under one of the two names all the time, so
   * that wherever it breaks off, the next put goes on from there. To put onto the key itself would show halves on
   * servers that write in place; to move the old bytes aside first would leave the key empty for longer.
   */
  async function move(part: string, key: string, content: Content, signal?: AbortSignal): Promise<void> {
    const ask = (Overwrite: 'T' | 'F', expected: readonly number[]) => {
      const headers = { Destination: connection.address(key), Overwrite }
      return connection.ask({ method: 'MOVE', path: part, headers, expected: [...done, ...expected] }, signal)
    }
    for (let attempt = 1; ; attempt++) {
      // Two that replace one key at once are in each other's way: Apache answers 404 then, Go's servers 423.
      const inTheWay = attempt < tries.most ? [404, 423] : []
      const { status } = await ask('F', [412, ...inTheWay])
      if (done.includes(status)) return
      if (status === 412) {
        const there = await get(key, signal)
        if (there !== null && sha256(there) === content.sha256) return remove(part, signal)
        if (done.includes((await ask('T', inTheWay)).status)) return
      }
      await pause(tries.after * (1 + Math.random()))
    }
  }

  /** Makes a folder with those above it. */
  async function makeFolder(folder: string, signal?: AbortSignal): Promise<void> {
    if (made.has(folder)) return
    await makeFolder(folderOf(folder.slice(0, -1)), signal)
    for (let attempt = 1; ; attempt++) {
      // Go's servers answer 423 while another one makes it, and then it may not be there yet.
      const expected = attempt < tries.most ? [201, 405, 423] : [201, 405]
      const answer = await ask({ method: 'MKCOL', path: folder, expected }, signal).catch(async problem => {
        // It is there all the same where another one has just made it, or where only those below it are ours to make.
        if (problem.kind === 'offline' || !(await isThere(folder, signal))) throw problem
      })
      if (answer?.status !== 423) break
      await pause(tries.after * (1 + Math.random()))
    }
    made.add(folder)
  }

  async function isThere(path: string, signal?: AbortSignal): Promise<boolean> {
    const question = { method: 'PROPFIND', path, headers: { Depth: '0' }, expected: [207, 404] } as const
    return (await ask(question, signal)).status === 207
  }

  /** Throws `missing` when the base folder is gone: a server answers 404 to that too, and to all that was in it. */
  async function checkBase(signal?: AbortSignal): Promise<void> {
    if (!(await isThere('', signal))) throw new TargetProblem('missing', `${base}: there is no such folder`)
  }

  async function remove(path: string, signal?: AbortSignal): Promise<void> {
    const { status } = await ask({ method: 'DELETE', path, expected: [200, 204, 404] }, signal)
    if (status === 404) await checkBase(signal)
  }

  /** The bytes at `path`, but hardly more than `most`; null when there are none. */
  async function read(path: string, signal?: AbortSignal, most = Number.POSITIVE_INFINITY) {
    const { status, body } = await ask({ method: 'GET', path, expected: [200, 404], most }, signal)
    if (status === 404) await checkBase(signal)
    return status === 404 ? null : body
  }

  async function verify(path: string, { bytes, sha256: hash }: Content, signal?: AbortSignal) {
    const found = await read(path, signal, bytes.length)
    if (found === null) return 'missing'
    return sha256(found) === hash ? 'whole' : 'different'
  }

  /**
   * As `read`, but sure of one whole object also while it is replaced. At such a moment a server may show nothing, break
   * off, refuse (Apache) or send the beginning of the new bytes for the length of the old ones (Apache and Go's servers
   * look at the file first and open it later): so it is asked again what is there, and looked at again if need be.
   */
  async function get(key: string, signal?: AbortSignal): Promise<Buffer | null> {
    keyParts(key)
    for (let attempt = 1, misses = 0; ; attempt++) {
      const found = await readUnchanged(key, signal).catch((problem: TargetProblem) => problem)
      if (Buffer.isBuffer(found)) return found
      const folder = await look(folderOf(key), signal)
      const isComing = folder !== null && holds(folder, key)
      const isSure = found !== null || folder === null || (!isComing && ++misses === tries.forNothing)
      if ((isSure && !isComing) || attempt === tries.most) {
        if (found === null) return null
        throw found
      }
      await pause(tries.after)
    }
  }

  async function readUnchanged(path: string, signal?: AbortSignal): Promise<Buffer | null> {
    const answer = await ask({ method: 'GET', path, expected: [200, 404] }, signal)
    if (answer.status === 404) return null
    const { version } = await ask({ method: 'HEAD', path, expected: [200, 404] }, signal)
    if (isSame(version, answer.version)) return answer.body
    throw new TargetProblem('busy', `GET at ${base}: it changed while it was read`)
  }

  /** What lies in a folder; null when there is no such folder. */
  async function look(folder: string, signal?: AbortSignal): Promise<Folder | null> {
    const headers = { Depth: '1', 'Content-Type': 'application/xml; charset=utf-8' }
    const question = { method: 'PROPFIND', path: folder, headers, body: listingBody } as const
    const { status, body, at } = await ask({ ...question, expected: [207, 404] }, signal)
    if (status === 404) await checkBase(signal)
    return status === 404 ? null : { entries: await entriesOf(body, connection.address(folder)), at }
  }

  return {
    name: base,
    get clockOffset() {
      return connection.clockOffset
    },
    async probe(signal) {
      const bytes = Buffer.from('Groundswell can write here.\n')
      const key = `groundswell-probe-${probeName(parts.memory)}`
      await put(key, { bytes, sha256: sha256(bytes), type: 'text/plain' }, signal ? { signal } : {})
      await remove(key, signal)
    },
    put: (key, content, options = {}) => put(key, content, options),
    async verify(key, content, signal) {
      keyParts(key)
      return verify(key, content, signal)
    },
    get,
    async remove(key, signal) {
      keyParts(key)
      await remove(key, signal)
    },
    async *list(prefix, signal) {
      prefixParts(prefix)
      const folders = [prefix]
      for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
        const { entries, at } = (await look(folder, signal)) ?? { entries: [], at: 0 }
        for (const entry of entries) {
          const path = folder + entry.name
          if (entry.bytes === null) folders.push(`${path}/`)
          else if (keyOf(entry) === null) yield { key: path, bytes: entry.bytes }
          // A list does not fail for what may not be removed.
          else if (ageOf(entry, at) > day) await remove(path, signal).catch(() => {})
        }
      }
    },
    async abandon(key, upload, signal) {
      keyParts(key)
      await remove(partOf(key, upload), signal)
    },
    close: connection.close,
  }
}

const partOf = (key: string, upload: string) => `${key}.${upload}.part`

/** The folder of a key, with a `/` at its end; empty for one that lies in none. */
const folderOf = (key: string) => key.slice(0, key.lastIndexOf('/') + 1)

/** Whether a folder holds the key, or a part that may be about to take its name. */
function holds({ entries, at }: Folder, key: string): boolean {
  const name = key.slice(folderOf(key).length)
  return entries.some(
    entry => entry.name === name || (keyOf(entry) === name && ageOf(entry, at) < readingBack),
  )
}

/** The name that a part is to have; null for what is no part. */
function keyOf({ name }: Entry): string | null {
  return partEnding.test(name) ? name.replace(partEnding, '') : null
}

/** In milliseconds, by the server's clock alone; 0 when it does not say. */
function ageOf({ changedAt }: Entry, at: number): number {
  return changedAt === null ? 0 : at - changedAt
}
