/** A kiosk in one language and orientation, led from screen to screen, each of which is kept as a picture. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Locator, Page } from '@playwright/test'
import sharp from 'sharp'
import { settled } from '../../tests/e2e/fitting.ts'
import { type StationProcess, startStation } from '../../tests/support/station.ts'
import { type Language, say, type TextKey } from '../../text/index.ts'
import { pseudoLanguage } from '../../text/languages.ts'

export interface Place {
  readonly name: string
  readonly viewport: { readonly width: number; readonly height: number }
  readonly language: Language
  /** Where the folder with its pictures comes, and the sheet of them. */
  readonly out: string
  /** Of its station. */
  readonly data: string
  readonly withCamera: Browser
  readonly withoutCamera: Browser
}

export interface Tour extends AsyncDisposable, Place {
  readonly page: Page
  readonly station: StationProcess
  /** Keeps a picture of what a page shows when it has come to rest; of the kiosk's, when none is named. */
  show(what: string, of?: Page): Promise<void>
  say(key: TextKey): string
  button(key: TextKey, of?: Page): Locator
  press(key: TextKey, of?: Page): Promise<void>
  /** Chooses among a few. */
  pick(key: TextKey): Promise<void>
  /** Waits for a screen of the visit. */
  at(screen: string): Promise<void>
  /** By this button to this screen, and shows it. */
  go(key: TextKey, screen: string): Promise<void>
  /** All pictures beside and below each other. */
  writeSheet(): Promise<void>
}

const event = {
  ...{ name: 'Harbour Lights', hashtag: '#harbourlights', brand: 'Harbour Lights' },
  ...{ modes: ['photo', 'strip', 'boomerang'], frames: ['noir', 'vow'], looks: ['mono', 'warm', 'film'] },
  consent: { ask: ['screens', 'social', 'site'] },
  story: { question: 'What made you smile today?', seeFirst: true },
}
/** Of a screen on a sheet, its longer side in pixels. */
const longSide = 480

export async function openTour(place: Place): Promise<Tour> {
  const { name, viewport, language, out, data, withCamera } = place
  await mkdir(join(out, name), { recursive: true })
  await mkdir(data)
  const path = `${data}-storage`
  await mkdir(path)
  await writeFile(join(data, 'sync.json'), JSON.stringify({ target: { kind: 'folder', path } }))
  const isPseudo = language === pseudoLanguage
  await writeFile(join(data, 'event.json'), JSON.stringify(isPseudo ? event : { ...event, language }))
  const station = await startStation({ data, flags: isPseudo ? ['--words', 'pseudo'] : [] })
  const context = await withCamera.newContext({ viewport })
  const page = await context.newPage()
  const shots: string[] = []

  const tour: Tour = {
    ...{ ...place, page, station },
    async show(what, of = page) {
      await of.evaluate(() => document.fonts.ready)
      await settled(of)
      await of.waitForTimeout(500) // pictures come, the bloom fades
      const file = join(out, name, `${String(shots.length + 1).padStart(2, '0')}-${what}.png`)
      await of.screenshot({ path: file })
      shots.push(file)
    },
    say: key => say(language, key),
    button: (key, of = page) => of.getByRole('button', { name: say(language, key), exact: true }),
    press: (key, of) => tour.button(key, of).click(),
    pick: key => page.getByRole('radio', { name: say(language, key) }).press('Space'),
    at: screen => page.locator(`[data-at="${screen}"]`).waitFor(),
    async go(key, screen) {
      await tour.press(key)
      await tour.at(screen)
      await tour.show(screen)
    },
    writeSheet() {
      const scale = longSide / Math.max(viewport.width, viewport.height)
      const cell = { width: Math.round(viewport.width * scale), height: Math.round(viewport.height * scale) }
      return writeSheet(join(out, `${name}.png`), shots, cell)
    },
    async [Symbol.asyncDispose]() {
      await context.close()
      await station.stop()
    },
  }
  return tour
}

/** Each picture comes in a cell of this size. */
async function writeSheet(
  file: string,
  shots: readonly string[],
  cell: { width: number; height: number },
): Promise<void> {
  const background = '#808080'
  const pictures = await Promise.all(
    shots.map(shot =>
      sharp(shot)
        .resize({ ...cell, fit: 'contain', background })
        .png()
        .toBuffer(),
    ),
  )
  // About as broad as it is high.
  const columns = Math.ceil(Math.sqrt((pictures.length * cell.height) / cell.width))
  const width = columns * cell.width
  const height = Math.ceil(pictures.length / columns) * cell.height
  await sharp({ create: { width, height, channels: 3, background } })
    .composite(
      pictures.map((input, i) => ({
        ...{ input, left: (i % columns) * cell.width, top: Math.floor(i / columns) * cell.height },
      })),
    )
    .png()
    .toFile(file)
}
