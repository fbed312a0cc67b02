/**
 * What every npm script does first: installs the dependencies and builds the pages, each only when missing or
 * stale. Plain JavaScript without dependencies, since it runs on the machine's own Node before anything is there.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The project's own Node, pinned as a dependency: `npm` scripts never depend on the machine's. */
export const node = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** Makes the working copy ready to run; ends the process with one sentence when it cannot be. */
export function setUp({ pages = true } = {}) {
  const major = Number.parseInt(process.versions.node, 10)
  if (major < 20)
    giveUp(
      `Node 20 or newer is needed to set up, but this is Node ${process.versions.node}. Install it from nodejs.org.`,
    )
  install()
  if (pages) build()
}

/** Runs `file` of this project under its own Node and ends with its exit code. */
export function runAndExit(file, args = process.argv.slice(2)) {
  const child = spawn(node, [join(root, file), ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error =>
    giveUp(`The project's own Node did not start (${error.message}). Remove node_modules and try again.`),
  )
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

/** Runs a command in the project's folder; true when it succeeds. */
export function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status === 0
}

/** The same beside other commands; gives whether it succeeded and all that it said. */
export function runAside(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', words => {
      said += words
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ passed: code === 0, said }))
  })
}

function install() {
  const stamp = join(root, 'node_modules/.set-up')
  const wanted = digest([join(root, 'package-lock.json')]) + process.platform + process.arch
  if (isFresh(stamp, wanted) && existsSync(node)) return
  say('Installing what Groundswell is built from (once, about half a minute).')
  // Without install scripts but one: another package would want a compiler for a binary that it ships already.
  if (!npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])) {
    giveUp(
      'The dependencies could not be installed; npm said why above. Check the connection to the npm registry and try again.',
    )
  }
  if (!npm(['rebuild', 'node', '--loglevel=error']) || !existsSync(node)) {
    giveUp(
      "The project's own Node could not be fetched from the npm registry. Check the connection and try again.",
    )
  }
  writeFileSync(stamp, wanted)
}

function build() {
  const stamp = join(root, 'dist/.set-up')
  const sources = ['electron', 'renderer', 'text'].flatMap(folder => filesBelow(join(root, folder)))
  const wanted = digest([...sources, join(root, 'vite.config.ts'), join(root, 'package-lock.json')])
  if (isFresh(stamp, wanted)) return
  say('Building the pages.')
  if (!run(node, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']))
    giveUp('The pages could not be built; the reason is above.')
  writeFileSync(stamp, wanted)
}

function npm(args) {
  const cli = process.env.npm_execpath
  // npm must not run on the Node that it is about to replace.
  const ownNode = process.env.npm_node_execpath ?? process.execPath
  if (cli?.endsWith('.js')) return run(ownNode, [cli, ...args])
  return run('npm', args, { shell: process.platform === 'win32' })
}

function isFresh(stamp, wanted) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function digest(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file))
  return hash.digest('hex')
}

function say(words) {
  process.stderr.write(`${words}\n`)
}

function giveUp(words) {
  say(words)
  process.exit(2)
}
