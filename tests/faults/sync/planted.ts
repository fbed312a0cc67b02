/**
 * That the suite can fail: known bugs are planted in a copy of the sources, one at a time, and the scenario that should
 * catch each is run there. A bug that is not caught is a violation.
 */
import { spawn } from 'node:child_process'
import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot, temporaryFolder } from '../../support/station.ts'
import { noPowerDrives } from './power-drives.ts'
import type { Outcome, Scale } from './scenario.ts'

export interface Bug {
  readonly name: string
  readonly file: string
  /** What stands there once, and what takes its place. */
  readonly sound: string
  readonly planted: string
  /** The scenario that catches it, and what it then says. */
  readonly scenario: string
  readonly says: RegExp
  /** Why it cannot be caught on this machine. */
  readonly missing?: string | null
}

export const bugs: readonly Bug[] = [
  {
    name: 'done before written',
    file: 'electron/sync/shelf.ts',
    sound: `    onStep('noted')\n`,
    planted: `    objects.there(key, now())\n    onStep('noted')\n`,
    scenario: 'steps',
    says: /lost: .* is not at the storage/,
  },
  {
    name: 'no second delete',
    file: 'electron/sync/shelf.ts',
    sound: `    if (state === 'gone') objects.forget(key)\n    else objects.gone(key, now())\n`,
    planted: '    objects.forget(key)\n',
    scenario: 'zombie',
    says: /stays: v1\/media/,
  },
  {
    name: 'no folder fsync',
    file: 'electron/system/files.ts',
    sound: `  if (process.platform === 'win32') return`,
    planted: '  if (folder) return',
    scenario: 'power',
    says: /is believed to lie at the storage, and is/,
    missing: noPowerDrives,
  },
]

export async function planted({ seed }: Scale): Promise<Outcome> {
  const violations: string[] = []
  const notes: Record<string, string> = {}
  for (const bug of bugs) {
    const caught = bug.missing ? null : await catchBug(bug, seed)
    notes[bug.name] = caught === null ? `not tried: ${bug.missing}` : (caught ?? 'not caught')
    if (caught === undefined)
      violations.push(`"${bug.name}" was planted, and ${bug.scenario} did not catch it`)
  }
  return { kills: 0, acknowledged: 0, withdrawn: 0, violations, notes }
}

/** Plants a bug and runs the scenario; gives by which words it was caught, undefined when it was not. */
export async function catchBug(bug: Bug, seed: number): Promise<string | undefined> {
  await using folder = await temporaryFolder()
  await copySources(folder.path)
  await plant(folder.path, bug)
  const json = join(folder.path, 'summary.json')
  const index = join(folder.path, 'tests/faults/sync/index.ts')
  const args = ['--short', '--only', bug.scenario, '--seed', String(seed), '--json', json]
  const child = spawn(process.execPath, [index, ...args], { stdio: 'ignore', timeout: 240_000 })
  const code = await new Promise(resolve => child.once('exit', resolve))
  if (code !== 1) return undefined
  const { scenarios } = JSON.parse(await readFile(json, 'utf8')) as {
    readonly scenarios: Readonly<Record<string, { readonly violations?: readonly string[] }>>
  }
  const violations = scenarios[bug.scenario]?.violations ?? []
  const broken = violations.find(violation => violation.startsWith('it broke off'))
  if (broken) throw new Error(`with "${bug.name}" planted, ${bug.scenario} could not be judged: ${broken}`)
  return violations.find(violation => bug.says.test(violation))
}

/** Everything but what is large and never changed is copied. */
async function copySources(to: string): Promise<void> {
  const linked = ['node_modules', 'dist', 'renderer', 'templates', 'resources']
  const left = ['.git', 'data', 'build', 'docs', 'bench', 'test-results']
  for (const name of await readdir(projectRoot)) {
    if (left.includes(name)) continue
    if (linked.includes(name)) await symlink(join(projectRoot, name), join(to, name))
    else await cp(join(projectRoot, name), join(to, name), { recursive: true })
  }
}

async function plant(folder: string, { name, file, sound, planted }: Bug): Promise<void> {
  const path = join(folder, file)
  const text = await readFile(path, 'utf8')
  if (text.split(sound).length !== 2)
    throw new Error(`${file} has changed: "${name}" cannot be planted there any more`)
  await writeFile(path, text.replace(sound, planted))
}
