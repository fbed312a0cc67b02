/**
 * The station's one machine-readable line on standard output, `GROUNDSWELL READY {json}`, and its exit
 * codes: what a supervisor reads.
 */
export interface Ready {
  /** The kiosk page, with the run's secret: open it on this machine. */
  readonly kiosk: string
  /** Where phones reach the share door; `/s/<token>` follows. */
  readonly share: string
  /** The data folder. */
  readonly data: string
}

const prefix = 'GROUNDSWELL READY '

export function readyLine(ready: Ready): string {
  return prefix + JSON.stringify(ready)
}

/** Reads a line of the station's output: the ready message, or null when the line is something else. */
export function readReadyLine(line: string): Ready | null {
  if (!line.startsWith(prefix)) return null
  return JSON.parse(line.slice(prefix.length)) as Ready
}

export const exitCodes = {
  ok: 0,
  /** It broke while running; starting it again may help. */
  broke: 1,
  /** A person must change something first (a taken port, a damaged database, a wrong flag); starting it again will not help. */
  needsPerson: 2,
} as const

/** The environment variable in which a supervisor hands the run's secret down, so that pages survive a restart. */
export const secretVariable = 'GROUNDSWELL_SECRET'

/** Set in the environment of a supervised station, which then stops when its standard input ends. */
export const supervisedVariable = 'GROUNDSWELL_SUPERVISED'

/** The environment variable in which the shell hands down what the keychain holds, as JSON. */
export const secretsVariable = 'GROUNDSWELL_SECRETS'

/** What the station writes to the standard input of its sync worker, a line each. */
export const workerWords = {
  /** Somebody is looking at how it goes. */
  look: 'look',
  /** A photo is being taken: leave it the processor and the disk. */
  hold: 'hold',
  /** It is taken. */
  go: 'go',
} as const
