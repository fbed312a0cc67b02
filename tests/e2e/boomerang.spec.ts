import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Locator, Page } from '@playwright/test'
import sharp from 'sharp'
import { filmSeconds } from '../../electron/contract/clip.ts'
import { missingFfmpeg } from '../support/camera-feed.ts'
import { expect, scan, test } from './booth.ts'

test.skip(missingFfmpeg !== null, missingFfmpeg ?? '')
test.use({
  camera: 'moving',
  event: { modes: ['photo', 'boomerang'], consent: { ask: [] } },
  // With less motion it stands still until somebody asks for it.
  reducedMotion: 'no-preference',
})

/** What the film on a phone's page is, by the browser's own decoder, and how far its pictures are apart. */
const factsOf = (phone: Page) =>
  phone.evaluate(async () => {
    const film = document.querySelector<HTMLVideoElement>('#film')!
    film.pause()
    const pixelsAt = async (seconds: number) => {
      const there = new Promise(resolve => film.addEventListener('seeked', resolve, { once: true }))
      film.currentTime = seconds
      await there
      const canvas = Object.assign(document.createElement('canvas'), { width: 108, height: 135 })
      const pen = canvas.getContext('2d')!
      pen.drawImage(film, 0, 0, 108, 135)
      return pen.getImageData(0, 0, 108, 135).data
    }
    const first = await pixelsAt(0.001)
    const last = await pixelsAt(film.duration - 0.01)
    const between: Uint8ClampedArray[] = []
    for (let at = 0.2; at < 1.6; at += 0.2) between.push(await pixelsAt(at))
    const apart = (a: Uint8ClampedArray, b: Uint8ClampedArray) =>
      a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length
    const { videoWidth: width, videoHeight: height, duration } = film
    const frame = new VideoFrame(film)
    const { format, colorSpace } = frame
    frame.close()
    const { fullRange, matrix } = colorSpace
    return {
      width,
      height,
      duration,
      format,
      fullRange,
      matrix,
      ends: apart(first, last),
      moved: Math.max(...between.map(one => apart(first, one))),
    }
  })

/** The film by another decoder than that of the browser that made it: what networks find, and what they complain about. */
async function probe(file: string) {
  const run = promisify(execFile)
  const complaints = (await run('ffmpeg', ['-v', 'warning', '-i', file, '-f', 'null', '-'])).stderr
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_streams', '-of', 'json', file])
  const { streams } = JSON.parse(stdout)
  return { complaints, streams }
}

/** What a link of a page leads to. */
async function bytesBehind(link: Locator): Promise<Buffer> {
  const address = await link.evaluate((one: HTMLAnchorElement) => one.href)
  return (await link.page().request.get(address)).body()
}

test('a boomerang is looked at as it moves, kept, and plays on the phone', async ({ booth }) => {
  const { page } = booth
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.getByRole('button', { name: 'To the camera' }).click()
  await page.getByRole('radio', { name: 'Moving clip' }).click()
  await expect(page.getByRole('radio', { name: 'Moving clip' })).toBeChecked()
  await page.getByRole('button', { name: 'Ready' }).click()
  await expect(page.getByText('Now move')).toBeVisible()
  await page.locator('[data-at="review"]').waitFor()
  const clip = page.locator('canvas.kept')
  const seen = (await clip.screenshot()).toString('base64')
  await expect.poll(async () => (await clip.screenshot()).toString('base64')).not.toBe(seen)
  await page.getByRole('button', { name: 'Love it' }).click()
  await page.locator('[data-at="takeaway"]').waitFor()

  const phone = await booth.phone(await scan(page), { reducedMotion: 'no-preference' })
  const film = phone.locator('#film')
  await expect(film).toBeVisible()
  await expect.poll(() => film.evaluate((one: HTMLVideoElement) => one.currentTime)).toBeGreaterThan(0.2)
  await phone.getByRole('button', { name: 'Stop the clip' }).click()
  expect(await film.evaluate((one: HTMLVideoElement) => one.paused)).toBe(true)

  const { duration, ends, moved, ...facts } = await factsOf(phone)
  expect(facts).toEqual({ width: 1080, height: 1350, format: 'I420', fullRange: false, matrix: 'bt709' })
  expect(duration).toBeGreaterThanOrEqual(filmSeconds.least)
  expect(duration).toBeLessThanOrEqual(filmSeconds.most)
  expect(ends).toBeLessThan(2)
  expect(moved).toBeGreaterThan(3 * ends + 2)

  const calm = await booth.phone(phone.url(), { reducedMotion: 'reduce' })
  await calm.getByRole('button', { name: 'Play the clip' }).click()
  await expect
    .poll(() => calm.locator('#film').evaluate((one: HTMLVideoElement) => one.currentTime))
    .toBeGreaterThan(0.1)
  const save = calm.getByRole('link', { name: 'Save the clip' })
  await expect(save).toHaveAttribute('href', /boomerang\.mp4\?save$/)
  const bytes = await bytesBehind(save)
  expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat')) // it plays before all of it is there
  const saved = join(booth.data, '../saved.mp4')
  await writeFile(saved, bytes)
  const steady = { r_frame_rate: '30/1', avg_frame_rate: '30/1' }
  expect(await probe(saved)).toMatchObject({
    complaints: '',
    streams: [{ codec_name: 'h264', pix_fmt: 'yuv420p', has_b_frames: 0, ...steady }],
  })
  await expect(calm.getByRole('link', { name: 'Save the picture' })).toBeVisible()
  const animation = calm.getByRole('link', { name: 'As a moving picture, for chats' })
  const { format, pages } = await sharp(await bytesBehind(animation)).metadata()
  expect(format).toBe('webp')
  expect(pages).toBeGreaterThan(10)
})
