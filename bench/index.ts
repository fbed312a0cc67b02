/**
 * npm run bench: prints JSON. Every figure is a ratio, to a limit or to a peer measured in the same run, so
 * that a slower machine changes little; `ok` says whether it is within what the project promises.
 */
import { measureBoomerang } from './boomerang.ts'
import { measureConsent } from './consent.ts'
import { measureFraming } from './framing.ts'
import { measureLinks } from './links.ts'
import { measureLiveView } from './live-view.ts'
import { measureMemory } from './memory.ts'
import { measureParquet } from './parquet.ts'
import { measurePhonePage } from './phone-page.ts'
import { measurePublish } from './publish.ts'
import { measureShareDoor } from './share-door.ts'
import { measureShutter } from './shutter.ts'
import { measureStart } from './start.ts'
import { measureSyncBacklog, measureSyncQueue, measureSyncStorage } from './sync.ts'
import { measureVisitsInARow } from './visits.ts'

const measures = {
  start: measureStart,
  shutter: measureShutter,
  liveView: measureLiveView,
  boomerang: measureBoomerang,
  framing: measureFraming,
  memory: measureMemory,
  links: measureLinks,
  shareDoor: measureShareDoor,
  consent: measureConsent,
  parquet: measureParquet,
  syncQueue: measureSyncQueue,
  syncStorage: measureSyncStorage,
  syncBacklog: measureSyncBacklog,
  publish: measurePublish,
  phonePage: measurePhonePage,
  visits: measureVisitsInARow,
}

const wanted = process.argv.slice(2)
const results: Record<string, unknown> = {}
for (const [name, measure] of Object.entries(measures)) {
  if (wanted.length && !wanted.includes(name)) continue
  process.stderr.write(`Measuring: ${name}\n`)
  results[name] = await measure()
  process.stderr.write(`${JSON.stringify(results[name])}\n`) // the last of many may break off
}
process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
