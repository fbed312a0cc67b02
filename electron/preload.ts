/** The shell's verbs, nothing else. Bundled as CommonJS: a sandboxed preload can be nothing else. */
import { contextBridge, ipcRenderer } from 'electron'
import { type Shell, shellChannel } from './contract/shell.ts'

const shell: Shell = {
  version: () => ipcRenderer.invoke(shellChannel('version')),
  quit: () => ipcRenderer.invoke(shellChannel('quit')),
  relaunch: () => ipcRenderer.invoke(shellChannel('relaunch')),
}

contextBridge.exposeInMainWorld('shell', shell)
