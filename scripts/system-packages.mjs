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
  // Debian keeps servers where only root's path leads.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
  const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8', env })
  return status === 0 ? stdout.trim() : undefined
}

/** What tests start, by the Debian package it is in: real storage, a drive that is full, a camera's film. */
const programs = {
  'swift-proxy-server': 'swift-proxy',
  'swift-account-server': 'swift-account',
  'swift-container-server': 'swift-container',
  'swift-object-server': 'swift-object',
  radosgw: 'radosgw',
  'ceph-mon': 'ceph-mon',
  'ceph-osd': 'ceph-osd',
  ceph: 'ceph-common',
  apache2: 'apache2',
  nginx: 'nginx-extras',
  rclone: 'rclone',
  tc: 'iproute2',
  'mkfs.ext4': 'e2fsprogs',
  'mkfs.xfs': 'xfsprogs',
  faketime: 'faketime',
  openssl: 'openssl',
  ffmpeg: 'ffmpeg',
}

/** Installs them where that may be; else says in one line what is skipped, why, and how to get them. */
export function sayMissingPrograms() {
  const { why } = programsOrWhy()
  if (why) process.stderr.write(`Skipped what needs other programs: ${why}\n`)
}

function programsOrWhy() {
  if (process.platform !== 'linux') return { why: 'the storage servers of the tests run on Linux.' }
  const lacking = () =>
    Object.keys(programs)
      .filter(program => !whereIs(program))
      .map(program => programs[program])
  const packages = lacking()
  if (packages.length === 0) return {}
  aptGet(...packages)
  const left = lacking().join(' ')
  return left ? { why: `some were not found (Debian: apt-get install ${left}).` } : {}
}

let isListFresh = false

/** Installs Debian packages when this account may do so without being asked for a password. */
function aptGet(...packages) {
  if (process.platform !== 'linux' || !whereIs('apt-get')) return false
  const asRoot = process.getuid() === 0 ? [] : ['sudo', '-n']
  if (asRoot.length && spawnSync('sudo', ['-n', 'true']).status !== 0) return false
  process.stderr.write(`Installing ${packages.join(', ')} for the tests.\n`)
  const run = (...args) => {
    const [command, ...rest] = [...asRoot, ...args]
    return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  }
  isListFresh ||= run('apt-get', '-qq', 'update')
  return isListFresh && run('sh', '-c', installWithoutStarting, 'sh', ...packages)
}

/** No server that is installed is started as a service of this machine: its policy (invoke-rc.d) says no meanwhile. */
const installWithoutStarting = `
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f $policy' EXIT
    printf '#!/bin/sh\\nexit 101\\n' > $policy
    chmod 755 $policy
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq install -y --no-install-recommends "$@"
`
