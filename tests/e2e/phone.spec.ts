import AxeBuilder from '@axe-core/playwright'
import { openKiosk } from '../support/kiosk.ts'
import { photo1080p } from '../support/photo.ts'
import { expect, test } from './booth.ts'

test('the page says "on its way" and turns into the picture by itself', async ({ booth }) => {
  const kiosk = await openKiosk(booth.station.ready)
  const { id, link } = await kiosk.shutter()
  const phone = await booth.phone(link)
  await expect(phone.getByText('Your photo is on its way')).toBeVisible()
  await expect(phone.getByRole('link', { name: 'Save the picture' })).toBeHidden()
  await kiosk.send(id, photo1080p)
  await expect(phone.getByRole('img')).toBeVisible()
  await expect(phone.getByRole('link', { name: 'Save the picture' })).toBeVisible()
  await expect(phone.getByText('Your photo is on its way')).toBeHidden()
})

test('works without JavaScript', async ({ booth }) => {
  const kiosk = await openKiosk(booth.station.ready)
  const { id, link } = await kiosk.shutter()
  const phone = await booth.phone(link, { javaScriptEnabled: false })
  await expect(phone.getByText('Your photo is on its way')).toBeVisible()
  await kiosk.send(id, photo1080p)
  await expect(phone.getByRole('img')).toBeVisible()
  const [saved] = await Promise.all([
    phone.waitForEvent('download'),
    phone.getByRole('link', { name: 'Save the picture' }).click(),
  ])
  expect(saved.suggestedFilename()).toBe('groundswell.jpg')
})

test('is in the language of the phone', async ({ booth }) => {
  const kiosk = await openKiosk(booth.station.ready)
  const { link } = await kiosk.shutter()
  const phone = await booth.phone(link, { locale: 'de-AT' })
  await expect(phone.getByText('Dein Foto ist unterwegs')).toBeVisible()
})

test('a link that opens nothing has one friendly page', async ({ booth }) => {
  const phone = await booth.phone(`${booth.station.ready.share}/s/${'A'.repeat(22)}`)
  await expect(phone.getByRole('heading', { name: 'Nothing to see here' })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every state passes WCAG 2.2 AA in the ${colorScheme} look`, async ({ booth }) => {
    const kiosk = await openKiosk(booth.station.ready)
    const { id, link } = await kiosk.shutter({ wish: true })
    const gone = `${booth.station.ready.share}/s/${'A'.repeat(22)}`
    const check = async (address: string, ready: string) => {
      const phone = await booth.phone(address, { colorScheme })
      await phone.getByText(ready).first().waitFor()
      const { violations } = await new AxeBuilder({ page: phone })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze()
      expect(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)])).toEqual([])
    }
    await check(gone, 'Nothing to see here')
    await check(link, 'Your photo is on its way')
    await kiosk.send(id, photo1080p)
    await check(link, 'Save the picture')
  })
}
