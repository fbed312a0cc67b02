/** Zips written byte by byte, also such as no honest program writes (APPNOTE.TXT 6.3.10, 4.3). */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  /** As it stands in the zip; a Buffer for bytes that are no text. */
  readonly name: string | Buffer
  readonly content?: string | Buffer
  /** Unix's st_mode, such as 0o120777 for a link. */
  readonly mode?: number
  /** 0 stored, 8 deflated (unless said), anything else a lie. */
  readonly method?: number
  /** General purpose bits; 0x800 (UTF-8) unless said. */
  readonly flags?: number
  /** The size it says it has once unpacked, when that is not true. */
  readonly size?: number
  readonly crc?: number
  readonly extra?: Buffer
  /** The packed bytes, when they are not what `content` gives. */
  readonly packed?: Buffer
}

export function zipOf(entries: readonly ZipEntry[], { count = entries.length, comment = '' } = {}): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content = '', mode = 0, method = 8, flags = 0x800, ...lies } of entries) {
    const bytes = Buffer.from(content as string)
    const packed = lies.packed ?? (method === 8 ? deflateRawSync(bytes) : bytes)
    const nameBytes = Buffer.from(name as string)
    const extra = lies.extra ?? Buffer.alloc(0)
    const common = numbers(
      [2, 20],
      [2, flags],
      [2, method],
      [2, 0],
      [2, 33],
      [4, lies.crc ?? crc32(bytes)],
      [4, packed.length],
      [4, lies.size ?? bytes.length],
      [2, nameBytes.length],
      [2, extra.length],
    )
    const local = Buffer.concat([numbers([4, 0x04034b50]), common, nameBytes, extra, packed])
    const rest = numbers([2, 0], [2, 0], [2, 0], [4, (mode << 16) >>> 0], [4, offset])
    directory.push(numbers([4, 0x02014b50], [2, 0x0314]), common, rest, nameBytes, extra)
    locals.push(local)
    offset += local.length
  }
  const list = Buffer.concat(directory)
  const end = numbers([4, 0x06054b50], [4, 0], [2, count], [2, count], [4, list.length], [4, offset])
  return Buffer.concat([...locals, list, end, numbers([2, comment.length]), Buffer.from(comment)])
}

/** Little-endian numbers, each with its length in bytes. */
function numbers(...fields: [bytes: 2 | 4, value: number][]): Buffer {
  const all = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0))
  let at = 0
  for (const [bytes, value] of fields) at = all.writeUIntLE(value, at, bytes)
  return all
}
