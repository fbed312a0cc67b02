/** Stills to one picture that moves (WebP Container Specification). Browsers encode the stills and no animation. */
import type { Size } from './placing.ts'

/**
 * An animated WebP that plays `stills` (WebP files of one size, without transparency) in `order`, each for `time`
 * milliseconds, over and over. The same still may come again: its bytes are then there once more.
 */
export function animatedWebp(
  stills: readonly Uint8Array[],
  order: readonly number[],
  { width, height, time }: Size & { readonly time: number },
): Uint8Array<ArrayBuffer>[] {
  const header = chunk('VP8X', [[0b10], u24(0), u24(width - 1), u24(height - 1)]) // moves, and is nothing else
  const loop = chunk('ANIM', [u32(0), u16(0)]) // no ground; for ever
  const images = stills.map(imageOf)
  const frames = order.map(i =>
    chunk('ANMF', [u24(0), u24(0), u24(width - 1), u24(height - 1), u24(time), [overwrites], images[i]!]),
  )
  const body = [ascii('WEBP'), header, loop, ...frames]
  const size = body.reduce((sum, { length }) => sum + length, 0)
  return [ascii('RIFF'), Uint8Array.from(u32(size)), ...body]
}

/** A frame neither mixes with the one before nor is wiped after it. */
const overwrites = 0b10

/** The picture's own chunk in a still, with its name and length: what comes before and after it says nothing. */
function imageOf(still: Uint8Array): Uint8Array {
  const view = new DataView(still.buffer, still.byteOffset, still.byteLength)
  for (let at = 12; at + 8 <= still.length; ) {
    const name = String.fromCharCode(...still.subarray(at, at + 4))
    const end = at + 8 + even(view.getUint32(at + 4, true))
    if (name === 'VP8 ' || name === 'VP8L') return still.subarray(at, end)
    at = end
  }
  throw new Error('A still is no WebP picture.')
}

function chunk(name: string, parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const bytes = new Uint8Array(8 + even(length))
  bytes.set(ascii(name))
  bytes.set(u32(length), 4)
  let at = 8
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

const even = (length: number) => length + (length % 2)
const ascii = (text: string) => Uint8Array.from(text, letter => letter.charCodeAt(0))
const u16 = (value: number) => [value & 255, value >> 8]
const u24 = (value: number) => [...u16(value & 65_535), value >> 16]
const u32 = (value: number) => [...u24(value & 0xff_ffff), value >>> 24]
