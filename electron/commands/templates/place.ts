/** Which frames a command is about, and where they lie. */
import type { FlagTable } from '../../contract/flags.ts'
import { listTemplates, templateFolders } from '../../frame/template/template.ts'

export const placeFlags = {
  /** The kiosk's data folder, whose own frames lie in `templates/`. */
  data: { kind: 'text', expected: 'FOLDER' },
} as const satisfies FlagTable

/** The named frames, or every one when none is named. */
export async function chosen(
  names: readonly string[],
  data: string,
): Promise<{ names: string[]; folders: string[] }> {
  const folders = templateFolders(data)
  return { names: names.length ? [...names] : [...(await listTemplates(folders)).keys()], folders }
}
