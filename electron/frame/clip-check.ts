/** Whether bytes are a clip that networks and messengers take, and that is of the frame's shape. */
import { type ClipName, clipFile, filmSeconds } from '../contract/clip.ts'
import { Trouble } from '../contract/errors.ts'
import { outputs } from './outputs.ts'
import { inspectAnimation } from './photo/pixels.ts'

const { width, height } = outputs.post.canvas

/** Throws CLIP_UNFIT. */
export async function checkClip(name: ClipName, bytes: Buffer): Promise<void> {
  const unfit = (expected: string, came: string, cause?: unknown) =>
    new Trouble('CLIP_UNFIT', { name: clipFile(name), expected, came }, cause)
  if (name === 'animation') await checkAnimation(bytes, unfit)
  else await checkFilm(bytes, unfit)
}

type Unfit = (expected: string, came: string, cause?: unknown) => Trouble

/** An MP4 with one track, H.264 of the frame's size, whole to its last picture. */
async function checkFilm(bytes: Buffer, unfit: Unfit): Promise<void> {
  const { BufferSource, EncodedPacketSink, Input, MP4 } = await import('mediabunny') // large, and for boomerangs alone
  using input = new Input({ formats: [MP4], source: new BufferSource(bytes) })
  const damaged = (error: unknown) => {
    throw unfit('an MP4', 'another or a damaged file', error)
  }
  const tracks = await input.getTracks().catch(damaged)
  const [film] = await input.getVideoTracks().catch(damaged)
  if (tracks.length !== 1 || film?.codec !== 'avc')
    throw unfit(
      'one track of H.264',
      tracks.map(({ codec }) => codec ?? 'an unknown one').join(', ') || 'none',
    )
  const size = `${film.codedWidth} × ${film.codedHeight}`
  if (film.codedWidth !== width || film.codedHeight !== height) throw unfit(`${width} × ${height}`, size)
  const seconds = await film.computeDuration().catch(damaged)
  if (seconds < filmSeconds.least || seconds > filmSeconds.most)
    throw unfit(`${filmSeconds.least} to ${filmSeconds.most} s`, `${seconds} s`)
  // A file that was cut off still says how long it would be.
  const last = await new EncodedPacketSink(film).getPacket(seconds).catch(damaged)
  if (!last || last.timestamp + last.duration < seconds - 0.001)
    throw unfit('all of the film', 'its beginning')
}

/** A WebP of several pictures, of the frame's shape. */
async function checkAnimation(bytes: Buffer, unfit: Unfit): Promise<void> {
  const came = await inspectAnimation(bytes).catch(error => {
    throw unfit('a WebP', 'another or a damaged file', error)
  })
  if (came.pictures < 2) throw unfit('a WebP that moves', 'a still')
  const isOfItsShape = Math.abs(came.width / came.height - width / height) < 0.01
  if (!isOfItsShape || came.width > width)
    throw unfit(`the shape of ${width} × ${height}`, `${came.width} × ${came.height}`)
}
