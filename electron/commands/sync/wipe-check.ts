import { say, type TextKey } from '../../../text/index.ts'
import { openPhotos } from '../../capture/photos.ts'
import { Trouble } from '../../contract/errors.ts'
import { type FlagTable, stationFlags } from '../../contract/flags.ts'
import { exitCodes, secretsVariable, supervisedVariable } from '../../contract/ready.ts'
import type { WipeLine, WipeResult, WipeVerdict } from '../../contract/wipe.ts'
import { openSync } from '../../sync/sync.ts'
import { dropOriginal, droppableBytes, othersWaiting, wipeItems } from '../../sync/wipe.ts'
import { parseFlags } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import type { Command } from '../command.ts'
import { atStorage } from './at-storage.ts'
import { stopSignal } from './stop-signal.ts'

const flagTable = {
  data: stationFlags.data,
  /** Removes the originals that are safe, to make room. */
  'drop-originals': { kind: 'switch' },
  /** First sends what can be sent now. */
  'send-first': { kind: 'switch' },
  /** For programs: a WipeLine a line. */
  json: { kind: 'switch' },
} as const satisfies FlagTable

const verdictWords = {
  safe: 'wipe.safe',
  private: 'wipe.private',
  waiting: 'wipe.waiting',
  originalHere: 'wipe.originalHere',
  damaged: 'wipe.damaged',
} as const satisfies Record<WipeVerdict, TextKey>

/**
 * sync wipe-check [--send-first] [--drop-originals] [--json]: whether this kiosk may be wiped, photo by photo, proved at
 * the storage now.
 */
export const wipeCheck: Command = async (args, print) => {
  const flags = parseFlags(args, flagTable)
  if (!flags.json) return check(flags, printWords)
  try {
    return await check(flags, line => print(JSON.stringify(line)))
  } catch (error) {
    if (!(error instanceof Trouble)) throw error
    const { code, details } = error
    print(JSON.stringify({ trouble: { code, details } } satisfies WipeLine))
    return exitCodes.needsPerson
  }

  function printWords(line: WipeLine): void {
    if ('judged' in line) {
      const { photo, until, verdict } = line.judged
      print(say('en', verdictWords[verdict], { photo, until }))
    }
    if (!('result' in line)) return
    const { safe, total, lines, dropped, mayBeWiped } = line.result
    print('')
    print(say('en', 'wipe.count', { safe, total }))
    if (lines > 0) print(say('en', 'wipe.lines', { count: lines }))
    if (flags['drop-originals'])
      print(say('en', 'wipe.freed', { megabytes: Math.round(dropped.bytes / 1e6) }))
    print(say('en', mayBeWiped ? 'wipe.yes' : 'wipe.no'))
  }
}

interface Flags {
  readonly data: string | undefined
  readonly 'drop-originals': boolean
  readonly 'send-first': boolean
}

async function check(flags: Flags, tell: (line: WipeLine) => void): Promise<number> {
  const data = dataFolder(flags.data)
  await using sync = await openSync({ dataFolder: data, secrets: process.env[secretsVariable] })
  const stop = stopSignal(process.env[supervisedVariable] !== undefined)
  if (flags['send-first']) await sync.worker.once(stop)
  const photos = openPhotos(sync.store)
  const parts = { ...sync, dataFolder: data, photos }
  const droppable = { photos: 0, bytes: 0 }
  const dropped = { photos: 0, bytes: 0 }
  let safe = 0
  let total = 0
  tell({ total: photos.all().length })
  await atStorage(sync.target, async () => {
    for await (const item of wipeItems(parts, stop)) {
      const { photo, verdict } = item
      total++
      if (verdict === 'safe') safe++
      tell({
        judged: {
          ...{ photo: photo.id, code: photo.code, verdict },
          ...{ takenAt: photo.reserved_at, until: photo.expires_at },
        },
      })
      const bytes = droppableBytes(item)
      if (bytes === null) continue
      const sum = flags['drop-originals'] ? dropped : droppable
      if (flags['drop-originals']) await dropOriginal(parts, item)
      sum.photos++
      sum.bytes += bytes
    }
  })
  const lines = await atStorage(sync.target, () => othersWaiting(parts, stop))
  const mayBeWiped = safe === total && lines === 0
  tell({ result: { safe, total, lines, droppable, dropped, mayBeWiped } satisfies WipeResult })
  return mayBeWiped ? exitCodes.ok : exitCodes.needsPerson
}
