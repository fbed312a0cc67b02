import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openStore, openStoreToRead, type Store } from '../../../electron/store/open.ts'
import { clearTraces } from '../../../electron/store/traces.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { projectRoot, temporaryFolder } from '../../support/station.ts'
import { tracesIn } from '../../support/traces.ts'

/** Photos whose tokens come in no order, so that SQLite moves their keys about. */
function fill(store: Store, count: number): string[] {
  const tokens = Array.from({ length: count }, (_, i) => sha256(`token ${i}`).slice(0, 22))
  const insert = store.prepare(`INSERT INTO photos
    (id, token, stage, template, language, reserved_at, offset, expires_at) VALUES (?, ?, 'kept', '', 'en', '', 0, '')`)
  const grow = store.prepare('UPDATE photos SET framed_file = ? WHERE token = ?')
  tokens.forEach((token, i) => {
    insert.run(`photo-${i}`, token)
    grow.run('x'.repeat(i % 300), token)
  })
  return tokens
}

const marked = (store: Store) => store.prepare('SELECT count(*) FROM traces').pluck().get() as number

test('of thousands of deleted rows no byte stays in any file of the database', async () => {
  await using folder = await temporaryFolder()
  const store = openStore(join(folder.path, 'g.sqlite'))
  const tokens = store.transaction(() => fill(store, 4000))()
  const gone = tokens.filter((_, i) => i % 3 === 0 || i < 500)
  const drop = store.prepare('DELETE FROM photos WHERE token = ?')
  store.transaction(() => gone.forEach(token => void drop.run(token)))()
  const marks = Object.fromEntries(gone.map(token => [token, token]))
  expect((await tracesIn(folder.path, marks)).length).toBeGreaterThan(0)
  expect(marked(store)).toBe(gone.length)

  expect(clearTraces(store)).toBe(true)
  expect(await tracesIn(folder.path, marks)).toEqual([])
  expect(marked(store)).toBe(0)
  expect(store.prepare('SELECT count(*) FROM photos').pluck().get()).toBe(tokens.length - gone.length)
  expect(store.pragma('integrity_check', { simple: true })).toBe('ok')
  store.close()
})

test('whoever reads the database is waited for, and nothing is stopped meanwhile', async () => {
  await using folder = await temporaryFolder()
  const store = openStore(join(folder.path, 'g.sqlite'))
  const [token] = fill(store, 10) as [string]
  const reader = openStoreToRead(join(folder.path, 'g.sqlite'))
  reader.exec('BEGIN')
  reader.prepare('SELECT * FROM photos').all()
  store.exec(`DELETE FROM photos WHERE token = '${token}'`)

  const started = performance.now()
  expect(clearTraces(store)).toBe(false)
  expect(performance.now() - started).toBeLessThan(2_500) // else it waits for 5 seconds
  expect(marked(store)).toBe(1)
  expect(await tracesIn(folder.path, { token })).toEqual(['token'])

  reader.close()
  expect(clearTraces(store)).toBe(true)
  expect(await tracesIn(folder.path, { token })).toEqual([])
  expect(store.pragma('busy_timeout', { simple: true })).toBe(5000)
  store.close()
})

test('where nothing was deleted, nothing is written', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'g.sqlite')
  openStore(file).close()
  const before = readFileSync(file)
  const store = openStore(file)
  expect(clearTraces(store)).toBe(true)
  store.close()
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('what an older Groundswell deleted without overwriting it goes too', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'g.sqlite')
  const old = new Database(file)
  old.exec(readFileSync(join(projectRoot, 'electron/store/migrations/001-photos-and-consent.sql'), 'utf8'))
  old.pragma('user_version = 1')
  const [token] = fill(old, 10) as [string]
  old.exec(`DELETE FROM photos WHERE token = '${token}'`)
  old.close()
  expect(await tracesIn(folder.path, { token })).toEqual(['token'])

  const store = openStore(file)
  expect(marked(store)).toBe(1)
  expect(clearTraces(store)).toBe(true)
  store.close()
  expect(await tracesIn(folder.path, { token })).toEqual([])
})
