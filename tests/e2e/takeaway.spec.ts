/** The card that people take their photo away with: it must be read by whatever phone is held up to it. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import sharp from 'sharp'
import type { StationMessage } from '../../electron/contract/events.ts'
import type { Reach } from '../../electron/contract/share.ts'
import { readCode } from '../support/qr.ts'
import { violations } from './accessible.ts'
import { expect, landscape, portrait, scan, tablet, takePhoto, test, untilLinked } from './booth.ts'
import { resize } from './fitting.ts'

/** As many pixels of a phone's camera a module of the code has: fewer the further away it is. Three is said to be the least that is read well. */
const distances = { near: 8, 'an arm away': 5, 'as far as it goes': 3 }
const turns = [0, 7, 30, 90]
/** A phone looks many times a second, and no hand is still: what it does not read at once it reads in another look. */
const trembling = [0, 1, -1]
/** Nobody keeps these pictures. */
const fast = { compressionLevel: 0 } as const
const wifi = { name: 'Harbour; "Guests"', password: 'pier:7\\summer' }
const wifiText = 'WIFI:T:WPA;S:Harbour\\; \\"Guests\\";P:pier\\:7\\\\summer;;'

test.use({ isShared: true })

test('on every screen the code is read from near and far, turned and out of focus', async ({ booth }) => {
  const { page } = booth
  await takePhoto(page)
  const link = await scan(page)
  // Looked at first, since reading them takes longer than a code stays.
  const sights: Sight[] = []
  for (const size of [portrait, landscape, tablet]) {
    await resize(page, size)
    sights.push(await look(page, codeOf(page)))
  }
  for (const sight of sights)
    await expectReadable(sight, read => read !== null && new URL(read).href === link)
})

test('a touch anywhere gives whoever is still scanning another minute', async ({ booth }) => {
  const { page } = booth
  await takePhoto(page)
  await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
  const asked: string[] = []
  page.on('websocket', socket => socket.on('framesent', ({ payload }) => asked.push(String(payload))))
  await page.reload() // the touches on the way here have asked too, and one in ten seconds is enough
  await untilLinked(page)
  const stays = () => asked.filter(one => one.includes('"stay"'))
  expect(stays()).toEqual([])
  await page.locator('.picture').click()
  await expect.poll(stays).toHaveLength(1)
  await expect(codeOf(page)).toBeVisible()
})

test.describe('of a kiosk on a Wi-Fi for guests', () => {
  test.use({ event: { share: { way: 'local', wifi } } })

  test('on every screen one code joins the Wi-Fi and a larger one opens the photo', async ({ booth }) => {
    const { page } = booth
    await takePhoto(page)
    const joining = page.getByRole('img', { name: 'QR code that joins the Wi-Fi' })
    const sights: { readonly wifi: Sight; readonly photo: Sight }[] = []
    for (const size of [portrait, landscape, tablet]) {
      await resize(page, size)
      sights.push({ wifi: await look(page, joining), photo: await look(page, codeOf(page)) })
      const [small, large] = [await joining.boundingBox(), await codeOf(page).boundingBox()]
      expect(large?.width).toBeGreaterThan(1.4 * (small?.width ?? 0))
      await expect(page.getByText(wifi.name)).toBeVisible()
      await expect(page.getByText(wifi.password)).toBeVisible()
      expect(await clipped(page)).toEqual([])
      expect(await violations(page)).toEqual([])
    }
    for (const { wifi, photo } of sights) {
      await expectReadable(wifi, read => read === wifiText)
      await expectReadable(photo, read => read?.toLowerCase().includes('/s/') === true)
    }
  })
})

test.describe('where the photo is opened on the internet', () => {
  test.use({ event: { share: { way: 'public', wifi } }, isShared: false })

  test('no Wi-Fi is joined, and the card says when a code opens that does not yet', async ({ booth }) => {
    const { page } = booth
    await booth.restartStation(async () => {
      const target = { kind: 'folder', path: join(booth.data, 'not-plugged-in') }
      const settings = { station: 'hall-a', target, publicAddress: 'https://photos.brand.example' }
      await writeFile(join(booth.data, 'sync.json'), JSON.stringify(settings))
    })
    await expect(page.getByText('One moment')).toHaveCount(0)
    await takePhoto(page)
    expect(await scan(page)).toMatch(/^https:\/\/photos\.brand\.example\/s\/[\w-]{22}$/)
    await expect(page.getByText('as soon as this kiosk is online again')).toBeVisible()
    await expect(page.getByText('Join the Wi-Fi')).toHaveCount(0)
  })
})

