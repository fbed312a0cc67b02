import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { Trouble } from '../contract/errors.ts'
import { ifMissing } from '../system/files.ts'

export interface StaticFile {
  readonly type: string
  readonly bytes: Buffer
}

const typesByEnding: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
}

/**
 * Every file below `folder` by its address (`/kiosk/index.html` is `/kiosk/` too), read once. A request can
 * only name what is in the table, so no path of the disk is ever made from an address.
 * Throws PAGES_NOT_BUILT when the folder is not there.
 */
export async function readStaticFiles(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(ifMissing(null))
  if (!entries?.length) throw new Trouble('PAGES_NOT_BUILT', { folder })
  const files = new Map<string, StaticFile>()
  // At once: fonts come in hundreds of files.
  const read = entries
    .filter(entry => entry.isFile())
    .map(async entry => {
      const file = join(entry.parentPath, entry.name)
      const address = file.slice(folder.length).replaceAll(sep, '/')
      const found = {
        type: typesByEnding[extname(file)] ?? 'application/octet-stream',
        bytes: await readFile(file),
      }
      files.set(address, found)
      if (address.endsWith('/index.html')) files.set(address.slice(0, -'index.html'.length), found)
    })
  await Promise.all(read)
  return files
}

/** What a content security policy (W3C CSP 3) says so that the scripts in the pages themselves run, and no others do. */
export function inlineScripts(files: ReadonlyMap<string, StaticFile>): string[] {
  const pages = [...files.values()].filter(({ type }) => type === typesByEnding['.html'])
  const scripts = pages.flatMap(({ bytes }) => [...String(bytes).matchAll(/<script>(.*?)<\/script>/gs)])
  return [...new Set(scripts.map(([, script = '']) => `'sha256-${hash('sha256', script, 'base64')}'`))]
}
