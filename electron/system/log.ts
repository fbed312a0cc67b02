/**
 * The station's log: one JSON object a line, a file a day, in the data folder's `logs/`. It never holds a
 * secret, a share token or a picture.
 */
import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Logger, pino, stdTimeFunctions } from 'pino'

export type Log = Logger

const keepDays = 30

/** A UUIDv7 (RFC 9562), as photos have. */
const photoId = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g

/** The hash in a picture's file name: whoever has the picture could tell by it that it was taken here. */
const pictureHash = /(?<=\b(?:original|framed|boomerang|animation)-|\/)[0-9a-f]{64}(?=\.(?:jpg|mp4|webp))/g

/**
 * Opens the log below `folder`, making it, and drops files older than 30 days. `nameOf` turns a photo's id into a name
 * that says nothing once the photo is erased; it is put wherever an id would stand, in paths and messages too.
 */
export function openLog(folder: string, nameOf: (id: string) => string = id => id): Log {
  mkdirSync(folder, { recursive: true })
  const files = readdirSync(folder).filter(name => /^\d{4}-\d\d-\d\d\.jsonl$/.test(name))
  for (const old of files.sort().slice(0, -keepDays)) rmSync(join(folder, old))
  return pino(
    { base: { pid: process.pid }, timestamp: stdTimeFunctions.isoTime },
    // A full disk must not stop the station: the log is the first thing it can do without.
    {
      write: line =>
        attempt(() => {
          const kept = line.replace(photoId, nameOf).replace(pictureHash, '…')
          appendFileSync(join(folder, `${today()}.jsonl`), kept)
        }),
    },
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
