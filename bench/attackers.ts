/**
 * attackers.ts ORIGIN: what hostile guests do at the share door, until the input ends: guess links, hold connections that
 * never say what they want, and send more than any route takes. Prints how much of each was tried, as JSON.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const [origin = ''] = process.argv.slice(2)
const { hostname, port } = new URL(origin)
let isOver = false
process.stdin.resume().once('end', () => {
  isOver = true
})

const tried = { guesses: 0, held: 0, floods: 0 }
let asker = 0
/** Each as if from another phone: the door limits what one of them can do. */
const localAddress = () => `127.0.4.${(asker++ % 250) + 1}`

async function send(text: string, keepFor: number): Promise<void> {
  const socket = connect({ host: hostname, port: Number(port), localAddress: localAddress() }).on(
    'error',
    () => {},
  )
  await Promise.race([once(socket, 'connect'), once(socket, 'close')])
  socket.write(text)
  socket.resume()
  await Promise.race([once(socket, 'close'), pause(keepFor)])
  socket.destroy()
}

async function over(count: number, work: () => Promise<unknown>): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      while (!isOver) await work().catch(() => pause(50))
    }),
  )
}

await Promise.all([
  over(20, async () => {
    await send(
      `GET /s/${randomBytes(16).toString('base64url')} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`,
      1000,
    )
    tried.guesses++
  }),
  over(50, async () => {
    await send('GET / HTTP/1.1\r\nHo', 5000)
    tried.held++
  }),
  over(5, async () => {
    const head = `POST /s/${randomBytes(16).toString('base64url')}/answer HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 99999999\r\n\r\n`
    await send(head + 'x'.repeat(2 ** 20), 1000)
    tried.floods++
  }),
])
process.stdout.write(JSON.stringify(tried))
