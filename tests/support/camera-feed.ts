/** What a fake camera shows: a real photograph, or one that moves. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { photo1080p, photo1080pFile } from './photo.ts'
import { missingProgram } from './programs.ts'

/** What a film that moves is made by; null when it is installed. */
export const missingFfmpeg = missingProgram('ffmpeg', 'ffprobe')

/**
 * Writes a film of one picture, which Chromium plays in a loop as a camera's. Five pictures a second, each ready to be
 * shown: with JPEGs (always thirty) Chromium would spend most of a test decoding the same one.
 */
export async function writeCameraFeed(file: string): Promise<void> {
  const picture = await sharp(photo1080p).raw().toBuffer()
  await writeFile(
    file,
    Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F5:1 Ip C420\n`), yuvOf(picture)]),
  )
}

/** The same as a film of a second in which the picture moves to the left. Needs ffmpeg. */
export async function writeMovingFeed(file: string): Promise<void> {
  const moves = 'scroll=horizontal=0.0125,scale=out_color_matrix=bt601:out_range=tv,format=yuv420p'
  const film = ['-loop', '1', '-framerate', '10', '-i', photo1080pFile, '-vf', moves, '-frames:v', '10']
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...film, '-f', 'yuv4mpegpipe', file])
}

const [width, height] = [1920, 1080]

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
