import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The folder of the program: the nearest one upwards that holds `templates/`. The same from sources and from a bundle. */
export const root: string = (() => {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'templates'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error(`No templates folder above ${import.meta.dirname}`)
    folder = parent
  }
  return folder
})()

/** The command line's program: from the sources, or beside the bundled station. */
export function cliEntry(): string {
  const source = join(root, 'electron/cli.ts')
  return existsSync(source) ? source : join(root, 'dist/station/cli.js')
}

/** The absolute path of the data folder that `--data` names; without it, that of `data` beside the program. */
export function dataFolder(flag: string | undefined): string {
  return resolve(flag ?? join(root, 'data'))
}
