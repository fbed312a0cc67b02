import { lstat, open, readdir, realpath } from 'node:fs/promises'
import { basename, extname, isAbsolute, join, posix, relative, sep, win32 } from 'node:path'
import { Trouble } from '../../contract/errors.ts'

/** The files of one frame package. All three ways throw `TEMPLATE_FILE` with the reason. */
export interface PackageFiles {
  /** The package's name, which is its folder's. */
  readonly name: string
  /** The absolute path of its folder. */
  readonly home: string
  /** A file's words, which must be UTF-8; a byte order mark is left out. */
  text(file: string): Promise<string>
  bytes(file: string): Promise<Buffer>
  /** The real absolute path of a file that lies inside the package and is no larger than its kind may be. */
  path(file: string): Promise<string>
}

const kB = 1024
const MB = 1024 * kB

/** How large a package and its files may be. A package comes from a stranger, and a kiosk has the memory it has. */
export const packageLimits = {
  /** With six outputs of 24 texts each it stays below 64 kB. */
  settings: 256 * kB,
  /** What drawing programs write for a detailed frame; parsed as a whole, at some ten times this in memory. */
  svg: 2 * MB,
  /** A PNG of a whole print with grain; photographs belong into slots. */
  png: 8 * MB,
  /** The longest side of any canvas; four bytes a pixel make 64 MB while it is drawn. */
  side: 4096,
  /** Previews are a few hundred pixels wide. */
  jpg: 4 * MB,
  /** Chinese and Japanese families reach 10 to 16 MB a weight. */
  font: 16 * MB,
  /** Licences and notes. */
  words: 256 * kB,
  /** What one mails or puts on a stick, and what unpacking may hold in memory. */
  whole: 64 * MB,
  /** Six outputs, twelve layers each, twice, and fonts: more is a mistake. */
  files: 200,
} as const

/** The most bytes that a package's file may have by its kind, or null for a kind that no package has. */
export function fileLimit(file: string): number | null {
  if (file === 'template.json') return packageLimits.settings
  switch (extname(file).toLowerCase()) {
    case '.svg':
      return packageLimits.svg
    case '.png':
      return packageLimits.png
    case '.jpg':
      return packageLimits.jpg
    case '.ttf':
    case '.otf':
      return packageLimits.font
    case '.txt':
    case '.md':
      return packageLimits.words
    default:
      return null
  }
}

/** The names that Windows keeps for devices: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
export const keptByWindows = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** Whether a new package may be called so: every system can keep the name, and it can be typed anywhere. */
export function isPackageName(name: string): boolean {
  return /^[a-z0-9-]{1,40}$/.test(name) && !keptByWindows.test(name)
}

/** A number of bytes as people say it, such as `2 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < kB) return `${bytes} bytes`
  const [size, unit] = bytes < MB ? [bytes / kB, 'kB'] : [bytes / MB, 'MB']
  return `${Number(size.toFixed(size < 10 ? 1 : 0))} ${unit}`
}

/**
 * Opens the package `<folder>/<name>`. Throws `TEMPLATE_FILE` when there is none, or it holds more files or bytes
 * than a package may.
 */
export async function openPackage(name: string, folder: string): Promise<PackageFiles> {
  const refuse = (file: string, reason: string, cause?: unknown) =>
    new Trouble('TEMPLATE_FILE', { template: name, file, reason }, cause)
  const whole = `${name}/`
  if (name === '' || name === '.' || name === '..' || win32.basename(name) !== name) {
    throw refuse(whole, 'is no name of a folder')
  }
  const home = await realpath(join(folder, name)).catch(cause => {
    throw refuse(whole, 'is missing', cause)
  })
  if (home !== join(await realpath(folder), name)) throw refuse(whole, 'lies outside the folder')
  if (!(await lstat(home)).isDirectory()) throw refuse(whole, 'is no folder')
  await measure(home, reason => refuse(whole, reason))

  const path = async (file: string): Promise<string> => {
    const wrong = (reason: string, cause?: unknown) => refuse(file, reason, cause)
    const problem = nameProblem(file)
    if (problem !== null) throw wrong(problem)
    // Links are followed first, so that none leads out of the package.
    const real = await realpath(join(home, file)).catch(cause => {
      throw wrong('is missing', cause)
    })
    if (!isInside(home, real)) throw wrong('lies outside the folder')
    const stats = await lstat(real)
    if (!stats.isFile()) throw wrong('is no file') // a named pipe would never end
    const limit = fileLimit(file)
    if (limit === null) throw wrong(`is of a kind that no frame has; ${kinds}`)
    if (stats.size > limit)
      throw wrong(`has ${sizeWords(stats.size)}; at most ${sizeWords(limit)} are allowed`)
    return real
  }
  const bytes = async (file: string): Promise<Buffer> => {
    const all = await readBounded(await path(file), fileLimit(file)!)
    const problem = pictureProblem(file, all)
    if (problem !== null) throw refuse(file, problem)
    return all
  }
  const text = async (file: string): Promise<string> => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(await bytes(file))
    } catch (error) {
      if (error instanceof Trouble) throw error
      throw refuse(file, 'is not written in UTF-8', error)
    }
  }
  return { name, home, text, bytes, path }
}

