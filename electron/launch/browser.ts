/** An installed Chromium, Chrome or Edge as the kiosk's screen. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { isRoot } from './display.ts'

export interface Browser {
  readonly name: string
  readonly file: string
}

/** The first installed browser that can be a kiosk, or null. */
export function findBrowser(platform = process.platform, env = process.env): Browser | null {
  return candidates(platform, env).find(({ file }) => existsSync(file)) ?? null
}

function candidates(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Browser[] {
  if (platform === 'win32') {
    const places = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].filter(place => place)
    return [
      ['Chromium', 'Chromium/Application/chrome.exe'],
      ['Google Chrome', 'Google/Chrome/Application/chrome.exe'],
      ['Microsoft Edge', 'Microsoft/Edge/Application/msedge.exe'],
    ].flatMap(([name, path]) => places.map(place => ({ name: name!, file: join(place!, path!) })))
  }
  if (platform === 'darwin')
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(name => ({
      name,
      file: `/Applications/${name}.app/Contents/MacOS/${name}`,
    }))
  const folders = (env.PATH ?? '').split(delimiter).filter(folder => folder)
  return [
    ['Chromium', 'chromium'],
    ['Chromium', 'chromium-browser'],
    ['Google Chrome', 'google-chrome-stable'],
    ['Google Chrome', 'google-chrome'],
    ['Microsoft Edge', 'microsoft-edge-stable'],
    ['Microsoft Edge', 'microsoft-edge'],
  ].flatMap(([name, program]) => folders.map(folder => ({ name: name!, file: join(folder, program!) })))
}

/** The command line that makes the browser a kiosk on `address`, with a profile of its own. */
export function kioskArguments(profile: string, address: string): string[] {
  return [
    '--kiosk',
    '--edge-kiosk-type=fullscreen',
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--noerrdialogs',
    '--hide-crash-restore-bubble',
    '--disable-pinch',
    '--overscroll-history-navigation=0',
    '--disable-features=Translate',
    '--autoplay-policy=no-user-gesture-required',
    // Without it some Linux desktops ask for a password before the first page.
    '--password-store=basic',
    ...(isRoot() ? ['--no-sandbox'] : []),
    address,
  ]
}

/**
 * Allows the camera to the kiosk page in our own profile, as a person would by answering the question, which
 * nobody can in a kiosk. A managed policy would do as well but needs an administrator and holds for every
 * profile; --use-fake-ui-for-media-stream would grant everything, the microphone too, to every page.
 * Only while no browser uses the profile.
 */
export function allowCamera(profile: string, address: string): void {
  const file = join(profile, 'Default/Preferences')
  const preferences = readPreferences(file)
  const settings = preferences.profile?.content_settings
  const camera = { [`${new URL(address).origin},*`]: { setting: 1 } }
  const exceptions = { ...settings?.exceptions, media_stream_camera: camera }
  const own = { ...preferences.profile, content_settings: { ...settings, exceptions } }
  mkdirSync(join(profile, 'Default'), { recursive: true })
  writeFileSync(file, JSON.stringify({ ...preferences, profile: own }))
}

interface Preferences {
  profile?: { content_settings?: { exceptions?: object } }
}

/** An unreadable profile starts afresh, as Chromium itself would have it: it holds nothing of value. */
function readPreferences(file: string): Preferences {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Preferences
  } catch {
    return {}
  }
}
