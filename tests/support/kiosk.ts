/** The kiosk's page without a screen: the same door, the same calls, for tests that need no browser. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { CallInput, CallName, CallOutputs } from '../../electron/contract/calls.ts'
import type { Purpose } from '../../electron/contract/consent.ts'
import { type StationMessage, socketPath } from '../../electron/contract/events.ts'
import type { Ready } from '../../electron/contract/ready.ts'
import { photoPaths } from '../../electron/contract/visit.ts'

export interface Kiosk {
  readonly origin: string
  readonly cookie: string
  /** Calls the station; rejects with the error's code. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutputs[N]>
  /**
   * Goes from wherever it is to a photo, which is kept unless its people still look at it, and answers the brand when
   * `given` is there; the bytes are not sent yet.
   */
  shutter(options?: {
    readonly given?: readonly Purpose[]
    readonly looks?: boolean
  }): Promise<CallOutputs['visit.shutter']>
  /** Goes back to the start. */
  leave(): Promise<void>
  send(id: string, bytes: Buffer): Promise<Response>
  put(path: string, bytes: Buffer): Promise<Response>
  get(path: string): Promise<Response>
  close(): void
}

export async function openKiosk(ready: Ready): Promise<Kiosk> {
  const { origin, host } = new URL(ready.kiosk)
  const entered = await fetch(ready.kiosk, { redirect: 'manual' })
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  const socket = new WebSocket(`ws://${host}${socketPath}`, { headers: { cookie, origin } })
  await once(socket, 'open')
  const waiting = new Map<number, (message: StationMessage) => void>()
  socket.on('message', data => {
    const message = JSON.parse(String(data)) as StationMessage
    if ('id' in message) waiting.get(message.id)?.(message)
  })
  let last = 0

  function call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutputs[N]> {
    const id = ++last
    return new Promise((resolve, reject) => {
      waiting.set(id, message => {
        if ('output' in message) resolve(message.output as CallOutputs[N])
        else if ('error' in message) reject(new Error(message.error.code))
      })
      socket.send(JSON.stringify({ id, call: name, input }))
    })
  }

  async function leave(): Promise<void> {
    while ((await call('visit.do', { verb: 'done' })).at !== 'attract');
  }

  const put = (path: string, bytes: Buffer) =>
    fetch(origin + path, {
      method: 'PUT',
      headers: { cookie, origin, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
    })

  return {
    origin,
    cookie,
    call,
    async shutter({ given, looks = false } = {}) {
      await leave()
      for (const verb of ['begin', 'agree', 'count'] as const) await call('visit.do', { verb })
      const photo = await call('visit.shutter', {})
      if (looks) return photo
      await call('visit.do', { verb: 'keep' })
      const alone = { people: 1, agreed: 1, children: false }
      if (given) await call('consent.answer', { ...alone, given: [...given] })
      return photo
    },
    leave,
    send: (id, bytes) => put(photoPaths.original(id), bytes),
    put,
    get: path => fetch(origin + path, { headers: { cookie } }),
    close: () => socket.close(),
  }
}
