/**
 * The kiosk window. It shows the station's kiosk page and nothing else: every way out is denied, and what
 * breaks is loaded again.
 */
import { BrowserWindow, type Session, type WebContents } from 'electron'
import { oneMoment } from './one-moment.ts'

export interface KioskWindow {
  /** The station answers at `address`. A living page is left alone: it reconnects by itself and may hold an unsent photo. */
  readonly stationReady: (address: string) => void
  /** The station is gone for a while; until it is ready again, loading its page is pointless. */
  readonly stationDown: () => void
  /** The station needs a person: shows its sentence, and lets the person out of the kiosk. */
  readonly stationGaveUp: (sentence: string) => void
  /** Whether `address` is of the station's kiosk door. */
  readonly isKiosk: (address: string) => boolean
  readonly focus: () => void
}

/** A page that lived so long was healthy: the next failure starts with the short pause again. */
const healthyMs = 60_000
const firstPauseMs = 500
const longestPauseMs = 10_000
/** Chromium's code for a load that another one replaced. */
const loadReplaced = -3

/** Opens the window on the "one moment" page. */
export function openKioskWindow(options: { preload: string; packaged: boolean }): KioskWindow {
  const window = new BrowserWindow({
    kiosk: true,
    fullscreen: true,
    autoHideMenuBar: true,
    backgroundColor: '#14110f',
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: !options.packaged,
      // A countdown must not slow down because another window is in front for a moment.
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
      // It would fetch dictionaries.
      spellcheck: false,
    },
  })
  const contents = window.webContents

  let kioskOrigin: string | null = null
  /** Where the station answers; null while it does not. */
  let station: string | null = null
  let alive = false
  let failures = 0
  let retry: NodeJS.Timeout | undefined
  let health: NodeJS.Timeout | undefined

  const isKiosk = (address: string) => kioskOrigin !== null && originOf(address) === kioskOrigin

  function load(address: string): void {
    // What goes wrong is told by did-fail-load as well.
    if (!window.isDestroyed()) contents.loadURL(address).catch(() => {})
  }

  function loadKiosk(): void {
    clearTimeout(retry)
    if (station) load(station)
  }

  function recover(): void {
    alive = false
    clearTimeout(health)
    clearTimeout(retry)
    load(oneMoment())
    retry = setTimeout(loadKiosk, Math.min(firstPauseMs * 2 ** failures, longestPauseMs))
    failures += 1
  }

  denyWaysOut(contents, isKiosk)
  denyPermissions(contents.session, isKiosk)

  contents.on('did-navigate', (_event, address, status) => {
    if (!isKiosk(address)) return
    if (status >= 400) return recover()
    alive = true
    clearTimeout(health)
    health = setTimeout(() => {
      failures = 0
    }, healthyMs)
  })
  contents.on('did-fail-load', (_event, code, _description, address, isMainFrame) => {
    if (isMainFrame && code !== loadReplaced && isKiosk(address)) recover()
  })
  contents.on('render-process-gone', recover)
  // Ends in render-process-gone; a hung page would hold up any other way of leaving it.
  contents.on('unresponsive', () => contents.forcefullyCrashRenderer())

  load(oneMoment())
  return {
    stationReady(address) {
      kioskOrigin = originOf(address)
      station = address
      if (!alive) loadKiosk()
    },
    stationDown() {
      station = null
    },
    stationGaveUp(sentence) {
      load(oneMoment(sentence))
      if (!window.isDestroyed()) window.setKiosk(false)
    },
    isKiosk,
    focus() {
      if (window.isDestroyed()) return
      if (window.isMinimized()) window.restore()
      window.focus()
    },
  }
}

function denyWaysOut(contents: WebContents, isKiosk: (address: string) => boolean): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-frame-navigate', event => {
    if (!isKiosk(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', event => {
    if (!isKiosk(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.session.on('will-download', event => event.preventDefault())
}

/** The kiosk page may use the camera, the whole screen and keep it awake; nobody may anything else. */
function denyPermissions(session: Session, isKiosk: (address: string) => boolean): void {
  const allowed = new Set<string>(['fullscreen', 'screen-wake-lock'])
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const types = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    // The microphone is never needed, so a request that includes it is refused as a whole.
    const camera = permission === 'media' && types.length > 0 && types.every(type => type === 'video')
    answer(details.isMainFrame && isKiosk(details.requestingUrl) && (camera || allowed.has(permission)))
  })
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    const camera = permission === 'media' && details.mediaType === 'video'
    return details.isMainFrame && isKiosk(origin) && (camera || allowed.has(permission))
  })
  session.setDevicePermissionHandler(() => false)
}

function originOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).origin : null
}
