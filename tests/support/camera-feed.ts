/** What a fake camera shows: a real photograph. */
import { writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { photo1080p } from './photo.ts'

/**
 * Writes a film of one picture, which Chromium plays in a loop as a camera's. Ten pictures a second, each ready to be
 * shown: with JPEGs (always thirty) Chromium would spend most of a test decoding the same one.
 */
export async function writeCameraFeed(file: string): Promise<void> {
  const { data, info } = await sharp(photo1080p).raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  /** One of the three parts of a picture in Y′CbCr (ITU-R BT.601), of every `step`th pixel either way. */
  const part = (step: 1 | 2, zero: number, [ofRed, ofGreen, ofBlue]: readonly [number, number, number]) => {
    const bytes = Buffer.alloc((width * height) / step ** 2)
    let at = 0
    for (let y = 0; y < height; y += step) {
      for (let x = 0; x < width; x += step) {
        const i = (y * width + x) * 3
        bytes[at++] = zero + ofRed * data[i]! + ofGreen * data[i + 1]! + ofBlue * data[i + 2]!
      }
    }
    return bytes
  }
  const film = [
    Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip C420\nFRAME\n`),
    part(1, 16, [0.257, 0.504, 0.098]),
    part(2, 128, [-0.148, -0.291, 0.439]),
    part(2, 128, [0.439, -0.368, -0.071]),
  ]
  await writeFile(file, Buffer.concat(film))
}
