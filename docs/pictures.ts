/** npm run pictures: takes the pictures of the README from the running program, with the tests' camera. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { listTemplates, templatesFolder } from '../electron/frame/template/template.ts'
import {
  choosePin,
  landscape,
  launch,
  leave,
  openOperator,
  phoneSize,
  portrait,
  scan,
  takePhoto,
} from '../tests/e2e/booth.ts'
import { projectRoot, startStation, temporaryFolder } from '../tests/support/station.ts'

const event = { name: 'Harbour Lights', hashtag: '#harbourlights', brand: 'Harbour Lights' }

await using folder = await temporaryFolder()
const data = join(folder.path, 'data')
const feed = join(folder.path, 'camera.mjpeg')
await copyFile(join(projectRoot, 'tests/fixtures/photos/portrait-1080p.jpg'), feed)
await mkdir(data)
await writeFile(join(data, 'event.json'), JSON.stringify(event))
const station = await startStation({ data })
const browser = await launch(feed)

const kiosk = await browser.newPage({ viewport: portrait })
await kiosk.goto(station.ready.kiosk)
await kiosk.getByRole('button', { name: 'Take our photo' }).waitFor()
await kiosk.waitForTimeout(1500) // the sun rises
await save(kiosk, 'kiosk-start', 540)
await takePhoto(kiosk)
await kiosk.getByRole('img', { name: 'Your framed photo' }).waitFor()
await kiosk.waitForTimeout(1000)
await save(kiosk, 'kiosk-takeaway', 540)
const link = await scan(kiosk)
await kiosk.setViewportSize(landscape)
await kiosk.waitForTimeout(500)
await save(kiosk, 'kiosk-takeaway-landscape', 1280)

await leave(kiosk)
await showOperator()

const phone = await browser.newPage({ viewport: phoneSize, deviceScaleFactor: 2 })
await phone.goto(link)
await phone.getByRole('img').waitFor()
await save(phone, 'phone', 540)

await browser.close()
await station.stop()
await showFrames()

/** The operator's page when all is well, with a folder as the storage. */
async function showOperator(): Promise<void> {
  const path = join(folder.path, 'Backup drive')
  await mkdir(path)
  await writeFile(join(data, 'sync.json'), JSON.stringify({ target: { kind: 'folder', path } }))
  await openOperator(kiosk)
  await choosePin(kiosk)
  await kiosk.getByText('everything that may be there is at').waitFor()
  await kiosk.getByRole('heading', { name: 'All is well' }).waitFor()
  await save(kiosk, 'operator', 1280)
}

/** The posts of all frames in a row, from their previews. */
async function showFrames(): Promise<void> {
  const [width, height, gap] = [270, 338, 10]
  const names = [...(await listTemplates()).keys()]
  const posts = names.map(async (name, i) => ({
    input: await sharp(join(templatesFolder, name, 'previews/post.jpg'))
      .resize({ width, height })
      .toBuffer(),
    left: (i % 4) * (width + gap),
    top: Math.floor(i / 4) * (height + gap),
  }))
  const rows = Math.ceil(names.length / 4)
  const sheet = { width: 4 * (width + gap) - gap, height: rows * (height + gap) - gap }
  await sharp({ create: { ...sheet, channels: 3, background: '#ffffff' } })
    .composite(await Promise.all(posts))
    .jpeg({ quality: 82 })
    .toFile(join(projectRoot, 'docs/pictures/frames.jpg'))
}

async function save(page: Page, name: string, width: number): Promise<void> {
  const picture = sharp(await page.screenshot()).resize({ width })
  await picture.jpeg({ quality: 82 }).toFile(join(projectRoot, `docs/pictures/${name}.jpg`))
}
