import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { openStore, type Store } from '../electron/store/open.ts'
import { journalFileDone, nextJournalFile } from '../electron/sync/journal-files.ts'
import { layoutFor } from '../electron/sync/layout.ts'
import { temporaryFolder } from '../tests/support/station.ts'
import { percentile, round, within } from './statistics.ts'

/** Some 77,000 visits: a season of events. */
const manyLines = 1_000_000

/** A long journal taken into the files that go to the brand's storage, as the station makes them one by one. */
export async function measureParquet() {
  await using folder = await temporaryFolder()
  const store = openStore(join(folder.path, 'groundswell.sqlite'))
  store.exec(`INSERT INTO storage (only_one, target) VALUES (1, 'bench')`)
  fillJournal(store)

  const layout = layoutFor('bench')
  const memoryBefore = process.memoryUsage.rss()
  let [bytes, rows, memory] = [0, 0, 0]
  const took: number[] = []
  const processorBefore = process.cpuUsage()
  for (;;) {
    const started = performance.now()
    const file = nextJournalFile(store, { layout, everything: true })
    if (!file) break
    journalFileDone(store, file.to)
    took.push(performance.now() - started)
    bytes += file.bytes.length
    rows += file.rows
    memory = Math.max(memory, process.memoryUsage.rss() - memoryBefore)
  }
  const { user, system } = process.cpuUsage(processorBefore)
  store.close()
  if (rows !== manyLines) throw new Error(`Expected ${manyLines} lines in the files, there are ${rows}`)
  const seconds = took.reduce((sum, one) => sum + one, 0) / 1000
  return {
    '1,000,000 events into Parquet files, s': within(seconds, 10),
    'of them on the processor, s': round((user + system) / 1e6),
    MB: within(bytes / 1e6, 60),
    files: took.length,
    'one file, ms (95th percentile)': round(percentile(took, 0.95)),
    'memory above that before, MB': round(memory / 2 ** 20, 0),
  }
}

/** Visits as they are: a new photo each, some answers, a second apart and a bit, over many days. */
function fillJournal(store: Store): void {
  const insert = store.prepare(
    'INSERT INTO journal (occurred_at, offset, kind, photo, detail) VALUES (?, 60, ?, ?, ?)',
  )
  let time = Date.parse('2026-06-01T08:00:00Z')
  let lines = 0
  const add = (kind: string, photo: string | null, detail: object = {}) => {
    if (lines++ >= manyLines) return
    time += 700 + ((lines * 7919) % 2600) // no two visits take the same time
    insert.run(new Date(time).toISOString(), kind, photo, JSON.stringify(detail))
  }
  store.transaction(() => {
    while (lines < manyLines) {
      const photo = uuidv7({ msecs: time }) // random as real ones are, not counted up
      add('visit.begun', null, { step: 'expect', app: '1.0.0' })
      for (const step of ['expect', 'live', 'count']) add('visit.step', null, { step })
      add('photo.reserved', photo, { template: 'swell', language: 'en' })
      add('visit.step', photo, { step: 'takeaway' })
      const said = ['screens', 'social'].map(purpose => ({ purpose, way: 'kiosk' }))
      for (const detail of said) add('consent.asked', photo, detail)
      add('photo.kept', photo)
      add('photo.framed', photo)
      for (const detail of said) add(time % 3 === 0 ? 'consent.refused' : 'consent.given', photo, detail)
      add('visit.ended', photo, { step: 'takeaway', ended_by: time % 4 === 0 ? 'timeout' : 'hand' })
    }
  })()
}
