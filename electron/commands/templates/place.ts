/** Which frames a command is about, and where they lie. */
import { resolve } from 'node:path'
import type { FlagTable } from '../../contract/flags.ts'
import { listTemplates, templateFolders } from '../../frame/template/template.ts'
import { root } from '../../system/root.ts'

export const placeFlags = {
  /** The kiosk's data folder, whose own frames lie in `templates/`. */
  data: { kind: 'text', expected: 'FOLDER' },
} as const satisfies FlagTable

/** The data folder that `--data` names, or the usual one. */
export function dataFolder(flag: string | undefined): string {
  return resolve(flag ?? `${root}/data`)
}

/** The named frames, or every one when none is named. */
export async function chosen(
  names: readonly string[],
  data: string,
): Promise<{ names: string[]; folders: string[] }> {
  const folders = templateFolders(data)
  return { names: names.length ? [...names] : [...(await listTemplates(folders)).keys()], folders }
}
