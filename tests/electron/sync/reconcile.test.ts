import { existsSync } from 'node:fs'
import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { layoutFor } from '../../../electron/sync/layout.ts'
import { reconcile } from '../../../electron/sync/reconcile.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { noApache, startApache } from '../../support/storage/apache.ts'
import { storageOf } from '../../support/storage/webdav-server.ts'

const layout = layoutFor('hall-a')
const isWanted = () => false

test.skipIf(noApache)('the nightly look clears away parts of uploads that broke off long ago', async () => {
  const server = await startApache()
  await using storage = storageOf(server)
  const target = storage.open()
  const bytes = Buffer.from('{}')
  const content = { bytes, sha256: sha256(bytes), type: 'application/json' }
  const keys = [layout.heartbeat, `${layout.folders.ledger}one.jsonl`, 's/token']
  const [old, young] = [26, 1].map(hours => Date.now() / 1000 - hours * 3_600)
  for (const key of keys) {
    await target.put(key, content)
    for (const [name, at] of [
      ['0123456789abcdef', old!],
      ['fedcba9876543210', young!],
    ] as const) {
      const part = join(server.folder, `${key}.${name}.part`)
      await writeFile(part, 'half')
      await utimes(part, at, at)
    }
  }
  await reconcile({ target, layout, isWanted })
  for (const key of keys) {
    expect(existsSync(join(server.folder, key))).toBe(true)
    expect(existsSync(join(server.folder, `${key}.0123456789abcdef.part`)), key).toBe(false)
    expect(existsSync(join(server.folder, `${key}.fedcba9876543210.part`)), key).toBe(true)
  }
  target.close()
})
