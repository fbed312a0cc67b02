/** Photos that are small to decode, no two alike, and as large on the line as a test wants. */
import { randomBytes } from 'node:crypto'
import sharp from 'sharp'

const create = { width: 320, height: 400, channels: 3, background: '#3377aa' } as const
const plain = await sharp({ create }).jpeg().toBuffer()

/** A JPEG of about `size` bytes whose comments (COM segments, ITU-T T.81, B.2.4.5) are random. */
export function picture(size = 20_000): Buffer {
  const comments: Buffer[] = []
  for (let left = Math.max(64, size - plain.length); left > 0; left -= 65_533) {
    const length = Math.min(left, 65_533)
    const head = Buffer.from([0xff, 0xfe, 0, 0])
    head.writeUInt16BE(length + 2, 2)
    comments.push(head, randomBytes(length))
  }
  return Buffer.concat([plain.subarray(0, 2), ...comments, plain.subarray(2)])
}
