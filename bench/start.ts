import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { startStation, temporaryFolder } from '../tests/support/station.ts'
import { median, round, sample, within } from './statistics.ts'

/** From starting the process to the ready line, on a data folder that is there already. */
export async function measureStart() {
  await using folder = await temporaryFolder()
  const station: number[] = []
  for (let i = -1; i < 5; i++) {
    const started = performance.now()
    const running = await startStation({ data: folder.path })
    if (i >= 0) station.push(performance.now() - started)
    await running.stop()
  }
  const bareNode = await sample(5, 1, () => once(spawn(process.execPath, ['-e', '0']), 'close'))
  return {
    'start to ready, ms (median)': within(median(station), 1500),
    'times a bare Node start': round(median(station) / median(bareNode), 1),
  }
}
