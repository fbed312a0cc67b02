import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { eventSchema } from '../electron/event/settings.ts'
import { eventValues } from '../electron/frame/event-values.ts'
import { createFramer } from '../electron/frame/render.ts'
import { loadTemplate } from '../electron/frame/template.ts'
import { photo1080p } from '../tests/support/photo.ts'
import { projectRoot } from '../tests/support/station.ts'
import { median, round, sample } from './statistics.ts'

/** The framer for an event with default settings. */
export async function openFramer() {
  return createFramer(await loadTemplate('swell'), eventValues(eventSchema.parse({}), new Date()))
}

/** Framing against sharp as its documentation shows it: resize, composite the artwork, JPEG, defaults throughout. */
export async function measureFraming() {
  const framer = await openFramer()
  const artwork = framer.overlay
  const { slot, width, height } = framer
  const photos = {
    '1080p': photo1080p,
    '12 megapixels': await sharp(readFileSync(join(projectRoot, 'tests/fixtures/photos/portrait-1080p.jpg')))
      .resize(4000, 3000, { fit: 'cover' })
      .jpeg({ quality: 92 })
      .toBuffer(),
  }
  const results: Record<string, unknown> = {}
  for (const [name, photo] of Object.entries(photos)) {
    const naive = async () => {
      const cropped = await sharp(photo).resize(slot.width, slot.height).toBuffer()
      await sharp({ create: { width, height, channels: 3, background: '#000' } })
        .composite([{ input: cropped, left: slot.x, top: slot.y }, { input: artwork }])
        .jpeg({ quality: 90 })
        .toBuffer()
    }
    const ours = median(await sample(20, 3, () => framer.frame(photo)))
    const peer = median(await sample(10, 2, naive))
    results[name] = { 'ms (median)': round(ours, 1), "part of sharp's usual way": round(ours / peer) }
  }
  return results
}
