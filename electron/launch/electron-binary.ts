import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { endGroup, spawnGroup } from '../process-group.ts'

/**
 * Electron's binary, or null when it is not there. The package installs without it, and importing the package
 * would start the download, so this only looks where the package itself would.
 */
export function electronBinary(folder = electronFolder()): string | null {
  const elsewhere = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const name = folder && readOrNull(join(folder, 'path.txt'))
  if (elsewhere) return existing(join(elsewhere, name || 'electron'))
  return folder && name ? existing(join(folder, 'dist', name)) : null
}

/** Lets the package download its binary, for at most `withinMs`; tells where it is, or null when it did not come. */
export async function fetchElectronBinary(
  withinMs: number,
  folder = electronFolder(),
): Promise<string | null> {
  if (!folder) return null
  const child = spawnGroup(process.execPath, [join(folder, 'install.js')], process.env, [
    'ignore',
    'ignore',
    'ignore',
  ])
  const done = new Promise<void>(resolve => child.once('close', () => resolve()))
  const late = setTimeout(() => endGroup(child, 1000), withinMs)
  await done
  clearTimeout(late)
  return electronBinary(folder)
}

function electronFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    return null
  }
}

function existing(file: string): string | null {
  return existsSync(file) ? file : null
}

function readOrNull(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null
}
