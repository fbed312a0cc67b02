import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { logOf } from '../support/doors.ts'
import { until } from '../support/until.ts'
import { missingWebServer, startWebServer, type WebServer } from '../support/web-server.ts'
import { expect, leave, portrait, scan, takePhoto, test, type Venue } from './booth.ts'

test.skip(missingWebServer !== null, missingWebServer ?? '')
test.use({ screenSize: portrait })

/** From here on the kiosk publishes into the folder of a web server, and knows that it does. */
async function publishTo(venue: Venue, { folder, address }: WebServer): Promise<void> {
  await venue.restartStation(async () => {
    const settings = { station: 'hall-a', target: { kind: 'folder', path: folder }, publicAddress: address }
    await writeFile(join(venue.data, 'sync.json'), JSON.stringify(settings))
  })
  await reachIs(venue, '"public":true')
}

const reachIs = (venue: Venue, what: string) =>
  until('the kiosk to notice', async () => (await logOf(venue.data)).includes(what), 30_000)

test('where pages are published well, the code opens one, and deleting takes it from the internet', async ({
  booth,
}) => {
  await using server = await startWebServer()
  await publishTo(booth, server)
  await takePhoto(booth.page)
  const link = await scan(booth.page)
  expect(link.toLowerCase()).toContain(server.address)
  const [address, path] = [new URL(link).origin, new URL(link).pathname]
  await until('the page to be there', async () => (await fetch(address + path)).ok)

  const phone = await booth.phone(address + path, { locale: 'en' })
  const picture = phone.locator('main img').first()
  await expect(picture).toBeVisible({ timeout: 20_000 })
  await expect.poll(() => picture.evaluate(img => (img as HTMLImageElement).naturalWidth)).toBe(1080)
  expect((await fetch(`${address}/v1/kiosks/hall-a/heartbeat.json`)).status).toBe(403)
  expect((await fetch(`${address}/s/`)).status).toBe(403)

  const code = (await booth.page.locator('.lost bdi').textContent()) ?? ''
  await leave(booth.page)
  await booth.page.getByRole('button', { name: 'I have a code' }).click()
  for (const letter of code) await booth.page.getByRole('button', { name: letter, exact: true }).click()
  await booth.page.getByRole('button', { name: 'Delete it everywhere' }).click()
  await until('the page to be gone', async () => (await fetch(address + path)).status === 404)
  expect((await fetch(`${address}${path}.jpg`)).status).toBe(404)
})

test('a storage that goes away is noticed: the code opens the kiosk itself again', async ({ booth }) => {
  await using server = await startWebServer()
  await publishTo(booth, server)
  await rename(server.folder, `${server.folder}.unplugged`)
  await reachIs(booth, '"public":false')
  await takePhoto(booth.page)
  expect(await scan(booth.page)).toContain(new URL(booth.station.ready.share).port)
})

test.describe('of an event that wants public pages alone', () => {
  test.use({ event: { share: { way: 'public' } } })

  test('the code says when it will open, and does', async ({ booth }) => {
    await using server = await startWebServer()
    await publishTo(booth, server)
    await rename(server.folder, `${server.folder}.unplugged`)
    await reachIs(booth, '"public":false')
    await takePhoto(booth.page)
    await expect(booth.page.getByText('opens as soon as this kiosk is online again')).toBeVisible()
    const { pathname } = new URL(await scan(booth.page))
    await rename(`${server.folder}.unplugged`, server.folder)
    await until('the page to be there', async () => (await fetch(server.address + pathname)).ok, 30_000)
  })
})
