/** A real server whose connections are limited, for the tests of that. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { SecureContext } from 'node:tls'
import { onTestFinished } from 'vitest'
import { type ConnectionLimits, limitConnections } from '../../../electron/doors/connections.ts'
import { portOf, stopListening } from '../../../electron/doors/http.ts'
import { isSecure } from '../../../electron/doors/tls.ts'

const wide: ConnectionLimits = {
  rate: { burst: 1000, perSecond: 1000 },
  perAddress: 1000,
  total: 1000,
  askWithin: 60_000,
  answerWithin: 60_000,
  leastSpeed: 50,
  grace: 60_000,
}

/**
 * Says over what it was asked, begins an answer to `/long`, and to `/wait` says nothing until told. `begun` holds the
 * answers that are open, `requests` counts what was asked, and `cut` the connections that were cut.
 */
export async function listenWithin(limits: Partial<ConnectionLimits>, secure?: () => SecureContext) {
  const begun: ServerResponse[] = []
  let requests = 0
  let cut = 0
  const server = createServer((request, response) => {
    requests += 1
    if (!connections.begin(request, response)) return
    if (request.url === '/long') response.write('it goes on')
    else if (request.url !== '/wait') return void response.end(isSecure(request) ? 'secure' : 'plain')
    begun.push(response)
  })
  const connections = limitConnections(server, { ...wide, ...limits }, () => cut++, secure)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    connections.close()
    return stopListening(server)
  })
  const { sends, close } = connections
  return { port: portOf(server), begun, sends, close, requests: () => requests, cut: () => cut }
}
