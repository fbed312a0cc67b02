/**
 * npm run faults [-- --only kills,network] [--seed N] [--kills N] [--short] [--json FILE]: the sync under kills, bad
 * networks, full disks and power cuts, at length. Nothing that was acknowledged may be lost, and nothing that was
 * withdrawn may stay. The last line on standard output is the summary as JSON; it ends with 1 when anything is violated.
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { atExit } from './at-exit.ts'
import { type Outcome, Skipped } from './scenario.ts'
import { type ScenarioName, scenarios } from './scenarios.ts'

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    seed: { type: 'string' },
    kills: { type: 'string' },
    short: { type: 'boolean' },
    json: { type: 'string' },
  },
})
const names = Object.keys(scenarios) as ScenarioName[]
const wanted = flags.only?.split(',') ?? names
for (const name of wanted)
  if (!names.some(one => one === name)) fail(`${name} is none of ${names.join(', ')}`)
const seed = Number(flags.seed ?? Math.floor(Math.random() * 1e6))
const scale = {
  seed,
  isLong: !flags.short,
  ...(flags.kills === undefined ? {} : { kills: Number(flags.kills) }),
}

interface Run extends Partial<Outcome> {
  readonly seconds: number
  readonly skipped?: string
}

// Interrupted or out of time, it leaves no process, mount or network namespace of its own behind.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))
atExit('pkill', '-KILL', '-P', String(process.pid))
const mostMinutes = 90

const runs: Record<string, Run> = {}
print(`Seed ${seed}`)
for (const name of names) {
  if (!wanted.includes(name)) continue
  const from = performance.now()
  const outcome = await Promise.race([scenarios[name](scale), tooLong(name)]).catch(broken)
  const run = { ...outcome, seconds: Math.round((performance.now() - from) / 1000) }
  runs[name] = run
  print(lineOf(name, run))
  for (const violation of run.violations ?? []) print(`  ${violation}`)
}

const total = (what: 'kills' | 'acknowledged' | 'withdrawn') =>
  Object.values(runs).reduce((sum, run) => sum + (run[what] ?? 0), 0)
const violations = Object.values(runs).flatMap(run => run.violations ?? [])
const summary = {
  ...{ seed, kills: total('kills'), acknowledged: total('acknowledged'), withdrawn: total('withdrawn') },
  violations: violations.length,
  scenarios: runs,
}
print(
  `${summary.kills} kills, ${summary.acknowledged} acknowledged, ${summary.withdrawn} withdrawn, ` +
    `${summary.violations} violations`,
)
const json = JSON.stringify(summary)
if (flags.json) await writeFile(flags.json, `${json}\n`)
print(json)
process.exit(violations.length > 0 ? 1 : 0)

function tooLong(name: string): Promise<never> {
  return new Promise((_, reject) => {
    const late = () => reject(new Error(`${name} takes more than ${mostMinutes} minutes`))
    setTimeout(late, mostMinutes * 60_000).unref()
  })
}

/** A scenario that breaks off has proved nothing: that is a violation too. */
function broken(error: Error): Partial<Outcome> & { skipped?: string } {
  if (error instanceof Skipped) return { skipped: error.message }
  return { violations: [`it broke off: ${error.stack}`] }
}

function lineOf(name: string, run: Run): string {
  if (run.skipped) return `${name}: skipped, ${run.skipped}`
  const notes = Object.entries(run.notes ?? {}).map(([what, value]) => `${what} ${value}`)
  const counts = `${run.kills ?? 0} kills, ${run.acknowledged ?? 0} acknowledged, ${run.withdrawn ?? 0} withdrawn`
  return [
    `${name}: ${counts}, ${run.violations?.length} violations, ${run.seconds} s`,
    ...(notes.length > 0 ? [`  ${notes.join(', ')}`] : []),
  ].join('\n')
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function fail(why: string): never {
  process.stderr.write(`${why}\n`)
  process.exit(2)
}
