/** What every scenario is given, and comes to. */
export interface Scale {
  /** All that is drawn by chance follows from it; what the machine makes of the timing does not. */
  readonly seed: number
  /** Hundreds of kills, minutes of bad weather; else as much as fits into the tests that run every time. */
  readonly isLong: boolean
  /** Another number of kills. */
  readonly kills?: number
}

export interface Outcome {
  readonly kills: number
  /** Photos whose original the station acknowledged. */
  readonly acknowledged: number
  /** Withdrawals and deletions that it acknowledged. */
  readonly withdrawn: number
  /** What must not be, in words; empty when all is well. */
  readonly violations: readonly string[]
  /** What was measured or counted beside. */
  readonly notes?: Readonly<Record<string, number | string>>
}

export type Scenario = (scale: Scale) => Promise<Outcome>

/** Why a scenario cannot run on this machine. */
export class Skipped extends Error {}

/** What several runs come to. Of notes of the same name those that are numbers are added up. */
export function together(...outcomes: readonly Outcome[]): Outcome {
  const sum = (what: 'kills' | 'acknowledged' | 'withdrawn') =>
    outcomes.reduce((total, one) => total + one[what], 0)
  const notes: Record<string, number | string> = {}
  for (const one of outcomes)
    for (const [name, value] of Object.entries(one.notes ?? {})) {
      const before = notes[name]
      notes[name] = typeof before === 'number' && typeof value === 'number' ? before + value : value
    }
  const violations = outcomes.flatMap(one => one.violations)
  return {
    ...{ kills: sum('kills'), acknowledged: sum('acknowledged'), withdrawn: sum('withdrawn') },
    ...{ violations, notes },
  }
}
