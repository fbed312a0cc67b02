import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openKioskWindow } from '../../electron/window.ts'
import { ElectronEvent, told } from './electron-stand-in.ts'

const kiosk = 'http://127.0.0.1:4460/enter?key=secret'
const page = 'http://127.0.0.1:4460/kiosk/'
const strangers = [
  'http://127.0.0.1:4461/',
  'http://localhost:4460/',
  'https://example.org/',
  'file:///etc/passwd',
]

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open(packaged = true) {
  const kioskWindow = openKioskWindow({ preload: '/shell/preload.cjs', packaged })
  const window = told.windows.at(-1)!
  const contents = window.webContents
  return {
    kioskWindow,
    window,
    contents,
    /** The station is ready and its page has come up. */
    show() {
      kioskWindow.stationReady(kiosk)
      contents.emit('did-navigate', new ElectronEvent(), page, 200)
    },
    shows: () => contents.loads.at(-1),
    /** Emits an event that can be prevented, and tells whether it was. */
    prevents(name: string, url = '') {
      const event = Object.assign(new ElectronEvent(), { url })
      contents.emit(name, event)
      return event.defaultPrevented
    },
  }
}

const wordsOn = (address = '') => decodeURIComponent(address)

describe('the window', () => {
  test('is a kiosk whose page is walled off from Node', () => {
    const { options } = open().window
    expect(options).toMatchObject({ kiosk: true, fullscreen: true, autoHideMenuBar: true })
    expect(options.webPreferences).toEqual({
      preload: '/shell/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: false,
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
      spellcheck: false,
    })
    expect(open(false).window.options.webPreferences.devTools).toBe(true)
  })

  test('says "one moment" in every language until the station is ready, then shows the kiosk page', () => {
    const { kioskWindow, shows } = open()
    expect(wordsOn(shows())).toContain('<section lang="en" dir="ltr"><h1>One moment</h1>')
    expect(wordsOn(shows())).toContain('<section lang="de" dir="ltr"><h1>Einen Moment</h1>')
    expect(wordsOn(shows())).toContain('<section lang="ar" dir="rtl"><h1>')
    kioskWindow.stationReady(kiosk)
    expect(shows()).toBe(kiosk)
  })

  test('comes to the front, also when it was minimized', () => {
    const { kioskWindow, window } = open()
    window.minimized = true
    kioskWindow.focus()
    expect(window).toMatchObject({ minimized: false, focused: 1 })
  })
})

describe('a page that lives', () => {
  test('is left alone while the station restarts: it reconnects by itself and may hold a photo', () => {
    const { kioskWindow, contents, show } = open()
    show()
    const before = contents.loads.length
    kioskWindow.stationDown()
    kioskWindow.stationReady(kiosk)
    vi.runAllTimers()
    expect(contents.loads).toHaveLength(before)
  })
})

describe('a page that breaks', () => {
  const breaks = {
    'because its process is gone': 'render-process-gone',
    'because it hangs': 'unresponsive',
  }
  test.each(Object.entries(breaks))('%s gives way to "one moment" and is loaded again', (_why, event) => {
    const { contents, show, shows } = open()
    show()
    contents.emit(event, new ElectronEvent(), { reason: 'crashed' })
    expect(wordsOn(shows())).toContain('One moment')
    vi.advanceTimersByTime(500)
    expect(shows()).toBe(kiosk)
  })

  test('because it could not be loaded is tried again after longer and longer pauses', () => {
    const { kioskWindow, contents, shows } = open()
    kioskWindow.stationReady(kiosk)
    for (const pause of [500, 1000, 2000, 4000, 8000, 10_000, 10_000]) {
      contents.emit('did-fail-load', new ElectronEvent(), -102, 'CONNECTION_REFUSED', kiosk, true)
      vi.advanceTimersByTime(pause - 1)
      expect(wordsOn(shows())).toContain('One moment')
      vi.advanceTimersByTime(1)
      expect(shows()).toBe(kiosk)
    }
  })

  test('after a minute of health starts with the short pause again', () => {
    const { contents, show, shows } = open()
    for (let round = 0; round < 3; round += 1) {
      show()
      vi.advanceTimersByTime(60_000)
      contents.emit('render-process-gone', new ElectronEvent(), { reason: 'oom' })
      vi.advanceTimersByTime(500)
      expect(shows()).toBe(kiosk)
    }
  })

  test('because the station refused it is tried again too', () => {
    const { kioskWindow, contents, shows } = open()
    kioskWindow.stationReady(kiosk)
    contents.emit('did-navigate', new ElectronEvent(), page, 403)
    expect(wordsOn(shows())).toContain('One moment')
  })

  test('while the station is down waits for the station', () => {
    const { kioskWindow, contents, show, shows } = open()
    show()
    kioskWindow.stationDown()
    contents.emit('render-process-gone', new ElectronEvent(), { reason: 'crashed' })
    vi.advanceTimersByTime(60_000)
    expect(wordsOn(shows())).toContain('One moment')
    kioskWindow.stationReady(kiosk)
    expect(shows()).toBe(kiosk)
  })

  test('in a sub frame, or because another load replaced it, did not break', () => {
    const { contents, show } = open()
    show()
    const before = contents.loads.length
    contents.emit('did-fail-load', new ElectronEvent(), -3, 'ABORTED', kiosk, true)
    contents.emit('did-fail-load', new ElectronEvent(), -102, 'CONNECTION_REFUSED', page, false)
    vi.runAllTimers()
    expect(contents.loads).toHaveLength(before)
  })

  test('when its window is closed already is not loaded again', () => {
    const { contents, window, show } = open()
    show()
    const before = contents.loads.length
    window.destroyed = true
    contents.emit('render-process-gone', new ElectronEvent(), { reason: 'clean-exit' })
    vi.runAllTimers()
    expect(contents.loads).toHaveLength(before)
  })
})

