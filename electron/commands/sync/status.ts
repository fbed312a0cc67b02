import { join } from 'node:path'
import { say, type TextKey } from '../../../text/index.ts'
import { type FlagTable, stationFlags } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import type { SyncHealth } from '../../contract/sync.ts'
import { openStoreToRead } from '../../store/open.ts'
import { healthIn } from '../../sync/health.ts'
import { problemKinds } from '../../sync/target.ts'
import { parseFlags } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import type { Command } from '../command.ts'

const flagTable = { data: stationFlags.data, json: { kind: 'switch' } } as const satisfies FlagTable

/** sync status [--json]: how the sync goes, in words or as JSON. It changes nothing and asks no storage. */
export const status: Command = async (args, print) => {
  const flags = parseFlags(args, flagTable)
  const data = dataFolder(flags.data)
  const store = openStoreToRead(join(data, 'groundswell.sqlite'))
  try {
    const health = await healthIn(data, store)
    if (flags.json) print(JSON.stringify(health, null, 2))
    else for (const line of statusLines(health)) print(line)
    return ['shut', 'trouble', 'silent'].includes(health.state) ? exitCodes.needsPerson : exitCodes.ok
  } finally {
    store.close()
  }
}

/** The health in words, a line each. */
export function statusLines(health: SyncHealth): string[] {
  const tell = (key: TextKey, values: Readonly<Record<string, string | number>> = {}) =>
    say('en', key, values)
  const lines = [tell(`syncState.${health.state}`, { target: health.target ?? '' })]
  if (health.said) lines.push(health.said)
  if (health.trouble) lines.push(tell(`errors.${health.trouble.code}`, health.trouble.details))
  if (health.problem)
    lines.push(`${tell(`syncProblem.${problemKey(health.problem.kind)}`)} (${health.problem.message})`)
  lines.push(tell('sync.waiting', { ...health.waiting }))
  if (health.oldestSeconds !== null)
    lines.push(tell('sync.oldest', { minutes: Math.round(health.oldestSeconds / 60) }))
  for (const [kind, count] of Object.entries(health.failing))
    lines.push(tell('sync.failing', { count, reason: tell(`syncProblem.${problemKey(kind)}`) }))
  lines.push(
    tell('sync.sent', {
      ...{ delivered: health.delivered, megabytes: Math.round(health.bytes / 1e6) },
      mismatches: health.mismatches,
    }),
  )
  if (health.linesWaiting > 0) lines.push(tell('sync.linesWaiting', { count: health.linesWaiting }))
  for (const { name, kind, message } of health.unsent)
    lines.push(
      tell('sync.cannotSend', { name, reason: `${tell(`syncProblem.${problemKey(kind)}`)} (${message})` }),
    )
  const { count, averageSeconds, mostSeconds } = health.removals
  if (averageSeconds !== null && mostSeconds !== null)
    lines.push(
      tell('sync.removals', { count, average: Math.round(averageSeconds), most: Math.round(mostSeconds) }),
    )
  if (health.secondLooks > 0) lines.push(tell('sync.secondLooks', { count: health.secondLooks }))
  for (const one of health.elsewhere) lines.push(tell('sync.elsewhere', { ...one }))
  if (health.twin) lines.push(tell('sync.twin', { ...health.twin }))
  if (health.followTrouble)
    lines.push(tell(`errors.${health.followTrouble.code}`, health.followTrouble.details))
  if (!health.isLedgerWhole) lines.push(tell('syncProblem.ledger'))
  if (health.clockOffsetSeconds !== null && Math.abs(health.clockOffsetSeconds) > 60)
    lines.push(tell('sync.clock', { seconds: Math.round(health.clockOffsetSeconds) }))
  lines.push(tell('sync.disk', { hours: Math.floor(health.freeHours) }))
  return lines
}

const problemKeys = [...problemKinds, 'file', 'ledger'] as const

function problemKey(kind: string): (typeof problemKeys)[number] {
  return problemKeys.find(one => one === kind) ?? 'unexpected'
}
