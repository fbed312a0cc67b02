/** The end of an evening: everything is done that is open, by people, by the station, and by its worker. */
import { setTimeout as pause } from 'node:timers/promises'
import { openSync } from '../../../electron/sync/sync.ts'
import type { StationProcess } from '../../support/station.ts'
import { until } from '../../support/until.ts'
import { rowsOf } from './audit.ts'
import type { Guests } from './guests.ts'

export interface DrainParts {
  readonly data: string
  readonly lateness: number
  readonly patience: number
  readonly guests: Guests
  readonly start: () => Promise<StationProcess>
}

/** Throws with what is left when it does not come to an end. */
export async function drain({ data, lateness, patience, guests, start }: DrainParts): Promise<void> {
  const station = await start()
  await guests.settle(station)
  const open = () => ({
    photos: count(data, `SELECT count(*) FROM photos WHERE stage = 'kept' OR erasing IS NOT NULL`),
    outbox: count(data, 'SELECT count(*) FROM outbox'),
    objects: count(data, `SELECT count(*) FROM objects WHERE recheck_at IS NOT NULL OR state <> 'there'`),
  })
  const isDone = () => Object.values(open()).every(one => one === 0)
  await until('the worker to have nothing left', isDone, 400_000).catch(error => {
    const left = rowsOf(data, 'SELECT photo, rank, due, attempts, problem, owner, lease_until FROM outbox')
    throw new Error(`${error.message}; left: ${JSON.stringify([open(), left])}`)
  })
  await station.stop()
  const lines = `SELECT (SELECT count(*) FROM journal WHERE seq > journal_seq) +
    (SELECT count(*) FROM ledger WHERE seq > ledger_seq) FROM storage`
  for (let tries = 0; tries < 20 && (count(data, lines) > 0 || !isDone()); tries++) {
    await using sync = await openSync({ dataFolder: data, lateness, patience })
    await sync.worker.once(new AbortController().signal)
    if (!isDone()) await pause(lateness / 4)
  }
  if (count(data, lines) > 0 || !isDone())
    throw new Error(
      `The sync did not come to an end: ${JSON.stringify({ ...open(), lines: count(data, lines) })}`,
    )
}

function count(data: string, sql: string): number {
  return Object.values(rowsOf<Record<string, number>>(data, sql)[0]!)[0]!
}
