/**
 * The station's log: one JSON object a line, a file a day, in the data folder's `logs/`. It never holds a
 * secret, a share token or a picture; a photo is named by its id.
 */
import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Logger, pino, stdTimeFunctions } from 'pino'

export type Log = Logger

const keepDays = 30

/** Opens the log below `folder`, making it, and drops files older than 30 days. */
export function openLog(folder: string): Log {
  mkdirSync(folder, { recursive: true })
  const files = readdirSync(folder).filter(name => /^\d{4}-\d\d-\d\d\.jsonl$/.test(name))
  for (const old of files.sort().slice(0, -keepDays)) rmSync(join(folder, old))
  return pino(
    { base: { pid: process.pid }, timestamp: stdTimeFunctions.isoTime },
    // A full disk must not stop the station: the log is the first thing it can do without.
    { write: line => attempt(() => appendFileSync(join(folder, `${today()}.jsonl`), line)) },
  )
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

function attempt(act: () => void): void {
  try {
    act()
  } catch {}
}
