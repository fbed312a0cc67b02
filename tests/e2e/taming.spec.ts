/** What a browser does with a document by itself, a kiosk's page does not. */
import type { CDPSession, Page } from '@playwright/test'
import { expect, test } from './booth.ts'

test.use({ isShared: true })

const view = (page: Page) =>
  page.evaluate(() => ({
    scale: visualViewport?.scale,
    left: visualViewport?.pageLeft,
    top: visualViewport?.pageTop,
    address: location.href,
    chosen: getSelection()?.toString() ?? '',
  }))

/** A finger's touch. */
const touch = (cdp: CDPSession, type: string, ...points: (readonly [number, number])[]) =>
  cdp.send('Input.dispatchTouchEvent', {
    type: type as 'touchStart',
    touchPoints: points.map(([x, y], id) => ({ x, y, id })),
  })

/** Nothing here may begin a visit, so a screen that a touch does not leave. */
async function atTheCamera(page: Page): Promise<CDPSession> {
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.getByRole('button', { name: 'To the camera' }).click()
  await page.locator('[data-at="live"]').waitFor()
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 5 })
  await page.evaluate(() => Object.assign(window, { notReloaded: true }))
  return cdp
}

test('two fingers that spread, on glass and on a touchpad, enlarge nothing', async ({ booth }) => {
  const { page } = booth
  const cdp = await atTheCamera(page)
  const before = await view(page)
  await touch(cdp, 'touchStart', [300, 500], [400, 500])
  for (let step = 1; step <= 8; step++)
    await touch(cdp, 'touchMove', [300 - step * 20, 500], [400 + step * 20, 500])
  await touch(cdp, 'touchEnd')
  await cdp.send('Input.synthesizePinchGesture', {
    x: 350,
    y: 500,
    scaleFactor: 3,
    gestureSourceType: 'touch',
  })
  await page.mouse.move(350, 500)
  await page.keyboard.down('Control')
  await page.mouse.wheel(0, -400)
  await page.keyboard.press('+')
  await page.keyboard.up('Control')
  expect(await view(page)).toEqual(before)
})

test('two quick taps enlarge nothing', async ({ booth }) => {
  const { page } = booth
  const cdp = await atTheCamera(page)
  const before = await view(page)
  await cdp.send('Input.synthesizeTapGesture', { x: 300, y: 400, tapCount: 2, gestureSourceType: 'touch' })
  expect(await view(page)).toEqual(before)
})

test('fingers that draw down or across neither reload, scroll nor leave the page', async ({ booth }) => {
  const { page } = booth
  const cdp = await atTheCamera(page)
  const before = await view(page)
  for (const [x, y, xDistance, yDistance] of [
    [350, 100, 0, 700],
    [5, 600, 600, 0],
    [700, 600, -600, 0],
    [350, 900, 0, -700],
  ] as const)
    await cdp.send('Input.synthesizeScrollGesture', {
      ...{ x, y, xDistance, yDistance, speed: 3000, gestureSourceType: 'touch' },
    })
  await page.keyboard.press('Alt+ArrowLeft')
  await page.keyboard.press('F5')
  await page.waitForTimeout(500)
  expect(await view(page)).toEqual(before)
  expect(await page.evaluate(() => 'notReloaded' in window)).toBe(true)
  await expect(page.locator('[data-at="live"]')).toBeVisible()
})

test('a finger that rests opens no menu, selects nothing, and drags nothing away', async ({ booth }) => {
  const { page } = booth
  const cdp = await atTheCamera(page)
  await page.evaluate(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    // After the page's own listeners: what they have not stopped would happen.
    for (const name of ['contextmenu', 'dragstart', 'selectstart'])
      window.addEventListener(name, event => event.defaultPrevented || seen.push(name))
  })
  await cdp.send('Input.synthesizeTapGesture', { x: 350, y: 950, duration: 1200, gestureSourceType: 'touch' })
  await page.mouse.click(300, 300, { button: 'right' })
  const box = await page.getByRole('heading').boundingBox()
  await page.mouse.dblclick(box!.x + 20, box!.y + 20)
  await page.mouse.move(300, 300)
  await page.mouse.down()
  await page.mouse.move(500, 600, { steps: 5 })
  await page.mouse.up()
  await page.keyboard.press('Control+a')
  expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual([])
  expect((await view(page)).chosen).toBe('')
})

test('the screen is kept awake, also after the page was hidden', async ({ booth }) => {
  const { page } = booth
  await page.addInitScript(() => {
    const asked: string[] = []
    Object.assign(window, { asked })
    const { request } = WakeLock.prototype
    WakeLock.prototype.request = function (type) {
      asked.push(type ?? 'screen')
      return request.call(this, type)
    }
  })
  await page.reload()
  const asked = () => page.evaluate(() => (window as unknown as { asked: string[] }).asked.length)
  await expect.poll(asked).toBe(1)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect.poll(asked).toBe(2)
})
