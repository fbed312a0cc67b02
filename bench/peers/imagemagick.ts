import { join } from 'node:path'
import { installed, run, timeCommand } from './command.ts'
import type { Frame, Peer } from './peer.ts'

/**
 * ImageMagick at its best, for a frame of one slot: the artwork as MPC, which it maps instead of decoding, and
 * with or without `hint`, by which libjpeg shrinks while it decodes.
 */
export async function openImageMagick(
  frame: Frame,
  folder: string,
  { hint }: { hint: boolean },
): Promise<Peer> {
  const convert = installed('convert', 'imagemagick')
  const tiny = join(folder, 'tiny.jpg')
  const overlay = join(folder, 'overlay.mpc')
  await run(convert, [frame.overlay, overlay])
  const { x, y, width, height } = frame.slots[0]!
  const slot = `${width}x${height}`
  return {
    frame: ({ photos, out }) =>
      timeCommand(
        convert,
        [
          ...(hint ? ['-define', `jpeg:size=${slot}`] : []),
          ...[photos[0]!, '-auto-orient', '-resize', `${slot}^`, '-gravity', 'center', '-extent', slot],
          ...[
            '-gravity',
            'northwest',
            '-background',
            'black',
            '-extent',
            `${frame.width}x${frame.height}-${x}-${y}`,
          ],
          ...[overlay, '-composite', '-quality', String(frame.quality), '-sampling-factor', '4:2:0', out],
        ],
        [tiny, '-auto-orient', '-quality', String(frame.quality), '-sampling-factor', '4:2:0', out],
      ),
    close() {},
  }
}
