/**
 * Frame packages as zip files, to send and to keep. A zip comes from a stranger: everything it says about itself is
 * checked before a byte is written (APPNOTE.TXT 6.3.10 is PKWARE's description of the format).
 */
import { randomUUID } from 'node:crypto'
import { lstat, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import { zipSync } from 'fflate'
import yauzl from 'yauzl'
import { Trouble } from '../../contract/errors.ts'
import { ifMissing, makeFolder, syncFolder, writeCarefully } from '../../system/files.ts'
import {
  fileLimit,
  isPackageName,
  keptByWindows,
  kinds,
  listFiles,
  openPackage,
  packageLimits,
  sizeWords,
} from './package-files.ts'

export interface ImportOptions {
  /** The zip's name as people know it: shown in errors, and the package's name when the zip has no folder. */
  readonly fileName?: string
  /** Puts the package in the place of one with the same name. Otherwise that is refused. */
  readonly replace?: boolean
  /** Judges the unpacked package `<folder>/<name>` before it lands; what it throws is thrown on. */
  readonly check?: (name: string, folder: string) => unknown
}

/** What the folder of an unfinished import begins with. No package's name does. */
const unfinished = '.import-'

/** Vector artwork with many alike lines reaches 1:100; a bomb of zeros has 1:1000. */
const mostInflation = 200

const inflate = promisify(inflateRaw)

/** A file that a zip holds, under its name inside the package. */
interface PackedFile {
  readonly file: string
  readonly entry: yauzl.Entry
}

/**
 * Unpacks a zip (its bytes or its path) to `<folder>/<name>` and gives the name: that of the one folder in it, else
 * the zip file's. The package lands whole and checked, or nothing changes. Throws `TEMPLATE_ZIP` with the reason,
 * `TEMPLATE_EXISTS`, and whatever `check` throws.
 */
export async function importPackage(
  zip: Buffer | string,
  folder: string,
  options: ImportOptions = {},
): Promise<{ name: string }> {
  const fileName = options.fileName ?? (typeof zip === 'string' ? basename(zip) : undefined)
  const refuse: Refuse = (reason, cause) =>
    new Trouble('TEMPLATE_ZIP', { file: fileName ?? 'zip', reason }, cause)
  const bytes = typeof zip === 'string' ? await readZip(zip, refuse) : zip
  if (bytes.length > packageLimits.whole) throw refuse(tooLarge(bytes.length))

  const archive = await yauzl
    .fromBufferPromise(bytes, { lazyEntries: true, decodeStrings: false })
    .catch(cause => {
      throw refuse('is no zip, or its end is missing', cause)
    })
  const { name, files } = packageOf(await readDirectory(archive, refuse), fileName, refuse)
  const home = join(folder, name)
  if (!options.replace && (await isThere(home))) throw new Trouble('TEMPLATE_EXISTS', { name })

  await makeFolder(folder)
  const stage = join(folder, `${unfinished}${randomUUID()}`)
  try {
    await makeFolder(join(stage, name))
    let room: number = packageLimits.whole
    for (const { file, entry } of files) {
      const content = await unpack(archive, bytes, file, entry, refuse)
      room -= content.length
      if (room < 0) throw refuse(tooLarge(packageLimits.whole - room))
      const path = join(stage, name, ...file.split('/'))
      await makeFolder(dirname(path))
      await writeCarefully(path, content)
    }
    await options.check?.(name, stage)
    await land(join(stage, name), home, join(stage, 'before'), options.replace === true, name)
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
  return { name }
}

/**
 * The package `<folder>/<name>` as a zip of one folder. The same files give the same bytes: names are sorted, times
 * are the format's first, and fflate's deflate is the same everywhere. Other files than a package's are left out.
 * Throws `TEMPLATE_FILE`.
 */
export async function exportPackage(name: string, folder: string): Promise<Buffer> {
  const from = await openPackage(name, folder)
  const content: Record<string, Uint8Array> = {}
  for (const file of await listFiles(from.home)) content[`${name}/${file}`] = await from.bytes(file)
  if (content[`${name}/template.json`] === undefined) await from.path('template.json')
  // The format keeps local time without a zone, and so does this date: 1 January 1980 everywhere.
  return Buffer.from(zipSync(content, { level: 9, mtime: new Date(1980, 0, 1) }))
}

/** Removes what an import left in `folder` when the process ended in its middle; gives the names removed. */
export async function sweepImports(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(ifMissing([]))
  const leftovers = names.filter(name => name.startsWith(unfinished))
  for (const name of leftovers) await rm(join(folder, name), { recursive: true, force: true })
  return leftovers
}

type Refuse = (reason: string, cause?: unknown) => Trouble

const tooLarge = (bytes: number) =>
  `holds ${sizeWords(bytes)}; at most ${sizeWords(packageLimits.whole)} are allowed`

async function readZip(path: string, refuse: Refuse): Promise<Buffer> {
  const stats = await stat(path).catch(cause => {
    throw refuse('is missing', cause)
  })
  if (!stats.isFile()) throw refuse('is no file')
  if (stats.size > packageLimits.whole) throw refuse(tooLarge(stats.size))
  return readFile(path)
}

/** Every entry of the zip that is a file of a package, by the name it has in the zip. */
async function readDirectory(archive: yauzl.ZipFile, refuse: Refuse): Promise<PackedFile[]> {
  const tooMany = () => refuse(`holds more than ${packageLimits.files} files and folders`)
  if (archive.entryCount > packageLimits.files * 3) throw tooMany() // macOS adds its own to every file
  const files: PackedFile[] = []
  const seen = new Map<string, { path: string; isFolder: boolean }>()
  let declared = 0
  for (const entry of await entriesOf(archive, refuse)) {
    const path = entryName(entry, refuse)
    const isFolder = path.endsWith('/')
    const problem = pathProblem(path) ?? specialProblem(entry, isFolder)
    if (problem !== null) throw refuse(`holds ${shown(path)}, which ${problem}`)
    if (isClutter(path)) continue
    noteName(path.replace(/\/$/, ''), isFolder, seen, refuse)
    if (seen.size > packageLimits.files) throw tooMany()
    if (isFolder) continue
    declared += entry.uncompressedSize
    if (declared > packageLimits.whole) throw refuse(tooLarge(declared))
    files.push({ file: path, entry })
  }
  return files
}

async function entriesOf(archive: yauzl.ZipFile, refuse: Refuse): Promise<yauzl.Entry[]> {
  try {
    const entries: yauzl.Entry[] = []
    for await (const entry of archive.eachEntry()) entries.push(entry)
    return entries
  } catch (cause) {
    throw refuse('is damaged: its list of files cannot be read', cause)
  }
}

function entryName(entry: yauzl.Entry, refuse: Refuse): string {
  try {
    // yauzl would turn backslashes into slashes; a name that needs that is refused instead.
    const name = yauzl.getFileNameLowLevel(
      entry.generalPurposeBitFlag,
      entry.fileNameRaw,
      entry.extraFields,
      true,
    )
    if (typeof name === 'string') return name
  } catch (cause) {
    throw refuse('is damaged: its list of files cannot be read', cause)
  }
  throw refuse('is damaged: its list of files cannot be read')
}

/** Why a name in the zip may not become one on disk, or null. */
function pathProblem(path: string): string | null {
  if (path.includes('\\')) return 'is written with a backslash'
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'leads out of the package'
  const steps = path.replace(/\/$/, '').split('/')
  if (steps.includes('..') || steps.includes('.') || steps.includes('')) return 'leads out of the package'
  if (steps.length > 5) return 'lies more than five folders deep'
  if (isClutter(path)) return null
  for (const step of steps) {
    // Windows drops dots and spaces at the end, and reads a colon as a stream of another file.
    const isPlain = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N} ._()+@,&'-]*$/u.test(step) && !/[. ]$/.test(step)
    if (!isPlain || step.length > 100) return 'is no name that every system can keep'
    if (keptByWindows.test(step)) return 'is a name that Windows keeps for itself'
  }
  return null
}

/** Why an entry is no plain file or folder, or null. APPNOTE.TXT 4.4.2, 4.4.4, 4.4.15; the mode is Unix's st_mode. */
function specialProblem(entry: yauzl.Entry, isFolder: boolean): string | null {
  const mode = (entry.externalFileAttributes >>> 16) & 0o170000
  if (mode === 0o120000) return 'is a link'
  if (mode !== 0 && mode !== 0o100000 && mode !== 0o040000) return 'is no plain file'
  if (mode !== 0 && (mode === 0o040000) !== isFolder) return 'is a file and a folder at once'
  if ((entry.generalPurposeBitFlag & 0x41) !== 0) return 'is locked with a password'
  if (isFolder) return entry.uncompressedSize === 0 ? null : 'is a file and a folder at once'
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    return 'is packed in a way that few programs read; pack it as a plain zip'
  }
  return null
}

