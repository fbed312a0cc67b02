/**
 * Keeps the kiosk's secrets in the operating system's keychain. Only Electron reaches it, so the shell seals what somebody
 * has put into the open file, and hands the station what it needs in its environment. Free of `electron`: the shell
 * gives its `safeStorage`.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { secretFiles } from './contract/secrets.ts'

/** What is needed of Electron's `safeStorage`. */
export interface Safe {
  isEncryptionAvailable(): boolean
  /** On Linux alone: which keychain there is; `basic_text` is none. */
  getSelectedStorageBackend?(): string
  encryptString(text: string): Buffer
  decryptString(sealed: Buffer): string
}

/**
 * Seals what is in the open file and removes that. Gives all secrets as JSON; undefined when there are none, or no
 * keychain: then the open file stays, and the station reads it itself.
 */
export function openKeychain(dataFolder: string, safe: Safe): string | undefined {
  if (!safe.isEncryptionAvailable() || safe.getSelectedStorageBackend?.() === 'basic_text') return undefined
  const open = join(dataFolder, secretFiles.open)
  const sealed = join(dataFolder, secretFiles.sealed)
  const before = read(sealed, bytes => safe.decryptString(bytes))
  const added = read(open, bytes => bytes.toString('utf8'))
  if (added === null) return before ?? undefined
  const own = parsed(added)
  if (own === null) return before ?? undefined // the station says what is wrong with the file
  const all = JSON.stringify({ ...parsed(before), ...own })
  replace(sealed, safe.encryptString(all))
  rmSync(open)
  return all
}

/** The file's content; null when it is not there or cannot be opened, as after a reinstallation of the system. */
function read(file: string, open: (bytes: Buffer) => string): string | null {
  try {
    return open(readFileSync(file))
  } catch {
    return null
  }
}

function parsed(text: string | null): Record<string, unknown> | null {
  try {
    return JSON.parse(text ?? '{}') as Record<string, unknown>
  } catch {
    return null
  }
}

/** Whole or not at all, and on disk: what it replaces is removed right after. */
function replace(file: string, bytes: Buffer): void {
  const part = `${file}.part`
  const handle = openSync(part, 'w', 0o600)
  try {
    writeFileSync(handle, bytes)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(part, file)
}
