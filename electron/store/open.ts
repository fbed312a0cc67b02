/**
 * Opens the station's database. Its format is a number (SQLite's user_version) that the numbered files in
 * `migrations/` raise one by one, each in a transaction.
 */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { Trouble } from '../contract/errors.ts'
import { root } from '../system/root.ts'

export type Store = Database.Database

const migrationsFolder = join(root, 'electron/store/migrations')

/**
 * Opens `file`, making it when it is not there, checks it and brings it to the newest format.
 * Throws DATABASE_DAMAGED or DATABASE_NEWER, having changed nothing.
 */
export function openStore(file: string): Store {
  refuseForeignFile(file)
  const store = new Database(file, { timeout: 5000 })
  try {
    checkWhole(store, file)
    const migrations = readMigrations()
    refuseNewer(store, file, migrations.length)
    store.pragma('journal_mode = WAL')
    store.pragma('synchronous = FULL') // with NORMAL a power cut loses acknowledged photos
    store.pragma('foreign_keys = ON')
    store.pragma('recursive_triggers = ON') // else a REPLACE deletes past the triggers that forbid it
    store.pragma('secure_delete = ON') // deleted bytes are overwritten with zeros; `traces.ts` does the rest
    migrate(store, migrations)
    return store
  } catch (error) {
    store.close()
    throw damage(error, file)
  }
}

/**
 * Opens `file` to be written, also beside a running station. A database of an older format is brought to the newest
 * only while no station runs on it. Throws as `openStore` does, FILE_NOT_FOUND and DATA_IN_USE.
 */
export function openStoreBeside(file: string): Store {
  const reader = openStoreToRead(file)
  const format = reader.pragma('user_version', { simple: true }) as number
  reader.close()
  const lock = format < readMigrations().length ? lockFolder(dirname(file)) : null
  try {
    return openStore(file)
  } finally {
    lock?.close()
  }
}

/** Opens `file` to be read beside a running station. Throws as `openStore` does, and FILE_NOT_FOUND. */
export function openStoreToRead(file: string): Store {
  if (!existsSync(file)) throw new Trouble('FILE_NOT_FOUND', { file })
  refuseForeignFile(file)
  const store = new Database(file, { readonly: true, timeout: 5000 })
  try {
    refuseNewer(store, file, readMigrations().length)
    return store
  } catch (error) {
    store.close()
    throw damage(error, file)
  }
}

/**
 * Runs `work` in a transaction that survives a crash of the process at once, but a power cut only together with
 * the next ordinary transaction: the disk is not waited for. For what a later step makes durable anyway.
 */
export function commitSoon<T>(store: Store, work: () => T): T {
  // Not by `pragma`: each call of it leaves a kilobyte of the driver's memory behind.
  store.exec('PRAGMA synchronous = NORMAL')
  try {
    // At once to write: begun by reading, it would fail whenever another process has written since.
    return store.transaction(work).immediate()
  } finally {
    store.exec('PRAGMA synchronous = FULL')
  }
}

/**
 * Takes the data folder for this process alone until it ends, however it ends: the system drops the lock,
 * so none is ever stale. Throws DATA_IN_USE. Close the result to let go.
 */
export function lockFolder(folder: string): { close(): void } {
  const lock = new Database(join(folder, 'station.lock'), { timeout: 0 })
  try {
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    throw new Trouble('DATA_IN_USE', { folder }, error)
  }
}

/** SQLite takes a file of zeros or a torn header for an empty database, and would overwrite it. */
function refuseForeignFile(file: string): void {
  const head = Buffer.alloc(16)
  let length: number
  try {
    const descriptor = openSync(file, 'r')
    length = readSync(descriptor, head)
    closeSync(descriptor)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  if (length > 0 && head.toString('latin1') !== 'SQLite format 3\0')
    throw new Trouble('DATABASE_DAMAGED', { file, reason: 'it does not begin as an SQLite database' })
}

function checkWhole(store: Store, file: string): void {
  const found = store.pragma('quick_check(1)', { simple: true })
  if (found !== 'ok') throw new Trouble('DATABASE_DAMAGED', { file, reason: String(found) })
}

function readMigrations(): string[] {
  const names = readdirSync(migrationsFolder).sort()
  return names.map((name, index) => {
    if (Number.parseInt(name, 10) !== index + 1) throw new Error(`Migration ${name} is out of order`)
    return readFileSync(join(migrationsFolder, name), 'utf8')
  })
}

function refuseNewer(store: Store, file: string, expected: number): void {
  const came = store.pragma('user_version', { simple: true }) as number
  if (came > expected) throw new Trouble('DATABASE_NEWER', { file: basename(file), came, expected })
}

function migrate(store: Store, migrations: readonly string[]): void {
  const done = store.pragma('user_version', { simple: true }) as number
  migrations.slice(done).forEach((sql, index) => {
    store.transaction(() => {
      store.exec(sql)
      store.pragma(`user_version = ${done + index + 1}`)
    })()
  })
}

function damage(error: unknown, file: string): unknown {
  const code = (error as { code?: string }).code ?? ''
  if (!/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code)) return error
  return new Trouble('DATABASE_DAMAGED', { file, reason: (error as Error).message }, error)
}
