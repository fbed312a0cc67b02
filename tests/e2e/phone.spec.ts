import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { Purpose } from '../../electron/contract/consent.ts'
import { openStoreToRead } from '../../electron/store/open.ts'
import { openKiosk } from '../support/kiosk.ts'
import { photo1080p } from '../support/photo.ts'
import { until } from '../support/until.ts'
import { violations } from './accessible.ts'
import { expect, test, type Venue } from './booth.ts'

test.use({ isShared: true })

test('the page says "on its way" and turns into the picture by itself', async ({ venue }) => {
  const kiosk = await openKiosk(venue.station.ready)
  const { id, link } = await kiosk.shutter()
  const phone = await venue.phone(link)
  await expect(phone.getByText('Your photo is on its way')).toBeVisible()
  await expect(phone.getByRole('link', { name: 'Save the picture' })).toBeHidden()
  await kiosk.send(id, photo1080p)
  await expect(phone.getByRole('img')).toBeVisible()
  await expect(phone.getByRole('link', { name: 'Save the picture' })).toBeVisible()
  await expect(phone.getByText('Your photo is on its way')).toBeHidden()
})

test('works without JavaScript', async ({ venue }) => {
  const kiosk = await openKiosk(venue.station.ready)
  const { id, link } = await kiosk.shutter()
  const phone = await venue.phone(link, { javaScriptEnabled: false })
  await expect(phone.getByText('Your photo is on its way')).toBeVisible()
  await kiosk.send(id, photo1080p)
  await expect(phone.getByRole('img')).toBeVisible()
  const [saved] = await Promise.all([
    phone.waitForEvent('download'),
    phone.getByRole('link', { name: 'Save the picture' }).click(),
  ])
  expect(saved.suggestedFilename()).toBe('groundswell.jpg')
})

test('is in the language of the phone', async ({ venue }) => {
  const kiosk = await openKiosk(venue.station.ready)
  const { link } = await kiosk.shutter()
  const phone = await venue.phone(link, { locale: 'de-AT' })
  await expect(phone.getByText('Dein Foto ist unterwegs')).toBeVisible()
})

test('a link that opens nothing has one friendly page', async ({ venue }) => {
  const phone = await venue.phone(`${venue.station.ready.share}/s/${'A'.repeat(22)}`)
  await expect(phone.getByRole('heading', { name: 'Nothing to see here' })).toBeVisible()
})

