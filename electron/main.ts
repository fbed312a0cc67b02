/** Electron's entry: one instance, a locked window, a supervised station. What the station does is not known here. */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { app, ipcMain, Menu, powerSaveBlocker, safeStorage } from 'electron'
import { say } from '../text/index.ts'
import { stationFlags } from './contract/flags.ts'
import { secretsVariable } from './contract/ready.ts'
import { type Shell, shellChannel, shellVerbs } from './contract/shell.ts'
import { openKeychain } from './keychain.ts'
import { stationNodeFlags, superviseStation } from './supervisor.ts'
import { tell, terminal } from './terminal.ts'
import { type KioskWindow, openKioskWindow } from './window.ts'

if (app.requestSingleInstanceLock()) {
  sandboxAllPages()
  refuseGestures()
  // Not awaited at the top level: Electron is ready only after this module has run to its end.
  void app.whenReady().then(run)
} else {
  tell(say('en', 'station.runsAlready'))
  app.quit()
}

function run(): void {
  Menu.setApplicationMenu(null)
  powerSaveBlocker.start('prevent-display-sleep')
  const words = terminal()
  const { data, ...command } = stationCommand()
  const secrets = openKeychain(data, safeStorage)
  const station = superviseStation({
    ...command,
    ...(secrets ? { env: { [secretsVariable]: secrets } } : {}),
    onLine: words.onLine,
    onReady(ready) {
      words.onReady(ready)
      window.stationReady(ready.kiosk)
    },
    onDown(down) {
      words.onDown(down)
      window.stationDown()
    },
    onGaveUp: sentence => window.stationGaveUp(sentence),
  })
  quitAfter(station.stop)
  const window = openKioskWindow({
    preload: join(import.meta.dirname, 'preload.cjs'),
    packaged: app.isPackaged,
  })
  answerShellVerbs(window)
  app.on('second-instance', window.focus)
}

function sandboxAllPages(): void {
  // As root on Linux there can be no sandbox, and enableSandbox would take `--no-sandbox` back.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
}

/** Two fingers must not zoom the kiosk, and a swipe must not leave it. */
function refuseGestures(): void {
  app.commandLine.appendSwitch('disable-pinch')
  app.commandLine.appendSwitch('overscroll-history-navigation', '0')
}

/** The station's program, beside the packaged shell, which plain Node cannot read, or from the sources; and its data folder. */
function stationCommand(): { command: string; args: string[]; data: string } {
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  const flags = stationArguments(process.argv)
  if (app.isPackaged) {
    const entry = join(process.resourcesPath, 'app.asar.unpacked/dist/station/station.js')
    const data = join(app.getPath('userData'), 'data')
    return {
      command: join(process.resourcesPath, 'node', binary),
      args: [...stationNodeFlags, entry, `--data=${data}`, ...flags],
      data: namedData(flags) ?? data,
    }
  }
  const root = app.getAppPath()
  return {
    command: join(root, 'node_modules/node/bin', binary),
    args: [...stationNodeFlags, join(root, 'electron/station.ts'), ...flags],
    data: namedData(flags) ?? join(root, 'data'),
  }
}

/** The data folder that a flag names. */
function namedData(flags: readonly string[]): string | undefined {
  const flag = flags.findLast(one => one.startsWith('--data='))
  return flag && resolve(flag.slice('--data='.length))
}

/** The station's flags among those of Electron and Chromium, which stand on the same line. */
function stationArguments(argv: readonly string[]): string[] {
  const names = Object.keys(stationFlags)
  const options = Object.fromEntries(names.map(name => [name, { type: 'string' as const }]))
  const { values } = parseArgs({ args: [...argv], options, strict: false })
  return names.flatMap(name => (typeof values[name] === 'string' ? [`--${name}=${values[name]}`] : []))
}

/** Quitting waits until the station has stopped. */
function quitAfter(stop: () => Promise<void>): void {
  let stopped = false
  app.on('before-quit', event => {
    if (stopped) return
    event.preventDefault()
    void stop().then(() => {
      stopped = true
      app.quit()
    })
  })
}

function answerShellVerbs(window: KioskWindow): void {
  const verbs: { [V in keyof Shell]: () => Awaited<ReturnType<Shell[V]>> } = {
    version: () => app.getVersion(),
    quit: () => app.quit(),
    relaunch() {
      app.relaunch()
      app.quit()
    },
  }
  for (const verb of shellVerbs)
    ipcMain.handle(shellChannel(verb), ({ senderFrame }) => {
      const own = senderFrame && senderFrame.parent === null && window.isKiosk(senderFrame.url)
      if (!own) throw new Error(say('en', 'errors.NOT_ALLOWED'))
      return verbs[verb]()
    })
}
