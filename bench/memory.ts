import { readFileSync } from 'node:fs'
import { openKiosk } from '../tests/support/kiosk.ts'
import { photo1080p } from '../tests/support/photo.ts'
import { startStation, temporaryFolder } from '../tests/support/station.ts'
import { round, within } from './statistics.ts'

/** Resident memory of the station after 300 photos against that after 50. */
export async function measureMemory() {
  await using folder = await temporaryFolder()
  const station = await startStation({ data: folder.path })
  const kiosk = await openKiosk(station.ready)
  const pid = station.child.pid ?? 0
  const take = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const { id, link } = await kiosk.shutter()
      await kiosk.send(id, photo1080p)
      const framed = await fetch(`${link}/ready`)
      if (framed.status !== 200) throw new Error(`Photo ${i} was not framed: ${framed.status}`)
    }
    return residentMegabytes(pid)
  }
  const after50 = await take(50)
  const after300 = await take(250)
  await station.stop()
  return {
    'resident memory after 300 photos to that after 50': within(after300 / after50, 1.3),
    'after 50, MB': round(after50, 0),
    'after 300, MB': round(after300, 0),
  }
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}
