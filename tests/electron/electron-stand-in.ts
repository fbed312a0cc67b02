/**
 * Stands in for the `electron` module, which only exists inside Electron's binary. It does nothing by itself:
 * it writes down what it is told, and a test plays Chromium's part by emitting events.
 */
import { EventEmitter } from 'node:events'

/** What the shell asked for, and what a test sets up beforehand. */
export const told = {
  isFirstInstance: true,
  switches: new Map<string, string>(),
  sandboxed: false,
  quits: 0,
  exited: false,
  relaunches: 0,
  awake: [] as string[],
  menu: undefined as unknown,
  windows: [] as BrowserWindow[],
  exposed: {} as Record<string, Record<string, () => unknown>>,
}

class App extends EventEmitter {
  isPackaged = false
  path = '/nowhere'
  commandLine = {
    hasSwitch: (name: string) => told.switches.has(name),
    appendSwitch: (name: string, value = '') => void told.switches.set(name, value),
  }
  requestSingleInstanceLock = () => told.isFirstInstance
  whenReady = async () => {}
  getAppPath = () => this.path
  getPath = (name: string) => `${this.path}/${name}`
  getVersion = () => '1.2.3'
  enableSandbox() {
    told.sandboxed = true
  }
  relaunch() {
    told.relaunches += 1
  }
  quit() {
    told.quits += 1
    const event = new ElectronEvent()
    this.emit('before-quit', event)
    told.exited = !event.defaultPrevented
  }
}

/** An event that can be prevented. */
export class ElectronEvent {
  defaultPrevented = false
  preventDefault() {
    this.defaultPrevented = true
  }
}

type Handler = (...args: never[]) => unknown

class Session extends EventEmitter {
  onRequest: Handler | null = null
  onCheck: Handler | null = null
  onDevice: Handler | null = null
  setPermissionRequestHandler = (handler: Handler) => {
    this.onRequest = handler
  }
  setPermissionCheckHandler = (handler: Handler) => {
    this.onCheck = handler
  }
  setDevicePermissionHandler = (handler: Handler) => {
    this.onDevice = handler
  }
}

class WebContents extends EventEmitter {
  session = new Session()
  loads: string[] = []
  onOpen: Handler | null = null
  setWindowOpenHandler = (handler: Handler) => {
    this.onOpen = handler
  }
  async loadURL(address: string) {
    this.loads.push(address)
    throw new Error('what went wrong is told by an event')
  }
  forcefullyCrashRenderer() {
    this.emit('render-process-gone', new ElectronEvent(), { reason: 'killed' })
  }
}

export class BrowserWindow {
  readonly webContents = new WebContents()
  readonly options: Record<string, unknown> & { webPreferences: Record<string, unknown> }
  inKiosk = true
  minimized = false
  focused = 0
  destroyed = false
  constructor(options: BrowserWindow['options']) {
    this.options = options
    told.windows.push(this)
  }
  setKiosk(on: boolean) {
    this.inKiosk = on
  }
  isMinimized = () => this.minimized
  isDestroyed = () => this.destroyed
  restore() {
    this.minimized = false
  }
  focus() {
    this.focused += 1
  }
}

class IpcMain {
  readonly handlers = new Map<string, (event: unknown) => unknown>()
  handle = (channel: string, handler: (event: unknown) => unknown) => void this.handlers.set(channel, handler)
}

export const app = new App()
export const ipcMain = new IpcMain()
/** Main's and the preload's ends are joined; what main checks about the sender comes with the test. */
export const ipcRenderer = { invoke: async (channel: string) => channel }
export const contextBridge = {
  exposeInMainWorld(name: string, api: Record<string, () => unknown>) {
    told.exposed[name] = api
  },
}
export const Menu = {
  setApplicationMenu(menu: unknown) {
    told.menu = menu
  },
}
/** A keychain that turns letters around; a test says whether there is one. */
export const safeStorage = {
  available: false,
  isEncryptionAvailable: () => safeStorage.available,
  encryptString: (text: string) => Buffer.from([...text].reverse().join('')),
  decryptString: (sealed: Buffer) => [...sealed.toString()].reverse().join(''),
}
export const powerSaveBlocker = { start: (kind: string) => told.awake.push(kind) }
