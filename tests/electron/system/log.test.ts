import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLog } from '../../../electron/system/log.ts'
import { temporaryFolder } from '../../support/station.ts'

test('the log is one JSON object a line in a file of the day', async () => {
  await using folder = await temporaryFolder()
  openLog(folder.path).info({ photo: 'p1' }, 'photo kept')
  const [name] = readdirSync(folder.path)
  expect(name).toMatch(/^\d{4}-\d\d-\d\d\.jsonl$/)
  const line = JSON.parse(readFileSync(join(folder.path, name ?? ''), 'utf8'))
  expect(line).toMatchObject({ level: 30, photo: 'p1', msg: 'photo kept' })
})

test('only the newest thirty days are kept', async () => {
  await using folder = await temporaryFolder()
  mkdirSync(folder.path, { recursive: true })
  for (let day = 1; day <= 31; day++)
    writeFileSync(join(folder.path, `2026-01-${String(day).padStart(2, '0')}.jsonl`), '')
  openLog(folder.path)
  expect(readdirSync(folder.path)).toHaveLength(30)
  expect(readdirSync(folder.path)).not.toContain('2026-01-01.jsonl')
})

test('a photo’s id stands nowhere in the log, its other name does', async () => {
  await using folder = await temporaryFolder()
  const id = '019aa8c5-7e1f-7c3a-9b3e-0123456789ab'
  const log = openLog(folder.path, () => 'other-name')
  log.error({ photo: id, err: new Error(`ENOENT: /photos/${id}/original.jpg`) }, `lost ${id}`)
  const text = readFileSync(join(folder.path, readdirSync(folder.path)[0] ?? ''), 'utf8')
  expect(text).not.toContain(id)
  expect(JSON.parse(text)).toMatchObject({ photo: 'other-name', msg: 'lost other-name' })
})
