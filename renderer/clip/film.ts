/** Pictures to a film: H.264 by the browser's own encoder, in an MP4 that plays before it is wholly there. */
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny'
import { ticksPerSecond } from './order.ts'
import type { Size } from './placing.ts'

/** High profile, level 4.0: up to 1080 × 1920 at 30 pictures a second, and on every phone (ITU-T H.264, A.3). */
const codec = 'avc1.640028'
/** In bits a second: where skin shows no blocks, at 3 MB for a usual film. */
const bitrate = 6_000_000

const configFor = ({ width, height }: Size): VideoEncoderConfig => ({
  ...{ codec, width, height, bitrate, framerate: ticksPerSecond },
  avc: { format: 'avc' }, // as an MP4 has it
})

/** Whether this browser makes films of this size. Some builds of Chromium have no H.264. */
export async function canMakeFilm(size: Size): Promise<boolean> {
  if (typeof VideoEncoder === 'undefined') return false
  return (await VideoEncoder.isConfigSupported(configFor(size))).supported === true
}

/**
 * An MP4 that goes `rounds` times through the ticks of one round, each of which shows the picture that it names. Encoded
 * once: a round begins with a picture that needs none before it, so the next ones are the same bytes. Closes nothing.
 * Rejects when the browser cannot encode it.
 */
export async function makeFilm(
  pictures: readonly VideoFrame[],
  { ticks, rounds }: { readonly ticks: readonly number[]; readonly rounds: number },
): Promise<ArrayBuffer> {
  const { packets, facts } = await encode(pictures, ticks)
  const target = new BufferTarget()
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target })
  const source = new EncodedVideoPacketSource('avc')
  output.addVideoTrack(source, { frameRate: ticksPerSecond })
  await output.start()
  for (let round = 0; round < rounds; round++)
    for (const [tick, packet] of packets.entries())
      await source.add(packet.clone({ timestamp: (round * ticks.length + tick) / ticksPerSecond }), facts)
  await output.finalize()
  return target.buffer!
}

/** What the encoder makes of each tick, and what it says of itself. */
async function encode(pictures: readonly VideoFrame[], ticks: readonly number[]) {
  const packets: EncodedPacket[] = []
  let facts: EncodedVideoChunkMetadata | undefined
  let failure: DOMException | undefined
  const encoder = new VideoEncoder({
    output(chunk, more) {
      facts ??= more
      packets.push(EncodedPacket.fromEncodedChunk(chunk))
    },
    error(error) {
      failure = error
    },
  })
  const { codedWidth: width, codedHeight: height } = pictures[0]!
  encoder.configure(configFor({ width, height }))
  for (const [tick, picture] of ticks.entries()) {
    const [timestamp, duration] = [tick, 1].map(time => Math.round((time * 1e6) / ticksPerSecond))
    const timed = new VideoFrame(pictures[picture]!, { timestamp: timestamp!, duration: duration! })
    encoder.encode(timed, { keyFrame: tick === 0 })
    timed.close()
  }
  await encoder.flush().catch(error => {
    throw failure ?? error
  })
  encoder.close()
  if (packets.length !== ticks.length)
    throw new Error(`${packets.length} of ${ticks.length} pictures were encoded`)
  return { packets, facts }
}
