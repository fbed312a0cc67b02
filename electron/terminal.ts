/** What the terminal is told of the station, by the shell and by the browser launcher alike. */
import { say } from '../text/index.ts'
import { type Ready, readyLine } from './contract/ready.ts'
import type { SupervisorOptions } from './supervisor.ts'

/** Passes the station's words on, and its ready line the first time: later ones say nothing new to a program. */
export function terminal(): Required<Pick<SupervisorOptions, 'onLine' | 'onReady' | 'onDown'>> {
  let told = false
  return {
    onLine: (line, stream) => process[stream].write(`${line}\n`),
    onReady(ready: Ready) {
      if (!told) tell(readyLine(ready))
      told = true
    },
    onDown: ({ reason, retryInMs }) =>
      tell(say('en', 'station.restarting', { reason, seconds: retryInMs / 1000 })),
  }
}

/** Says one line on standard output. */
export function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}
