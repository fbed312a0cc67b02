import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { lockFolder, openStore, openStoreBeside, openStoreToRead } from '../../../electron/store/open.ts'
import { projectRoot, runStation, temporaryFolder } from '../../support/station.ts'

test('a new database has the newest format, loses nothing to a power cut and overwrites what is deleted', async () => {
  await using folder = await temporaryFolder()
  const store = openStore(join(folder.path, 'g.sqlite'))
  expect(store.pragma('user_version', { simple: true })).toBe(6)
  expect(store.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(store.pragma('synchronous', { simple: true })).toBe(2) // FULL
  expect(store.pragma('foreign_keys', { simple: true })).toBe(1)
  expect(store.pragma('secure_delete', { simple: true })).toBe(1)
  store.close()
})

test('opening again changes nothing', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'g.sqlite')
  openStore(file).close()
  const before = readFileSync(file)
  openStore(file).close()
  expect(readFileSync(file).equals(before)).toBe(true)
})

test.each([
  ['a text', Buffer.from('this is no database, but somebody may need it')],
  ['zeros', Buffer.alloc(8192)],
  ['a torn header', Buffer.from('SQLite form')],
])('a file of %s is refused and left as it is', async (_, bytes) => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'g.sqlite')
  writeFileSync(file, bytes)
  expect(() => openStore(file)).toThrow('DATABASE_DAMAGED')
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test('a database with damaged pages is refused and left as it is', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'g.sqlite')
  const store = openStore(file)
  store.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
    INSERT INTO photos (id, token, stage, template, language, reserved_at, offset, expires_at)
    SELECT i, i, 'reserved', 't', 'en', '', 0, '' FROM n`)
  store.close()
  const bytes = readFileSync(file)
  bytes.fill(0xa5, 4096 * 3, 4096 * 6)
  writeFileSync(file, bytes)
  expect(() => openStore(file)).toThrow('DATABASE_DAMAGED')
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test('a database of a newer Groundswell is refused and left as it is', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'g.sqlite')
  const store = openStore(file)
  store.pragma('user_version = 99')
  store.close()
  expect(() => openStore(file)).toThrow('DATABASE_NEWER')
  expect(() => openStoreToRead(file)).toThrow('DATABASE_NEWER')
})

test('a database that is not there cannot be read', () => {
  expect(() => openStoreToRead('/nowhere/g.sqlite')).toThrow('FILE_NOT_FOUND')
})

test('beside a running station a database is opened to be written, and made by nobody', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'g.sqlite')
  expect(() => openStoreBeside(file)).toThrow('FILE_NOT_FOUND')
  const station = openStore(file)
  const lock = lockFolder(folder.path)
  const beside = openStoreBeside(file)
  expect(beside.pragma('synchronous', { simple: true })).toBe(2) // FULL
  beside.exec("INSERT INTO exports VALUES ('one', 'social', '', 0)")
  expect(station.prepare('SELECT id FROM exports').pluck().all()).toEqual(['one'])
  for (const one of [beside, lock, station]) one.close()
})

test('beside a running station no database is brought to a newer format', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'g.sqlite')
  const old = new Database(file)
  old.exec(readFileSync(join(projectRoot, 'electron/store/migrations/001-photos-and-consent.sql'), 'utf8'))
  old.pragma('user_version = 1')
  const lock = lockFolder(folder.path)
  expect(() => openStoreBeside(file)).toThrow('DATA_IN_USE')
  expect(old.pragma('user_version', { simple: true })).toBe(1)
  lock.close()
  old.close()
  const store = openStoreBeside(file)
  expect(store.pragma('user_version', { simple: true })).toBe(6)
  store.close()
  lockFolder(folder.path).close()
})

test('a folder belongs to one process, and is free again when that one closes', async () => {
  await using folder = await temporaryFolder()
  const lock = lockFolder(folder.path)
  const second = await runStation({ data: folder.path })
  expect(second.code).toBe(2)
  expect(second.stderr).toContain('is used by a Groundswell that is running')
  lock.close()
  lockFolder(folder.path).close()
})
