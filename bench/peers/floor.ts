import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { installed, run, timeCommand } from './command.ts'
import type { Frame, Peer } from './peer.ts'

const packages = 'libjpeg-turbo-progs'

/**
 * The floor: libjpeg-turbo decodes the photo at the smallest scale that still covers the slot, and encodes the
 * finished picture. No way of framing does less, and this one does nothing between the two.
 */
export async function openFloor(frame: Frame, folder: string): Promise<Peer> {
  const [djpeg, cjpeg] = [installed('djpeg', packages), installed('cjpeg', packages)]
  const [tinyJpeg, tinyPpm] = [join(folder, 'tiny.jpg'), join(folder, 'tiny.ppm')]
  const [decoded, finished] = [join(folder, 'decoded.ppm'), join(folder, 'finished.ppm')]
  const encoding = ['-quality', String(frame.quality), '-sample', '2x2']
  await run(djpeg, ['-outfile', tinyPpm, tinyJpeg])
  return {
    async frame({ photos, ours, out }) {
      await run(djpeg, ['-outfile', finished, ours])
      let ms = 0
      for (const slot of frame.slots) {
        const photo = photos[slot.shot - 1]!
        const scale = ['-scale', `${await bestScale(photo, slot)}/8`, '-outfile', decoded]
        ms += await timeCommand(djpeg, [...scale, photo], [...scale, tinyJpeg])
      }
      const encode = [...encoding, '-outfile', out]
      return ms + (await timeCommand(cjpeg, [...encode, finished], [...encode, tinyPpm]))
    },
    close() {},
  }
}

/** The smallest M for which M/8 of the photo still covers the slot. */
async function bestScale(photo: string, slot: { width: number; height: number }): Promise<number> {
  const { width, height } = await sharp(await readFile(photo)).metadata()
  return Math.min(8, Math.ceil(8 * Math.max(slot.width / width, slot.height / height)))
}
