/** The operator's page without a screen: the same socket, the same calls. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { CallInput, CallName, CallOutputs } from '../../electron/contract/calls.ts'
import type { StationMessage } from '../../electron/contract/events.ts'
import { operatorSocketPath } from '../../electron/contract/operator.ts'
import type { Doors } from './doors.ts'

export interface OperatorPage {
  /** Goes along with every further call. */
  token: string | undefined
  /** Calls the station; rejects with the error's code. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutputs[N]>
  close(): void
}

/** `path` is that of another socket where a test wants to see the operator's calls refused. */
export async function openOperatorPage(
  doors: Doors,
  path: string = operatorSocketPath,
): Promise<OperatorPage> {
  const socket = new WebSocket(`ws://127.0.0.1:${doors.kiosk}${path}`, {
    headers: { Cookie: doors.own.Cookie, Origin: doors.own.Origin },
  })
  await once(socket, 'open')
  const waiting = new Map<number, (message: StationMessage) => void>()
  socket.on('message', data => {
    const message = JSON.parse(String(data)) as StationMessage
    if ('id' in message) waiting.get(message.id)?.(message)
  })
  let last = 0
  const page: OperatorPage = {
    token: undefined,
    call(call, input) {
      const id = ++last
      return new Promise((resolve, reject) => {
        waiting.set(id, message => {
          if ('output' in message) resolve(message.output as never)
          else if ('error' in message) reject(new Error(message.error.code))
        })
        socket.send(JSON.stringify({ id, call, input, token: page.token }))
      })
    },
    close: () => socket.close(),
  }
  return page
}
