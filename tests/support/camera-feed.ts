/** What a fake camera shows: a real photograph. */
import { appendFile, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { photo1080p } from './photo.ts'

/**
 * Writes a film of one picture, which Chromium plays in a loop as a camera's. Ten pictures a second, each ready to be
 * shown: with JPEGs (always thirty) Chromium would spend most of a test decoding the same one. With more `pictures`, each
 * is that much further to the left, so that something moves.
 */
export async function writeCameraFeed(file: string, pictures = 1): Promise<void> {
  await writeFile(file, `YUV4MPEG2 W${width} H${height} F10:1 Ip C420\n`)
  const wider = sharp(photo1080p).extend({ right: shift * (pictures - 1), extendWith: 'mirror' })
  const { data, info } = await wider.raw().toBuffer({ resolveWithObject: true })
  for (let i = 0; i < pictures; i++) {
    const seen = sharp(data, { raw: info }).extract({ left: shift * i, top: 0, width, height })
    await appendFile(file, yuvOf(await seen.raw().toBuffer()))
  }
}

const [width, height] = [1920, 1080]
/** How far the picture moves, in pixels. */
const shift = 24

/** A picture of the film. */
function yuvOf(data: Buffer): Buffer {
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
  return Buffer.concat([
    Buffer.from('FRAME\n'),
    part(1, 16, [0.257, 0.504, 0.098]),
    part(2, 128, [-0.148, -0.291, 0.439]),
    part(2, 128, [0.439, -0.368, -0.071]),
  ])
}