test.describe('without a network', () => {
  test.use({ event: { share: { wifi } } })

  test('the card says so, and the code comes into its own when there is one again', async ({ booth }) => {
    const { page } = booth
    const tell = await hearOfNetwork(page, { local: false, public: false })
    await takePhoto(page)
    const link = await scan(page)
    await expect(page.getByRole('heading', { name: 'Your photo is safe' })).toBeVisible()
    await expect(page.getByText('Please tell the staff')).toBeVisible()
    await expect(page.getByText('Join the Wi-Fi')).toHaveCount(0)
    const before = await codeOf(page).boundingBox()
    tell({ local: true, public: false })
    await expect(page.getByText('Join the Wi-Fi')).toBeVisible()
    expect(await codeOf(page).boundingBox()).toEqual(before)
    expect(await readCode(await from(await look(page, codeOf(page)), 5))).not.toBeNull()
    expect(await page.locator('.link').innerText()).toBe(link)
  })
})

const codeOf = (page: Page) => page.getByRole('img', { name: 'QR code that opens your photo' })

/** What a camera sees that is held up to a code. */
interface Sight {
  /** The code with the screen around it. */
  readonly picture: Buffer
  /** Its width, and that of one of the code's modules, in pixels of the screen. */
  readonly width: number
  readonly module: number
}

async function look(page: Page, code: Locator): Promise<Sight> {
  const box = await code.boundingBox()
  const modules = await code.evaluate(svg => (svg as unknown as SVGSVGElement).viewBox.baseVal.width)
  if (!box) throw new Error('There is no code on the screen')
  const { width: right, height: bottom } = page.viewportSize()!
  const around = box.width * 0.12
  const [x, y] = [Math.max(0, box.x - around), Math.max(0, box.y - around)]
  const width = Math.min(right, box.x + box.width + around) - x
  const height = Math.min(bottom, box.y + box.height + around) - y
  const picture = await page.screenshot({ clip: { x, y, width, height } })
  return { picture, width, module: box.width / modules }
}

/** From every distance, in every turn, in focus and not. */
async function expectReadable(sight: Sight, isRight: (read: string | null) => boolean) {
  const failed: string[] = []
  for (const [distance, pixels] of Object.entries(distances)) {
    const seen = await from(sight, pixels)
    for (const turn of turns) {
      for (const focus of ['', ', out of focus']) {
        if (!(await reads(seen, turn, focus ? 0.25 * pixels : 0)))
          failed.push(`${distance}, turned by ${turn}°${focus}`)
      }
    }
  }
  expect(failed).toEqual([])

  async function reads(seen: Buffer, turn: number, blur: number): Promise<boolean> {
    for (const tremble of trembling) {
      const turned = sharp(seen).rotate(turn + tremble, { background: '#14110f' })
      if (isRight(await readCode(await (blur ? turned.blur(blur) : turned).png(fast).toBuffer()))) return true
    }
    return false
  }
}

/** The same from where a module of the code has so many pixels. */
function from({ picture, width, module }: Sight, pixels: number): Promise<Buffer> {
  return sharp(picture)
    .resize(Math.round((width * pixels) / module))
    .png(fast)
    .toBuffer()
}

/** Texts of the card that reach over its edge, or over the screen's. */
function clipped(page: Page): Promise<string[]> {
  return page.locator('.card').evaluate(card => {
    const edge = card.getBoundingClientRect()
    return [...card.querySelectorAll('h1, p, svg')]
      .filter(one => {
        const { top, bottom, left, right, width } = one.getBoundingClientRect()
        if (width === 0) return false
        const isOut = top < edge.top || bottom > edge.bottom || left < edge.left || right > edge.right
        return isOut || edge.top < 0 || edge.bottom > innerHeight
      })
      .map(one => one.outerHTML.slice(0, 100))
  })
}

/** The page hears `reach` from its station at every greeting, and what is told later: a test cannot take the machine's network away. */
async function hearOfNetwork(page: Page, reach: Reach): Promise<(reach: Reach) => void> {
  let tell = (_: Reach) => {}
  await page.routeWebSocket(/\/socket/, socket => {
    const station = socket.connectToServer()
    station.onMessage(text => {
      const message = JSON.parse(String(text)) as StationMessage
      const isHello = 'output' in message && (message.output as { reach?: Reach } | null)?.reach
      socket.send(
        isHello ? JSON.stringify({ ...message, output: { ...(message.output as object), reach } }) : text,
      )
    })
    tell = news => socket.send(JSON.stringify({ event: 'reach', data: news } satisfies StationMessage))
  })
  await page.reload()
  return news => tell(news)
}
