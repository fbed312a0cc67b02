import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { publicFile } from '../electron/share/static-page.ts'
import { pageKey, publicFolder } from '../electron/sync/layout.ts'
import { openTarget } from '../electron/sync/open-target.ts'
import { openThrottle } from '../electron/sync/throttle.ts'
import { writeSecrets } from '../electron/system/secrets.ts'
import { openKiosk } from '../tests/support/kiosk.ts'
import { photo1080p } from '../tests/support/photo.ts'
import { startStation, temporaryFolder } from '../tests/support/station.ts'
import { missingSwift, startSwift } from '../tests/support/storage/swift.ts'
import { until } from '../tests/support/until.ts'
import { median, percentile, round, within } from './statistics.ts'
import { targetSettings } from './sync.ts'

const visits = 15

/** From a photo's being framed to its page's being readable with its picture at a real S3 server on this machine. */
export async function measurePublish() {
  if (missingSwift) return { skipped: missingSwift }
  await using swift = await startSwift()
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  await mkdir(data)
  await swift.makeBucket('pages')
  const target = targetSettings(swift, 'pages')
  const settings = { station: 'hall-a', target, publicAddress: 'https://photos.example.org' }
  await writeFile(join(data, 'sync.json'), JSON.stringify(settings))
  await writeSecrets(data, { storage: swift.secret })
  const bucket = await openTarget(target, {
    secret: swift.secret,
    throttle: openThrottle(0),
    memory: { recall: () => null, remember: () => {} },
  })
  const station = await startStation({ data })
  const kiosk = await openKiosk(station.ready)
  const took: number[] = []
  for (let i = 0; i < visits; i++) {
    const { id, link } = await kiosk.shutter()
    await kiosk.send(id, photo1080p)
    const token = new URL(link).pathname.slice('/s/'.length)
    const address = `${station.ready.share}/s/${token}/ready`
    if ((await fetch(address)).status !== 200) throw new Error('The photo is not framed')
    const framed = performance.now()
    const page = async () => (await bucket.get(pageKey(token)))?.includes(publicFile(token, 'photo'))
    await until('the page to be published', page, 30_000)
    took.push(performance.now() - framed)
    if (!(await bucket.get(publicFolder + publicFile(token, 'photo'))))
      throw new Error('The page has no picture')
  }
  kiosk.close()
  await station.stop()
  bucket.close()
  return {
    'framed to published and readable at the bucket, ms (95th percentile)': within(
      percentile(took, 0.95),
      3_000,
    ),
    'framed to published and readable at the bucket, ms (median)': round(median(took), 0),
  }
}
