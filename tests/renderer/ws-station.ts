/** A station's end of the WebSocket, to be told what to answer. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { CallMessage } from '../../electron/contract/events.ts'
import { freePort } from '../support/free-port.ts'

export interface WsStation {
  readonly address: string
  /** Every call that came, in order. */
  readonly calls: CallMessage[]
  /** The links that are up now. */
  readonly sockets: ReadonlySet<WebSocket>
  send(message: unknown): void
  close(): Promise<void>
}

/** Answers each call with what `answer` gives; undefined leaves it unanswered. */
export async function wsStation(
  answer: (call: CallMessage, socket: WebSocket) => unknown,
  port?: number,
): Promise<WsStation> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: port ?? (await freePort()) })
  await once(server, 'listening')
  const calls: CallMessage[] = []
  server.on('connection', socket => {
    socket.on('message', data => {
      const call = JSON.parse(String(data)) as CallMessage
      calls.push(call)
      const reply = answer(call, socket)
      if (reply !== undefined) socket.send(JSON.stringify({ id: call.id, ...(reply as object) }))
    })
  })
  return {
    address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    sockets: server.clients,
    send(message) {
      for (const socket of server.clients) socket.send(JSON.stringify(message))
    },
    async close() {
      for (const socket of server.clients) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}