/** The files below `home` that a package may have, sorted, with `/` between folders. Links are not followed. */
export async function listFiles(home: string): Promise<string[]> {
  const entries = await readdir(home, { withFileTypes: true, recursive: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => relative(home, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter(file => fileLimit(file) !== null && !/(^|\/)\./.test(file))
    .sort()
}

/** What kinds of files there are, for whoever brings another. */
export const kinds = 'frames have template.json, .svg, .png, .jpg, .ttf, .otf, .txt and .md'

/**
 * The size in pixels that a PNG or JPEG says it has, from its first bytes alone, or null when it is neither.
 * Sources: PNG 3rd edition, 11.2.1 (IHDR comes first); ITU T.81, B.2.2 (frame header).
 */
export function pictureSize(
  bytes: Buffer,
): { readonly kind: 'png' | 'jpeg'; readonly width: number; readonly height: number } | null {
  if (bytes.length >= 24 && bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n') {
    if (bytes.toString('latin1', 12, 16) !== 'IHDR') return null
    return { kind: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
  }
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at++ // fill bytes may stand before a marker
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) {
      return { kind: 'jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
    }
    at += 2 + Math.max(2, bytes.readUInt16BE(at + 2))
  }
  return null
}

/** Why a picture's size or kind is wrong, or null. */
function pictureProblem(file: string, bytes: Buffer): string | null {
  const kind = { '.png': 'png', '.jpg': 'jpeg' }[extname(file).toLowerCase()]
  if (kind === undefined) return null
  const size = pictureSize(bytes)
  if (size?.kind !== kind) return `is no ${kind.toUpperCase()}`
  const { width, height } = size
  const { side } = packageLimits
  if (width > 0 && height > 0 && width <= side && height <= side) return null
  return `is ${width} × ${height} pixels; at most ${side} a side are allowed`
}

function nameProblem(file: string): string | null {
  if (/^[a-z][a-z0-9+.-]+:/i.test(file)) return 'is a web address'
  if (file.includes('\\')) return 'is written with a backslash; folders are parted by /'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a null byte ends a path for the system.
  if (/[\u0000-\u001f]/.test(file)) return 'has a control character in its name'
  const way = posix.normalize(file)
  if (isAbsolute(file) || win32.isAbsolute(file) || /^[a-z]:/i.test(file)) return 'lies outside the folder'
  if (way === '.' || way === '..' || way.startsWith('../')) return 'lies outside the folder'
  return null
}

function isInside(home: string, path: string): boolean {
  const way = relative(home, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Throws what `refuse` makes of the reason when a folder holds more than a package may. */
async function measure(home: string, refuse: (reason: string) => Trouble): Promise<void> {
  let [files, bytes] = [0, 0]
  const folders = [home]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (++files > packageLimits.files) {
        throw refuse(`holds more than ${packageLimits.files} files and folders`)
      }
      const path = join(folder, basename(entry.name))
      if (entry.isDirectory()) folders.push(path)
      else bytes += (await lstat(path)).size
    }
  }
  if (bytes > packageLimits.whole) {
    throw refuse(`holds more than ${sizeWords(packageLimits.whole)}`)
  }
}

/** A file's bytes, never more than `limit`, even when it grows while it is read. */
async function readBounded(path: string, limit: number): Promise<Buffer> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const all = Buffer.alloc(Math.min(size, limit))
    let at = 0
    while (at < all.length) {
      const { bytesRead } = await handle.read(all, at, all.length - at, at)
      if (bytesRead === 0) break
      at += bytesRead
    }
    return all.subarray(0, at)
  } finally {
    await handle.close()
  }
}
