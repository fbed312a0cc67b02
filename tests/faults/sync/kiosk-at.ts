/** A kiosk's data folder without its station, with any storage, for scenarios that are about a single moment. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { photoFolder } from '../../../electron/capture/originals.ts'
import type { Purpose } from '../../../electron/contract/consent.ts'
import { openSync, type Sync, type SyncOptions } from '../../../electron/sync/sync.ts'
import { makeFolder, sha256, writeCarefully } from '../../../electron/system/files.ts'
import { writeSecrets } from '../../../electron/system/secrets.ts'
import { moment } from '../../../electron/system/time.ts'
import { withdrawal, yes } from '../../support/answers.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'
import { until } from '../../support/until.ts'
import { picture } from './pictures.ts'

export interface KioskAtOptions {
  /** As in sync.json. */
  readonly target: object
  readonly secret?: string
  /** The data folder, when not a temporary one. */
  readonly place?: string
  readonly settings?: Readonly<Record<string, unknown>>
}

export type KioskAt = Awaited<ReturnType<typeof kioskAt>>

type Options = Omit<SyncOptions, 'dataFolder'>

export const stationName = 'hall-a'

export async function kioskAt({ target, secret, place, settings }: KioskAtOptions) {
  const kiosk = await kioskFolder({}, place)
  const file = join(kiosk.data, 'sync.json')
  const set = (to: object) =>
    writeFile(file, JSON.stringify({ station: stationName, target: to, ...settings }))
  await set(target)
  if (secret) await writeSecrets(kiosk.data, { storage: secret })
  const photo = (id: string) => kiosk.photos.find(id)!
  const media = (id: string, hash: string) => `v1/media/station=${stationName}/${id}/${hash}.jpg`

  return {
    ...kiosk,
    /** Changes the storage in sync.json. */
    set,
    open: (options: Options = {}): Promise<Sync> => openSync({ dataFolder: kiosk.data, ...options }),
    async once(options: Options = {}): Promise<void> {
      await using sync = await openSync({ dataFolder: kiosk.data, ...options })
      await sync.worker.once(new AbortController().signal)
    },
    async allowed(purposes: readonly Purpose[] = ['social']): Promise<string> {
      const id = await kiosk.take()
      for (const purpose of purposes) kiosk.ledger.answer(yes(id, { purpose }), moment())
      return id
    },
    /** Takes a photo whose original has so many bytes. */
    async takeLarge(size: number): Promise<string> {
      const id = await kiosk.take({ stage: 'reserved' })
      const save = async (role: string, bytes: Buffer) => {
        const file = `${photoFolder(id)}/${role}-${sha256(bytes)}.jpg`
        await makeFolder(join(kiosk.data, photoFolder(id)))
        await writeCarefully(join(kiosk.data, file), bytes)
        return { file, sha256: sha256(bytes), bytes: bytes.length }
      }
      kiosk.photos.kept(id, await save('original', picture(size)), moment())
      kiosk.photos.framed(id, await save('framed', picture()), moment())
      return id
    },
    takeBack: (id: string) => void kiosk.ledger.withdraw(withdrawal(id), moment()),
    framedKey: (id: string) => media(id, photo(id).framed_sha256!),
    /** What is wrong with a photo at the storage that is allowed. */
    lacks(id: string, storage: ReadonlyMap<string, Buffer>): string[] {
      const { original_sha256, framed_sha256 } = photo(id)
      const wrong = [original_sha256!, framed_sha256!].flatMap(hash => {
        const bytes = storage.get(media(id, hash))
        if (!bytes) return [`${id}: lost: ${media(id, hash)} is not at the storage`]
        return sha256(bytes) === hash ? [] : [`${id}: ${media(id, hash)} is not what it should be`]
      })
      if (!storage.has(`v1/records/station=${stationName}/${id}.json`))
        wrong.push(`${id}: lost: its record is not at the storage`)
      return wrong
    },
    /** What the sync believes to lie at the storage, and is not what lies there. */
    misbelieved: (storage: ReadonlyMap<string, Buffer>): string[] =>
      kiosk.store
        .prepare<[], { readonly key: string; readonly sha256: string }>(
          `SELECT key, sha256 FROM objects WHERE state = 'there'`,
        )
        .all()
        .flatMap(({ key, sha256: hash }) => {
          const bytes = storage.get(key)
          return bytes && sha256(bytes) === hash ? [] : [`lost: ${key} is not at the storage as it should be`]
        }),
    /** What is wrong with a photo at the storage that was taken back; of one that was never sent, nobody is told. */
    stays(id: string, storage: ReadonlyMap<string, Buffer>, wasSent = true): string[] {
      const tombstone = `v1/tombstones/station=${stationName}/${id}.json`
      const wrong = [...storage.keys()]
        .filter(key => key.includes(id) && key !== tombstone)
        .map(key => `${id}: stays: ${key}`)
      return storage.has(tombstone) || !wasSent ? wrong : [...wrong, `${id}: there is no tombstone`]
    },
    /** Waits until the worker has nothing left to do, and nothing to look at again. */
    async settled(timeout?: number): Promise<void> {
      const outbox = kiosk.store.prepare('SELECT * FROM outbox')
      const objects = kiosk.store.prepare(
        `SELECT key, state, recheck_at FROM objects WHERE state <> 'there' OR recheck_at IS NOT NULL`,
      )
      const left = () => [...outbox.all(), ...objects.all()]
      const isSettled = () => left().length === 0
      await until('the sync to have nothing left', isSettled, timeout).catch(error => {
        throw new Error(`${error.message}: ${JSON.stringify(left())}`)
      })
    },
  }
}

/** The worker in this process, from here to the end of the block. */
export function watching(sync: Sync): AsyncDisposable {
  const stop = new AbortController()
  const ended = sync.worker.watch(stop.signal)
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}

/** The worker as a process of its own. */
export function startWorker(
  data: string,
  env: Readonly<Record<string, string>> = {},
  /** A command that runs it, such as `ip netns exec NAME`. */
  through: readonly string[] = [],
): ChildProcess {
  const program = join(import.meta.dirname, 'worker-that-dies.ts')
  const [command = '', ...args] = [...through, process.execPath, program, 'sync', 'watch', '--data', data]
  return spawn(command, args, {
    env: { ...process.env, SYNC_LATENESS: '1000', SYNC_PATIENCE: '5000', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** Waits for a worker's end; gives by which signal. */
export async function endOf(worker: ChildProcess): Promise<NodeJS.Signals | null> {
  if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit')
  return worker.signalCode
}
