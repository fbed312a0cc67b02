/** sustained.ts AT_ONCE PHOTO…: frames 500 photos, the given ones in turn, and prints what it took, as JSON. */
import { readFile } from 'node:fs/promises'
import { openFramer } from './engine.ts'

const [atOnce, ...paths] = process.argv.slice(2)
const framer = await openFramer()
const residentMegabytes = () => process.memoryUsage.rss() / 2 ** 20

let taken = 0
let framed = 0
let megabytesEarly = Number.NaN
const started = performance.now()
async function frameInTurn(): Promise<void> {
  while (taken < 500) {
    await framer.frame([await readFile(paths[taken++ % paths.length]!)])
    if (++framed === 50) megabytesEarly = residentMegabytes()
  }
}
await Promise.all(Array.from({ length: Number(atOnce) }, frameInTurn))
const perMinute = framed / ((performance.now() - started) / 60_000)
process.stdout.write(JSON.stringify({ megabytesEarly, megabytesLate: residentMegabytes(), perMinute }))
