import { createInterface } from 'node:readline'
import { endGroup, spawnGroup } from '../process-group.ts'
import { howItEnded, readyIn } from '../supervisor.ts'
import { tell } from '../terminal.ts'
import { isRoot } from './display.ts'
import { onStopSignal } from './signals.ts'

/** Longer than the station's own time to stop, which Electron waits for. */
const stopWithinMs = 8_000

/**
 * Runs the kiosk in Electron until it ends; gives its exit code. When it ends before the station was ready
 * (a sandbox that the system refuses, a library that is missing) gives the reason, so that a browser can take over.
 */
export function runInElectron(
  binary: string,
  folder: string,
  stationArguments: readonly string[],
): Promise<number | { readonly reason: string }> {
  const { promise, resolve } = Promise.withResolvers<number | { readonly reason: string }>()
  const sandbox = isRoot() ? ['--no-sandbox'] : []
  let wasReady = false
  let stopped = false
  onStopSignal(() => {
    stopped = true
    void endGroup(child, stopWithinMs)
  })
  const child = spawnGroup(binary, [folder, ...sandbox, ...stationArguments], process.env, [
    'ignore',
    'pipe',
    'inherit',
  ])
  createInterface({ input: child.stdout! }).on('line', line => {
    wasReady ||= readyIn(line) !== null
    tell(line)
  })
  child.once('error', error => resolve({ reason: error.message }))
  child.once('close', (code, signal) => {
    if (stopped || wasReady || code === 0) return resolve(stopped ? 0 : (code ?? 1))
    resolve({ reason: howItEnded(code, signal) })
  })
  return promise
}
