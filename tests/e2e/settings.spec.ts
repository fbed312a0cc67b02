import sharp from 'sharp'
import { follow, frameZip, openBrand, stage } from '../support/brand.ts'
import { expect, leave, takePhoto, test } from './booth.ts'

test('settings of the brand are on the screen after the visit, in the same page, and the next photo is in their frame', async ({
  booth,
}) => {
  const { page, data } = booth
  await page.evaluate(() => Object.assign(window, { notReloaded: true }))
  const brand = openBrand()
  await follow(data, brand)
  await takePhoto(page)
  await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()

  const { zip, template } = frameZip('ours', { ground: '#ff00ff' })
  const event = { name: 'Harbour Lights', template: 'ours' }
  await stage(data, brand.sign({ event, templates: [template] }), [zip])
  await leave(page)
  await expect(page.getByText('Harbour Lights').first()).toBeVisible()

  await takePhoto(page)
  const picture = page.getByRole('img', { name: 'Your framed photo' })
  await expect(picture).toBeVisible()
  await expect.poll(async () => cornerOf(await picture.screenshot())).toEqual(['high', 'low', 'high'])
  expect(await page.evaluate(() => 'notReloaded' in window)).toBe(true)
})

/** Red, green and blue near the lower right corner of a picture, where the frame shows its ground. */
async function cornerOf(png: Buffer): Promise<string[]> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const at = (Math.floor(info.height * 0.9) * info.width + Math.floor(info.width * 0.9)) * info.channels
  return [...data.subarray(at, at + 3)].map(one => (one > 200 ? 'high' : one < 60 ? 'low' : 'between'))
}