test.describe('what the brand may do', () => {
  for (const javaScriptEnabled of [false, true])
    test(`is said yes to and taken back in one tap, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({
      venue,
    }) => {
      const phone = await venue.phone(await takePhoto(venue), { javaScriptEnabled })
      await expect(phone.getByText('Not allowed')).toHaveCount(2)
      await expect(phone.getByRole('checkbox')).toHaveCount(0)
      await phone.getByText('use your picture too?').click()
      for (const box of await phone.getByRole('checkbox').all()) await expect(box).not.toBeChecked()
      await expect(people(phone)).toHaveValue('')
      await sayYes(phone, '1')

      await expect(phone.getByText(/^Allowed until/)).toBeInViewport()
      await expect(phone.getByText('Not allowed')).toHaveCount(1)
      await expect(phone.getByText('Only people with this link')).toBeHidden()
      await phone.reload() // sends nothing twice
      expect(await phone.getByRole('checkbox', { includeHidden: true }).count()).toBe(2)

      await phone.getByRole('button', { name: 'Take it back' }).click()
      await expect(phone.getByText('Not allowed')).toHaveCount(2)
      await expect(phone.getByRole('button', { name: 'Take it back' })).toHaveCount(0)
    })

  test('is refused as easily: no needs no number and no tick, and is as large as yes', async ({ venue }) => {
    const phone = await venue.phone(await takePhoto(venue), { javaScriptEnabled: false })
    await phone.getByText('use your picture too?').click()
    const [yes, no] = [
      await phone.getByRole('button', { name: 'Yes to what is ticked' }).boundingBox(),
      await phone.getByRole('button', { name: 'No, just our photo' }).boundingBox(),
    ]
    expect([no?.width, no?.height]).toEqual([yes?.width, yes?.height])
    await phone.getByRole('button', { name: 'No, just our photo' }).click()
    await expect(phone).toHaveURL(/#manage$/)
    await expect(phone.getByText('Not allowed')).toHaveCount(2)
  })

  test('counts when both of two have said yes, each on their own phone', async ({ venue }) => {
    const link = await takePhoto(venue)
    const first = await venue.phone(link)
    await sayYes(first, '2')
    await expect(first.getByText('1 of 2 people have said yes')).toBeVisible()
    const second = await venue.phone(link)
    await second.getByText('use your picture too?').click()
    await expect(people(second)).toHaveValue('2')
    await sayYes(second)
    await expect(second.getByText(/^Allowed until/)).toBeVisible()
  })

  test("is not what a phone says that does not know of another's no", async ({ venue }) => {
    const link = await takePhoto(venue)
    const [one, other] = [await venue.phone(link), await venue.phone(link)]
    await sayYes(one, '2')
    const late = await venue.phone(link, { locale: 'de-DE' })
    await one.getByRole('button', { name: 'Take it back' }).click()
    await late.getByText('euer Bild auch verwenden?').click()
    await late.getByRole('checkbox').first().check()
    await late.getByRole('button', { name: 'Ja zum Angekreuzten' }).click()
    await expect(late.getByRole('alert')).toContainText('Jemand auf dem Bild hat inzwischen Nein gesagt')
    await expect(late.getByRole('alert')).toBeInViewport()
    await expect(late.getByText('Nicht erlaubt')).toHaveCount(2)
    await other.reload()
    await expect(other.getByText('Not allowed')).toHaveCount(2)
  })

  test('says in words what an answer lacks, and keeps what was typed', async ({ venue }) => {
    const phone = await venue.phone(await takePhoto(venue), { javaScriptEnabled: false })
    await phone.getByText('use your picture too?').click()
    await people(phone).fill('3')
    await phone.getByRole('button', { name: 'Yes to what is ticked' }).click()
    await expect(phone.getByRole('alert')).toContainText('Nothing was ticked')
    await expect(people(phone)).toHaveValue('3')
    await sayYes(phone)
    await expect(phone.getByText('1 of 3 people have said yes')).toBeVisible()
  })

  test.describe('where children may be on it', () => {
    test.use({ event: { consent: { children: { allowed: 'guardian' } } } })

    test('is allowed for a child by a guardian who signs with a finger', async ({ venue }) => {
      const link = await takePhoto(venue)
      const without = await venue.phone(link, { javaScriptEnabled: false })
      await without.getByText('use your picture too?').click()
      await without.getByRole('checkbox', { name: 'younger than 16' }).check()
      await expect(without.getByText('the staff at the kiosk can help')).toBeVisible()
      await expect(without.getByText('Sign here with a finger')).toBeHidden()

      const phone = await venue.phone(link)
      await phone.getByText('use your picture too?').click()
      await expect(phone.getByLabel('Name of the parent or guardian')).toBeHidden()
      await phone.getByRole('checkbox', { name: 'younger than 16' }).check()
      await phone.getByLabel('Name of the parent or guardian').fill('Ida Moe')
      await phone.getByLabel('Relation to the child').fill('mother')
      const pad = phone.getByRole('img', { name: 'Signature' })
      await draw(phone, pad)
      await expect(phone.getByText('Sign here with a finger')).toBeHidden()
      await phone.getByRole('button', { name: 'Sign again' }).click()
      await expect(pad.locator('path')).toHaveAttribute('d', '')
      await draw(phone, pad)
      const drawn = await pad.locator('path').getAttribute('d')
      await sayYes(phone, '1')
      await expect(phone.getByText(/^Allowed until/)).toBeVisible()

      const store = openStoreToRead(join(venue.data, 'groundswell.sqlite'))
      const given = store.prepare<[], string>("SELECT body FROM statements WHERE body ->> 'given'").pluck()
      const entry = given.all().at(-1)
      store.close()
      const { guardian, children } = JSON.parse(entry ?? '{}')
      expect({ guardian, children }).toEqual({
        guardian: { name: 'Ida Moe', relation: 'mother', signature: drawn },
        children: true,
      })
      expect(drawn).toMatch(/^M\d+ \d+(L\d+ \d+){5,}$/)
    })
  })
})

for (const javaScriptEnabled of [false, true])
  test(`a photo is deleted for every phone, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({
    venue,
  }) => {
    const link = await takePhoto(venue)
    const [one, other] = [await venue.phone(link, { javaScriptEnabled }), await venue.phone(link)]
    await one.getByRole('link', { name: 'Delete this photo everywhere' }).click()
    await one.getByRole('link', { name: 'Keep it' }).click()
    await expect(one.getByRole('img', { name: 'Your photo' })).toBeVisible()
    await one.getByRole('link', { name: 'Delete this photo everywhere' }).click()
    await one.getByRole('button', { name: 'Delete it' }).click()
    await expect(one.getByRole('heading', { name: 'It is deleted' })).toBeVisible()
    for (const phone of [one, other]) {
      await phone.goto(link)
      await expect(phone.getByRole('heading', { name: 'Nothing to see here' })).toBeVisible()
    }
  })

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`passes WCAG 2.2 AA in the ${colorScheme} look`, () => {
    test('on its way, there, and where a link opens nothing', async ({ venue }) => {
      const kiosk = await openKiosk(venue.station.ready)
      const { id, link } = await kiosk.shutter()
      const phone = await venue.phone(`${venue.station.ready.share}/s/${'A'.repeat(22)}`, { colorScheme })
      await check(phone, 'Nothing to see here')
      await phone.goto(link)
      await check(phone, 'Your photo is on its way')
      await kiosk.send(id, photo1080p)
      await check(phone, 'Save the picture')
    })

    test('what the brand may do, the question, and deleting', async ({ venue }) => {
      const link = await takePhoto(venue, ['social'])
      const phone = await venue.phone(link, { colorScheme })
      await phone.getByText('use your picture too?').click()
      await check(phone, 'Allowed until')
      await phone.getByRole('link', { name: 'Delete this photo everywhere' }).click()
      await check(phone, 'This cannot be undone')
      await phone.getByRole('button', { name: 'Delete it' }).click()
      await check(phone, 'It is deleted')
    })
  })
}

