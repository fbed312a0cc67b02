/**
 * Pixels as an uncompressed TIFF (TIFF 6.0, section 2; the profile by ICC.1:2022, B.3): the plainest file that
 * carries a colour profile, which sharp takes from a file alone.
 */
export function writeTiff(
  pixels: Uint8Array,
  { width, height, channels }: { width: number; height: number; channels: 3 | 4 },
  profile: Buffer | undefined,
): Buffer {
  const start = 8
  const end = start + pixels.length
  const directoryAt = end + (end % 2) // Offsets are even.
  const stripRows = 64 // Read strip by strip, so that nobody holds the whole of it twice.
  const strips = Math.ceil(height / stripRows)
  const stripBytes = stripRows * width * channels
  const offsets = Array.from({ length: strips }, (_, i) => start + i * stripBytes)
  const lengths = offsets.map(offset => Math.min(stripBytes, end - offset))
  const entries: readonly (readonly [tag: number, type: number, values: readonly number[] | Buffer])[] = [
    [256, long, [width]],
    [257, long, [height]],
    [258, short, Array<number>(channels).fill(8)],
    [259, short, [1]], // not compressed
    [262, short, [2]], // RGB
    [273, long, offsets],
    [277, short, [channels]],
    [278, long, [stripRows]],
    [279, long, lengths],
    ...(channels === 4 ? [[338, short, [2]] as const] : []), // alpha, not multiplied in
    ...(profile ? [[34675, bytes, profile] as const] : []),
  ]
  const directory = Buffer.alloc(2 + entries.length * 12 + 4)
  directory.writeUInt16LE(entries.length)
  const values: Buffer[] = []
  let valuesAt = directoryAt + directory.length
  entries.forEach(([tag, type, value], i) => {
    const at = 2 + i * 12
    directory.writeUInt16LE(tag, at)
    directory.writeUInt16LE(type, at + 2)
    directory.writeUInt32LE(value.length, at + 4)
    const written = writeValue(type, value)
    if (written.length <= 4) written.copy(directory, at + 8)
    else {
      directory.writeUInt32LE(valuesAt, at + 8)
      const padding = Buffer.alloc(written.length % 2)
      values.push(written, padding)
      valuesAt += written.length + padding.length
    }
  })
  const header = Buffer.from('II*\0\0\0\0\0', 'latin1')
  header.writeUInt32LE(directoryAt, 4)
  return Buffer.concat([header, pixels, Buffer.alloc(directoryAt - end), directory, ...values])
}

const short = 3
const long = 4
const bytes = 7

function writeValue(type: number, value: readonly number[] | Buffer): Buffer {
  if (Buffer.isBuffer(value)) return value
  const written = Buffer.alloc(value.length * (type === long ? 4 : 2))
  value.forEach((number, i) => {
    if (type === long) written.writeUInt32LE(number, i * 4)
    else written.writeUInt16LE(number, i * 2)
  })
  return written
}
