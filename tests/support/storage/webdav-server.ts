/** What the real WebDAV servers of the tests have in common. */
import { openWebDav } from '../../../electron/sync/targets/webdav.ts'
import { type Storage, targetParts } from './storage.ts'

export interface WebDavServer extends AsyncDisposable {
  readonly port: number
  /** The folder of the system that it shows. */
  readonly folder: string
}

export const user = 'kiosk'
/** Not all of it is in Latin-1. */
export const password = 'ķiosk:sečret?&'

/** A server as a storage, which ends with it. */
export function storageOf(server: WebDavServer, path = ''): Storage {
  return {
    secret: password,
    open({ port = server.port, ...changes } = {}) {
      const settings = { kind: 'webdav', url: `http://127.0.0.1:${port}${path}`, user } as const
      return openWebDav(settings, targetParts({ secret: password }, changes))
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
