/** The operator's PIN: chosen by whoever opens the operator's page first, and kept as nothing but a salted hash. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { Trouble } from '../contract/errors.ts'
import { ifMissing, syncFolder, writeCarefully } from '../system/files.ts'
import { readSettings } from '../system/settings-check.ts'

export interface OperatorPin {
  isChosen(): Promise<boolean>
  /** Throws PIN_CHOSEN when there is one. */
  choose(pin: string): Promise<void>
  /** Whether it is the right one; takes as long when it is not. */
  isRight(pin: string): Promise<boolean>
}

/**
 * A tenth of a second and 32 MB a try. More would not help: whoever has the file tries all PINs in hours, so what holds
 * is its rights and the slow door.
 */
const strength = { N: 2 ** 15, r: 8, p: 1 } as const
const hashLength = 32

const fileSchema = z.strictObject({
  salt: z.base64(),
  hash: z.base64(),
  N: z.int(),
  r: z.int(),
  p: z.int(),
})

/** The file in the data folder; without it, the next one to open the operator's page chooses a PIN. */
export const pinFile = 'operator-pin.json'

/** Only the station that holds the folder's lock opens it. It is read anew each time, so that one that was forgotten on the command line is gone at once. */
export function openPin(dataFolder: string): OperatorPin {
  const file = join(dataFolder, pinFile)
  let isBeingChosen = false

  async function read() {
    const text = await readFile(file, 'utf8').catch(ifMissing(null))
    return text === null ? null : readSettings(fileSchema, text, file)
  }

  return {
    isChosen: async () => (await read()) !== null,
    async choose(pin) {
      if (isBeingChosen) throw new Trouble('PIN_CHOSEN')
      isBeingChosen = true
      try {
        if (await read()) throw new Trouble('PIN_CHOSEN')
        const salt = randomBytes(16)
        const hash = await hashOf(pin, salt, strength)
        const kept = { salt: salt.toString('base64'), hash: hash.toString('base64'), ...strength }
        await writeCarefully(file, Buffer.from(`${JSON.stringify(kept)}\n`))
      } finally {
        isBeingChosen = false
      }
    },
    async isRight(pin) {
      const kept = await read()
      if (!kept) return false
      const hash = await hashOf(pin, Buffer.from(kept.salt, 'base64'), kept)
      const right = Buffer.from(kept.hash, 'base64')
      return hash.length === right.length && timingSafeEqual(hash, right)
    },
  }
}

/** Lets a PIN be chosen anew; false when there was none. */
export async function forgetPin(dataFolder: string): Promise<boolean> {
  const file = join(dataFolder, pinFile)
  const gone = await rm(file).then(() => true, ifMissing(false))
  if (gone) await syncFolder(dataFolder)
  return gone
}

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

function hashOf(pin: string, salt: Buffer, { N, r, p }: { N: number; r: number; p: number }) {
  return derive(pin, salt, hashLength, { N, r, p, maxmem: 256 * N * r })
}
