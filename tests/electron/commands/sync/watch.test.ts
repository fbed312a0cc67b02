import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { supervisedVariable, workerWords } from '../../../../electron/contract/ready.ts'

import { openStoreToRead } from '../../../../electron/store/open.ts'
import { hasStorage, openStorage } from '../../../../electron/sync/storage.ts'
import { cliEntry } from '../../../../electron/system/root.ts'
import { syncedKiosk } from '../../../support/synced-kiosk.ts'
import { until } from '../../../support/until.ts'

test('sync watch, as the station runs it, ends when it is told to, though its standard input stays open', async () => {
  await using kiosk = await syncedKiosk()
  const child = spawn(process.execPath, [cliEntry(), 'sync', 'watch', '--data', kiosk.data], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...process.env, [supervisedVariable]: '1' },
  })
  const store = openStoreToRead(`${kiosk.data}/groundswell.sqlite`)
  await until('it to say how it goes', () => hasStorage(store) && openStorage(store).state().report !== null)
  store.close()
  child.stdin.write(`${workerWords.look}\n`)
  child.kill('SIGTERM')
  expect(await once(child, 'close')).toEqual([0, null])
})