describe('a station that needs a person', () => {
  test('has its sentence shown once, as text, and the kiosk opens for the operator', () => {
    const { kioskWindow, window, shows } = open()
    kioskWindow.stationGaveUp('The file <b>"settings"</b> & all is not valid.')
    const words = wordsOn(shows())
    expect(words).toContain('The kiosk cannot start')
    expect(words).toContain('Der Kiosk kann nicht starten')
    expect(
      words.split('The file &lt;b&gt;&quot;settings&quot;&lt;/b&gt; &amp; all is not valid.'),
    ).toHaveLength(2)
    expect(window.inKiosk).toBe(false)
  })
})

describe('ways out', () => {
  test.each(strangers)('to %s are denied', stranger => {
    const { show, prevents } = open()
    show()
    for (const way of ['will-frame-navigate', 'will-redirect']) expect(prevents(way, stranger)).toBe(true)
  })

  test('within the kiosk door stay open', () => {
    const { show, prevents } = open()
    show()
    for (const way of ['will-frame-navigate', 'will-redirect']) expect(prevents(way, page)).toBe(false)
  })

  test('are all denied before the station has an address', () => {
    expect(open().prevents('will-frame-navigate', page)).toBe(true)
  })

  test('by popup, webview and download are denied', () => {
    const { contents, show, prevents } = open()
    show()
    expect(contents.onOpen!()).toEqual({ action: 'deny' })
    expect(prevents('will-attach-webview')).toBe(true)
    const download = new ElectronEvent()
    contents.session.emit('will-download', download)
    expect(download.defaultPrevented).toBe(true)
  })
})

describe('permissions', () => {
  /** Asks both handlers; they must agree. */
  function asks(permission: string, from = page, types = ['video'], isMainFrame = true) {
    const { contents, show } = open()
    show()
    let requested: boolean | undefined
    const request = { requestingUrl: from, isMainFrame, ...(permission === 'media' && { mediaTypes: types }) }
    const answer = (granted: boolean) => {
      requested = granted
    }
    contents.session.onRequest!(...([contents, permission, answer, request] as never[]))
    const checks = types.map(mediaType =>
      contents.session.onCheck!(
        ...([contents, permission, `${new URL(from).origin}/`, { isMainFrame, mediaType }] as never[]),
      ),
    )
    expect(checks.every(Boolean)).toBe(requested)
    return requested
  }

  test.each(['media', 'fullscreen', 'screen-wake-lock'])('for %s the kiosk page has', permission => {
    expect(asks(permission)).toBe(true)
  })

  test.each([
    'geolocation',
    'notifications',
    'midi',
    'clipboard-read',
    'hid',
    'serial',
    'usb',
    'openExternal',
  ])('for %s nobody has', permission => {
    expect(asks(permission)).toBe(false)
  })

  test('for the microphone nobody has, not even along with the camera', () => {
    expect(asks('media', page, ['audio'])).toBe(false)
    expect(asks('media', page, ['video', 'audio'])).toBe(false)
    expect(asks('media', page, ['unknown'])).toBe(false)
  })

  test('for the camera no sub frame has, and no other page', () => {
    expect(asks('media', page, ['video'], false)).toBe(false)
    for (const stranger of strangers.slice(0, 3)) expect(asks('media', stranger)).toBe(false)
  })

  test('for devices nobody has', () => {
    expect(open().contents.session.onDevice!()).toBe(false)
  })
})
