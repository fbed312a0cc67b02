/** A video behind the start screen: what its container says of it. It is played by the kiosk's browser alone. */
import { Trouble } from '../contract/errors.ts'

export interface VideoFile {
  readonly type: 'video/mp4' | 'video/webm'
  readonly ending: 'mp4' | 'webm'
}

/** Seconds. A loop is seen again and again; a longer one only fills memory. */
const longest = 60
/** Without graphics hardware a kiosk plays no more pixels smoothly. */
const sides = { least: 320, most: 1920 }
/** What every Chromium plays. */
const codecs: readonly (string | null)[] = ['avc', 'vp8', 'vp9', 'av1']

/** Reads a video; null when the file is none. Throws BRAND_VIDEO, BRAND_FILE_SIZE or BRAND_FILE_DAMAGED. */
export async function readVideo(file: string, bytes: Buffer): Promise<VideoFile | null> {
  const kind = kindOf(bytes)
  if (!kind) return null
  // Loaded when it is needed: most kiosks have no video.
  const { BufferSource, EncodedPacketSink, Input, MP4, WEBM } = await import('mediabunny')
  const refuse = (expected: string, came: string) => new Trouble('BRAND_VIDEO', { file, expected, came })
  try {
    using input = new Input({ source: new BufferSource(bytes), formats: [MP4, WEBM] })
    const track = await input.getPrimaryVideoTrack()
    if (!track) throw new Error('has no picture that can be found')
    const codec = await track.getCodec()
    if (!codecs.includes(codec)) throw refuse('H.264, VP8, VP9 or AV1', codec ?? 'another coding')
    const seconds = await input.computeDuration()
    if (!(seconds > 0 && seconds <= longest)) throw refuse(`at most ${longest} s`, `${Math.ceil(seconds)} s`)
    const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()]
    if (Math.min(width, height) < sides.least || Math.max(width, height) > sides.most) {
      const expected = `${sides.least} to ${sides.most}`
      throw new Trouble('BRAND_FILE_SIZE', { file, expected, came: `${width} × ${height}` })
    }
    // What was cut off while it was copied still says how long it is.
    if (!(await new EncodedPacketSink(track).getPacket(seconds))) throw new Error('ends too early')
    return kind
  } catch (error) {
    if (error instanceof Trouble) throw error
    throw new Trouble('BRAND_FILE_DAMAGED', { file, reason: (error as Error).message }, error)
  }
}

/** By its first bytes: ISO/IEC 14496-12, 4.3, for MP4; the EBML header (RFC 8794, 11.2.1) for WebM. */
function kindOf(bytes: Buffer): VideoFile | null {
  if (
    bytes.toString('latin1', 4, 8) === 'ftyp' &&
    /^(?:mp4|iso|avc|M4V|dash)/.test(bytes.toString('latin1', 8, 12))
  )
    return { type: 'video/mp4', ending: 'mp4' }
  if (bytes.length > 4 && bytes.readUInt32BE(0) === 0x1a45dfa3) return { type: 'video/webm', ending: 'webm' }
  return null
}
