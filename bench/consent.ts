import { join } from 'node:path'
import { openPhotos } from '../electron/capture/photos.ts'
import { openGate } from '../electron/consent/gate.ts'
import { openLedger } from '../electron/consent/ledger.ts'
import { openStore } from '../electron/store/open.ts'
import { moment } from '../electron/system/time.ts'
import { withdrawal, yes } from '../tests/support/answers.ts'
import { temporaryFolder } from '../tests/support/station.ts'
import { median, percentile, round, sample, within } from './statistics.ts'

/** A season of events. */
const manyPhotos = 100_000

/** Writing an answer so that it survives a power cut, proving a long ledger, and asking the gate for all photos. */
export async function measureConsent() {
  await using folder = await temporaryFolder()
  const store = openStore(join(folder.path, 'groundswell.sqlite'))
  const photos = openPhotos(store)
  const ledger = openLedger(store, 'bench')
  const gate = openGate(store, ledger, true)

  const write = await sample(300, 50, async () => ledger.answer(yes('written-alone'), moment()))

  const ids = Array.from({ length: manyPhotos }, (_, index) => `photo-${String(index).padStart(16, '0')}`)
  store.transaction(() => {
    for (const id of ids) {
      const link = { token: id, code: null, expires_at: '2999-01-01T00:00:00.000Z' }
      photos.reserve({ id, ...link, template: 'swell', language: 'en' }, moment())
      ledger.answer(yes(id), moment())
    }
  })()

  const verify = await sample(3, 1, async () => {
    const { entries, broken } = ledger.verify()
    if (broken || entries < manyPhotos)
      throw new Error(`Verified ${entries}, and found ${JSON.stringify(broken)}`)
  })

  store.transaction(() => {
    for (const id of ids.filter((_, index) => index % 10 === 0)) ledger.withdraw(withdrawal(id), moment())
  })()
  const list = await sample(3, 1, async () => {
    const allowed = gate.allowedPhotos('screens', Date.now()).length
    if (allowed !== manyPhotos * 0.9) throw new Error(`The gate allowed ${allowed} photos`)
  })
  store.close()
  return {
    'writing an answer, ms (95th percentile)': within(percentile(write, 0.95), 20),
    'writing an answer, ms (median)': round(median(write)),
    'verifying 100,000 answers, ms (median)': within(median(verify), 3000),
    'asking the gate for all of 100,000 photos, ms (median)': within(median(list), 1000),
  }
}
