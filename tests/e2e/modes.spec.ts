import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { runCli } from '../support/cli.ts'
import { violations } from './accessible.ts'
import { expect, landscape, portrait, scan, tablet, test } from './booth.ts'
import { overflowing, resize, settled } from './fitting.ts'

test.use({
  event: {
    modes: ['photo', 'strip'],
    frames: ['noir', 'vow'],
    looks: ['mono', 'warm'],
    flash: 'on',
    count: 3,
  },
})

test('a strip is picked, counted down to shot by shot, liked in another look, and on the phone', async ({
  booth,
}) => {
  const { page, data } = booth
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.getByRole('button', { name: 'To the camera' }).click()
  await page.getByRole('radio', { name: 'Photo strip' }).press('Space')
  await page.getByRole('radio', { name: 'Noir' }).press('Space')
  for (const screen of [portrait, landscape, tablet]) {
    await resize(page, screen)
    expect(await overflowing(page), String(screen.width)).toEqual([])
  }
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Ready' }).click()
  for (const shot of [1, 2, 3]) {
    await page.getByRole('list', { name: `Photo ${shot} of 3` }).waitFor()
    await page.locator('.flash').waitFor()
  }
  await page.getByRole('radio', { name: 'Black and white' }).press('Space')
  await expect(page.getByRole('radio', { name: 'Black and white' })).toBeChecked()
  await settled(page)
  expect(await violations(page)).toEqual([])
  // A page that is loaded anew has the camera's file alone, in which the shots lie one below the other.
  const place = page.locator('.slot').nth(1)
  const before = await place.screenshot()
  await page.reload()
  await page.getByRole('radio', { name: 'Black and white' }).and(page.locator(':checked')).waitFor()
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>('img.kept')].every(one => one.complete),
  )
  await settled(page)
  const apart = await sharp(before)
    .composite([{ input: await place.screenshot(), blend: 'difference' }])
    .removeAlpha()
    .toBuffer()
  expect(Math.max(...(await sharp(apart).stats()).channels.map(({ mean }) => mean))).toBeLessThan(5)
  await page.getByRole('button', { name: 'Love it' }).click()
  const phone = await booth.phone(await scan(page))
  await expect(phone.getByRole('img', { name: /photo in the frame/i })).toBeVisible()

  const [photo] = JSON.parse((await runCli('photos', '--data', data)).stdout)
  const framed = await readFile(photo.framed.file)
  expect(await sharp(framed).metadata()).toMatchObject({ width: 600, height: 1800 })
  expect(await sharp(photo.original.file).metadata()).toMatchObject({ width: 1920, height: 3240 })
  // Each place has a picture, and none has a colour.
  for (const top of [60, 490, 910]) {
    const place = await sharp(framed).extract({ left: 60, top, width: 480, height: 360 }).toBuffer()
    const { channels } = await sharp(place).stats()
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(20)
    const [red, , blue] = channels.map(({ mean }) => mean)
    expect(Math.abs(red! - blue!)).toBeLessThan(2)
  }
})
