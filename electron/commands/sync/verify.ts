import { say } from '../../../text/index.ts'
import { stationFlags } from '../../contract/flags.ts'
import { exitCodes, secretsVariable } from '../../contract/ready.ts'
import { openSync } from '../../sync/sync.ts'
import { verifyStorage } from '../../sync/verify.ts'
import { parseFlags } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import type { Command } from '../command.ts'
import { atStorage } from './at-storage.ts'
import { stopSignal } from './stop-signal.ts'

/** sync verify: fetches all that should lie at the storage and hashes it anew; what is wrong is sent again. */
export const verify: Command = async (args, print) => {
  const flags = parseFlags(args, { data: stationFlags.data })
  await using sync = await openSync({
    dataFolder: dataFolder(flags.data),
    secrets: process.env[secretsVariable],
  })
  const { whole, wrong, reconciled, ledger } = await atStorage(sync.target, () =>
    verifyStorage(sync, stopSignal()),
  )
  print(say('en', 'sync.whole', { count: whole }))
  for (const { key, verdict } of wrong)
    print(say('en', verdict === 'missing' ? 'sync.missing' : 'sync.different', { key }))
  for (const key of reconciled.removed) print(say('en', 'sync.straggler', { key }))
  if (!reconciled.couldLook) print(say('en', 'sync.couldNotLook'))
  print(say('en', 'sync.ledgerCompared', { count: ledger.compared }))
  if (ledger.firstDifferent !== null) print(say('en', 'sync.ledgerDiffers', { seq: ledger.firstDifferent }))
  return wrong.length === 0 && ledger.firstDifferent === null ? exitCodes.ok : exitCodes.needsPerson
}
