/** What stands between a JPEG's first marker and its picture (ITU-T T.81, B.1.1.4). */

/** The JFIF header (ITU-T T.871, 10.1). `dpi` is how many pixels make an inch of print; without it, none is said. */
export function jfifSegment(dpi?: number): Buffer {
  const density = dpi ?? 1
  const unit = dpi === undefined ? 0 : 1
  const header = [0x01, 0x02, unit, density >> 8, density & 255, density >> 8, density & 255, 0, 0]
  return segment(0xe0, Buffer.from('JFIF\0', 'latin1'), Buffer.from(header))
}

/** A colour profile of at most 65,519 bytes, in one segment (ICC.1:2022, B.4). */
export function profileSegment(profile: Buffer): Buffer {
  return segment(0xe2, Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), profile)
}

/** A bare JPEG, as an encoder gives it, with `segments` before everything else. */
export function withSegments(jpeg: Buffer, segments: readonly Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)])
}

function segment(marker: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}
