/**
 * npm run screens: renders every screen, upright and broad, in a Latin, a right-to-left and a Chinese script and in the
 * pseudo language, into the folder screens/, with a sheet of all of them each. Nobody checks them but eyes.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { landscape, launch, portrait } from '../../tests/e2e/booth.ts'
import { writeCameraFeed } from '../../tests/support/camera-feed.ts'
import { projectRoot, temporaryFolder } from '../../tests/support/station.ts'
import type { Language } from '../../text/index.ts'
import { pseudoLanguage } from '../../text/languages.ts'
import { chapters } from './chapters.ts'
import { openTour, type Place } from './tour.ts'

const screens = { portrait, landscape }
const languages: readonly Language[] = ['en', 'ar', 'zh', pseudoLanguage]

const out = join(projectRoot, 'screens')
await rm(out, { recursive: true, force: true })
await using folder = await temporaryFolder()
const feed = join(folder.path, 'camera.y4m')
await writeCameraFeed(feed)
await using withCamera = await launch(feed)
await using withoutCamera = await launch(feed, 'none')

const left: Place[] = Object.entries(screens).flatMap(([name, viewport]) =>
  languages.map(language => ({
    ...{ name: `${name}-${language}`, viewport, language, out, withCamera, withoutCamera },
    data: join(folder.path, `${name}-${language}`),
  })),
)
/** While one counts down, the other goes on. */
async function lane(): Promise<void> {
  for (let place = left.shift(); place; place = left.shift()) {
    await using tour = await openTour(place)
    for (const chapter of chapters) await chapter(tour)
    await tour.writeSheet()
  }
}
await Promise.all([lane(), lane()])
process.stdout.write(`Every screen is in ${out}, with a sheet for each language and orientation.\n`)