async function check(phone: Page, ready: string): Promise<void> {
  await phone.getByText(ready).first().waitFor()
  expect(await violations(phone)).toEqual([])
}

/** Takes a photo without the kiosk's screen, where `given` may be allowed; gives the link when the picture is there. */
async function takePhoto(venue: Venue, given?: readonly Purpose[]): Promise<string> {
  const kiosk = await openKiosk(venue.station.ready)
  const { id, link } = await kiosk.shutter(given && { given })
  await kiosk.send(id, photo1080p)
  await until('the picture', async () => (await fetch(`${link}/photo.jpg`)).ok)
  kiosk.close()
  return link
}

const people = (phone: Page) => phone.getByRole('spinbutton', { name: 'How many people' })

/** One person's yes to the first purpose, in a picture of so many `people`. */
async function sayYes(phone: Page, howMany?: string): Promise<void> {
  if (!(await people(phone).isVisible())) await phone.getByText('use your picture too?').click()
  await phone.getByRole('checkbox').first().check()
  if (howMany) await people(phone).fill(howMany)
  await phone.getByRole('button', { name: 'Yes to what is ticked' }).click()
}

async function draw(phone: Page, pad: Locator): Promise<void> {
  await pad.scrollIntoViewIfNeeded()
  const { x, y, width, height } = (await pad.boundingBox())!
  await phone.mouse.move(x + width * 0.1, y + height * 0.5)
  await phone.mouse.down()
  for (let i = 1; i <= 10; i++)
    await phone.mouse.move(x + width * (0.1 + i * 0.08), y + height * (i % 2 ? 0.2 : 0.8))
  await phone.mouse.up()
}
