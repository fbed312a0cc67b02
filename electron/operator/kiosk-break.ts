/** The kiosk's break: no visit begins while it lasts. A file in the data folder holds it, so that it outlives the station. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder, writeCarefully } from '../system/files.ts'

export interface KioskBreak {
  readonly isOn: boolean
  /** Begins or ends it, durably when the promise settles. Throws the system's error. */
  set(isOn: boolean): Promise<void>
}

/** `onChange` is told when a break has begun or ended. */
export function openKioskBreak(dataFolder: string, onChange: (isOn: boolean) => void): KioskBreak {
  const file = join(dataFolder, 'on-break')
  let isOn = existsSync(file)
  return {
    get isOn() {
      return isOn
    },
    async set(next) {
      if (next) await writeCarefully(file, Buffer.of())
      else {
        await rm(file, { force: true })
        await syncFolder(dataFolder)
      }
      if (next === isOn) return
      isOn = next
      onChange(isOn)
    },
  }
}
