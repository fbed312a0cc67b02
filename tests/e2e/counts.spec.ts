/** What real browsers cause to be counted, and what they cause by themselves, which is not. */
import { join } from 'node:path'
import { linesAfter } from '../../electron/journal/journal.ts'
import { openStoreToRead } from '../../electron/store/open.ts'
import { openKiosk } from '../support/kiosk.ts'
import { photo1080p } from '../support/photo.ts'
import { until } from '../support/until.ts'
import { expect, test, type Venue } from './booth.ts'

/** What the journal says that phones did, once there are so many lines. */
async function told({ data }: Venue, lines: number): Promise<string[]> {
  const store = openStoreToRead(join(data, 'groundswell.sqlite'))
  try {
    return await until(`${lines} lines`, () => {
      const came = linesAfter(store, 0, 1_000)
        .filter(({ kind }) => /^(?:page|picture|share|caption|link)\./.test(kind))
        .map(({ kind, detail }) => [kind, ...Object.values(JSON.parse(detail) as object)].join(' '))
      return came.length >= lines ? came : null
    })
  } finally {
    store.close()
  }
}

test('a page that waits for its picture and loads itself again is opened once, with and without JavaScript', async ({
  venue,
}) => {
  const kiosk = await openKiosk(venue.station.ready)
  const { id, link } = await kiosk.shutter()
  const phone = await venue.phone(link, { javaScriptEnabled: false })
  const requests: (string | undefined)[] = []
  phone.on('request', request => {
    if (request.isNavigationRequest()) requests.push(request.url())
  })
  await until('the page to load itself twice', () => requests.length >= 2, 30_000)
  const other = await venue.phone(link) // the same evening's second scan, while nothing can be seen yet
  await kiosk.send(id, photo1080p)
  for (const page of [phone, other]) await expect(page.getByRole('img')).toBeVisible()
  await other.getByText('use your picture too?').click()
  await other.getByRole('button', { name: 'No, just our photo' }).click()
  await expect(other).toHaveURL(/#manage$/) // a form leads back to the page
  await venue.phone(link) // somebody else
  expect(await told(venue, 2)).toEqual(['page.opened person first', 'page.opened person later'])
})

test.describe('with a link of the brand', () => {
  test.use({ event: { share: { networks: ['whatsapp'], link: { address: 'https://brand.example/' } } } })

  test('each tap is counted as what it is, and takes no referrer along', async ({ venue }) => {
    const kiosk = await openKiosk(venue.station.ready)
    const { id, link } = await kiosk.shutter()
    await kiosk.send(id, photo1080p)
    const phone = await venue.phone(link)
    await expect(phone.getByRole('img')).toBeVisible()
    const referrers: (string | null)[] = []
    await phone.context().route(/wa\.me|brand\.example/, async route => {
      referrers.push(await route.request().headerValue('referer'))
      await route.fulfill({ body: 'elsewhere' })
    })
    for (const name of ['WhatsApp', 'Groundswell']) {
      const [elsewhere] = await Promise.all([
        phone.waitForEvent('popup'),
        phone.getByRole('link', { name, exact: true }).click(),
      ])
      await expect(elsewhere.getByText('elsewhere')).toBeVisible()
    }
    await Promise.all([
      phone.waitForEvent('download'),
      phone.getByRole('link', { name: 'Save the picture' }).click(),
    ])
    expect(referrers).toEqual([null, null])
    expect(await told(venue, 4)).toEqual([
      'page.opened person first',
      'share.intended whatsapp',
      'link.tapped',
      'picture.saved photo',
    ])
  })
})
