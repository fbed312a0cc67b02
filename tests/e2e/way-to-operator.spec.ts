/** The way to the operator's page and back: the kiosk must go on whatever happens there. */
import type { Page } from '@playwright/test'
import { choosePin, expect, leave, openOperator, takePhoto, test } from './booth.ts'

const heading = (page: Page, name: string) => expect(page.getByRole('heading', { level: 1 })).toHaveText(name)

test('is opened by a finger that rests in a corner, and the visit that was there goes on afterwards', async ({
  booth,
}) => {
  const { page } = booth
  await takePhoto(page)
  await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
  await page.mouse.move(20, 20)
  await page.mouse.down()
  await page.waitForURL(/\/operator\//)
  await page.mouse.up()
  await page.getByRole('button', { name: 'Back to the kiosk' }).click()
  await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
  await leave(page)
  await takePhoto(page)
})

test('in another window leaves the kiosk and its visit alone, and never becomes a second kiosk', async ({
  booth,
}) => {
  const { page } = booth
  await page.getByRole('button', { name: 'Take our photo' }).click()
  const beside = await page.context().newPage()
  await beside.goto(new URL('/operator/', booth.station.ready.kiosk).href)
  await heading(beside, 'Choose a PIN for this kiosk')
  await expect(beside.getByText('open in another window')).toBeVisible()
  await choosePin(beside)
  await heading(beside, 'All is well')
  await page.getByRole('button', { name: 'To the camera' }).click()
  await beside.getByRole('button', { name: 'Lock this page' }).click()
  await heading(beside, 'Type the PIN')
  await page.getByRole('button', { name: 'Ready' }).click()
  await page.getByRole('button', { name: 'Love it' }).click()
  await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
  expect(new URL(beside.url()).pathname).toBe('/operator/')
})

test('gives way to the kiosk when the station starts anew', async ({ booth }) => {
  const { page } = booth
  await openOperator(page)
  await choosePin(page)
  await booth.restartStation(async () => {
    await expect(page.getByRole('alert')).toContainText('does not answer')
  })
  await page.waitForURL('**/kiosk/')
  await takePhoto(page)
})
