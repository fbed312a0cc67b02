/** What the tests need of the system: found, or installed where this account may, or said in one line. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const candidates = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

/** The path of a Chromium, installed first when there is none and it may be; else why not and how to get it. */
export function chromiumOrWhy() {
  const found = findChromium()
  if (found) return { chromium: found }
  if (aptGet('chromium')) {
    const installed = findChromium()
    if (installed) return { chromium: installed }
  }
  return {
    why: 'no Chromium was found. Install one (Debian: apt-get install chromium) or name it in GROUNDSWELL_CHROMIUM.',
  }
}

function findChromium() {
  const named = process.env.GROUNDSWELL_CHROMIUM
  const names = named ? [named] : (candidates[process.platform] ?? [])
  return names.map(whereIs).find(Boolean)
}

function whereIs(name) {
  if (/[\\/]/.test(name)) return existsSync(name) ? name : undefined
  const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** Installs Debian packages when this account may do so without being asked for a password. */
function aptGet(...packages) {
  if (process.platform !== 'linux' || !whereIs('apt-get')) return false
  const asRoot = process.getuid() === 0 ? [] : ['sudo', '-n']
  if (asRoot.length && spawnSync('sudo', ['-n', 'true']).status !== 0) return false
  process.stderr.write(`Installing ${packages.join(', ')} for the tests.\n`)
  const apt = args => {
    const [command, ...rest] = [...asRoot, 'apt-get', '-qq', ...args]
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
  }
  return apt(['update']) && apt(['install', '-y', '--no-install-recommends', ...packages])
}
