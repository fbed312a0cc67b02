/** Ours, in a process as the station is one: ours-worker.ts OUTPUT (see worker.ts for the protocol). */
import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { OutputName } from '../../electron/frame/outputs.ts'
import { openFramer } from '../engine.ts'
import type { Job } from './peer.ts'

const framer = await openFramer(process.argv[2] as OutputName)
const shots = Math.max(...framer.slots.map(({ shot }) => shot))
process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) {
  const { photos, out } = JSON.parse(line) as Job
  const started = performance.now()
  const files = photos.slice(0, shots).map(path => readFileSync(path)) // as the peers read, without our thread pool
  writeFileSync(out, await framer.frame(files))
  process.stdout.write(`${performance.now() - started}\n`)
}