/** What file managers add by themselves. */
function isClutter(path: string): boolean {
  return /^__MACOSX\/|(^|\/)(\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$/i.test(path)
}

/** Windows and macOS take names for the same that differ in case or in how an accent is written. */
function noteName(
  path: string,
  isFolder: boolean,
  seen: Map<string, { path: string; isFolder: boolean }>,
  refuse: Refuse,
): void {
  const steps = path.split('/')
  for (let i = 1; i <= steps.length; i++) {
    const part = steps.slice(0, i).join('/')
    const partIsFolder = i < steps.length || isFolder
    const key = part.normalize('NFKC').toUpperCase().toLowerCase()
    const other = seen.get(key)
    if (other === undefined) seen.set(key, { path: part, isFolder: partIsFolder })
    else if (other.path !== part) {
      throw refuse(`holds ${shown(other.path)} and ${shown(part)}, which are one name to Windows and macOS`)
    } else if (!partIsFolder || !other.isFolder) throw refuse(`holds ${shown(part)} twice`)
  }
}

/** The package's name, and its files as they are called inside it. */
function packageOf(
  packed: readonly PackedFile[],
  fileName: string | undefined,
  refuse: Refuse,
): { name: string; files: PackedFile[] } {
  const tops = new Set(packed.map(({ file }) => file.split('/', 1)[0]!))
  const isBare = packed.some(({ file }) => file === 'template.json')
  const [top] = tops
  const isOneFolder = !isBare && tops.size === 1 && packed.some(({ file }) => file === `${top}/template.json`)
  if (!isBare && !isOneFolder) throw refuse('has no template.json in its one folder')
  const name = isOneFolder ? top! : (fileName ?? '').replace(/\.zip$/i, '')
  if (!isPackageName(name)) {
    const what = isOneFolder ? 'folder' : 'file'
    throw refuse(
      `would be called ${shown(name)}; name the ${what} with 1 to 40 small letters, digits and hyphens`,
    )
  }
  const files = packed.map(({ file, entry }) => ({
    file: isOneFolder ? file.slice(name.length + 1) : file,
    entry,
  }))
  for (const { file, entry } of files) {
    const limit = fileLimit(file)
    if (limit === null) throw refuse(`holds ${shown(file)}, which is of a kind that no frame has; ${kinds}`)
    const size = entry.uncompressedSize
    if (size > limit) {
      throw refuse(
        `holds ${shown(file)}, which has ${sizeWords(size)}; at most ${sizeWords(limit)} are allowed`,
      )
    }
    if (size > 64 * 1024 && size > entry.compressedSize * mostInflation) {
      throw refuse(
        `holds ${shown(file)}, which grows more than ${mostInflation} times when unpacked; no artwork does`,
      )
    }
  }
  return { name, files }
}

/** One file's bytes, never more than the zip declared: what a bomb really holds is not believed but measured. */
async function unpack(
  archive: yauzl.ZipFile,
  bytes: Buffer,
  file: string,
  entry: yauzl.Entry,
  refuse: Refuse,
): Promise<Buffer> {
  const damaged = (cause?: unknown) =>
    refuse(`holds ${shown(file)}, which is damaged or not as large as it says`, cause)
  const { fileDataStart: start } = await archive
    .readLocalFileHeaderPromise(entry, { minimal: true })
    .catch(cause => {
      throw damaged(cause)
    })
  const packed = bytes.subarray(start, start + entry.compressedSize)
  if (packed.length !== entry.compressedSize) throw damaged()
  const size = entry.uncompressedSize
  const content =
    entry.compressionMethod === 0
      ? packed
      : await inflate(packed, { maxOutputLength: size + 1 }).catch(cause => {
          throw damaged(cause)
        })
  if (content.length !== size || crc32(content) !== entry.crc32) throw damaged()
  return content
}

/** Renames the finished package into place; with `replace`, the one before is put back when that fails. */
async function land(from: string, to: string, before: string, replace: boolean, name: string): Promise<void> {
  const isNew = !(await isThere(to))
  if (!isNew && !replace) throw new Trouble('TEMPLATE_EXISTS', { name }) // came while this one was unpacked
  if (!isNew) await rename(to, before)
  try {
    await rename(from, to)
  } catch (error) {
    if (!isNew) await rename(before, to)
    throw error
  }
  await syncFolder(dirname(to))
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(ifMissing(null))) !== null
}

/** A name from a zip as it may be shown: short, and without characters that steer a terminal. */
function shown(name: string): string {
  const plain = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
  return `"${plain.length > 80 ? `${plain.slice(0, 80)}…` : plain}"`
}
