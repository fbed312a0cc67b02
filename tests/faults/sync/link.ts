/**
 * A real link that is cut and that trickles: the worker runs in a network namespace of its own, and reaches the storage
 * over one end of a pair of virtual cables, whose other end is here.
 */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { moment } from '../../../electron/system/time.ts'
import { yes } from '../../support/answers.ts'
import { until } from '../../support/until.ts'
import { atExit } from './at-exit.ts'
import { leftOver } from './audit.ts'
import { swiftCloud } from './cloud.ts'
import { endOf, kioskAt, startWorker } from './kiosk-at.ts'
import { type Outcome, type Scale, Skipped } from './scenario.ts'

/** From the link's return to the first object that lies there, in seconds, at most. */
const mostSeconds = 5

export async function link({ isLong }: Scale): Promise<Outcome> {
  const missing = whyNoNamespace()
  if (missing) throw new Skipped(missing)
  await using cloud = await swiftCloud()
  await using cable = await layCable(Number(new URL(cloud.endpoint).port))
  const target = cloud.target(`http://${cable.here}:${cable.port}`)
  await using kiosk = await kioskAt({ target, secret: cloud.secret })
  const violations: string[] = []
  const seconds: number[] = []
  const ids = [await kiosk.allowed()]
  const env = { SYNC_PATIENCE: '8000', SYNC_LATENESS: '1000' }
  const worker = startWorker(kiosk.data, env, ['ip', 'netns', 'exec', cable.namespace])
  const there = () =>
    kiosk.store.prepare<[], number>(`SELECT count(*) FROM objects WHERE state = 'there'`).pluck().get()!
  try {
    await kiosk.settled(60_000)
    for (let round = 0; round < (isLong ? 8 : 2); round++) {
      // A large original at some 100 kB/s is cut off in its middle.
      cable.trickle(100)
      const id = await kiosk.takeLarge(600_000)
      kiosk.ledger.answer(yes(id, { purpose: 'social' }), moment())
      ids.push(id)
      await until('the large original to be on its way', () => isOnItsWay(kiosk, id), 30_000)
      await pause(1_500)
      cable.cut()
      ids.push(await kiosk.allowed())
      await pause(4_000 + 3_000 * round)
      cable.free()
      const before = there()
      const from = performance.now()
      cable.mend()
      await until('the first object after the cut', () => there() > before, 60_000)
      seconds.push((performance.now() - from) / 1000)
      await kiosk.settled(90_000)
    }
  } finally {
    cable.mend()
    worker.kill('SIGTERM')
    await endOf(worker)
  }
  const storage = await cloud.everything()
  violations.push(...ids.flatMap(id => kiosk.lacks(id, storage)), ...kiosk.misbelieved(storage))
  violations.push(...leftOver(await cloud.uploads()))
  const worst = Math.max(...seconds)
  if (worst > mostSeconds) violations.push(`the first object came ${worst.toFixed(1)} s after the link`)
  const notes = { secondsFromLinkToFirstObject: seconds.map(one => one.toFixed(1)).join(' ') }
  return { kills: 0, acknowledged: ids.length, withdrawn: 0, violations, notes }
}

/** Its original is being sent. */
function isOnItsWay({ store, photos }: Awaited<ReturnType<typeof kioskAt>>, id: string): boolean {
  const key = `%/${id}/${photos.find(id)?.original_sha256}.jpg`
  return store.prepare(`SELECT 1 FROM objects WHERE state = 'putting' AND key LIKE ?`).get(key) !== undefined
}

interface Cable extends AsyncDisposable {
  readonly namespace: string
  /** This end's address, and the port at which it leads to the storage. */
  readonly here: string
  readonly port: number
  cut(): void
  mend(): void
  /** Lets so many kilobytes a second through from there. */
  trickle(kilobytes: number): void
  free(): void
}

async function layCable(storagePort: number): Promise<Cable> {
  const number = process.pid % 250
  const [namespace, near, far] = [`gsfaults${process.pid}`, `gsn${process.pid}`, `gsf${process.pid}`]
  const [here, there] = [`10.203.${number}.1`, `10.203.${number}.2`]
  await using undo = new AsyncDisposableStack()
  ip('netns', 'add', namespace)
  undo.defer(() => ip('netns', 'del', namespace)) // the cable ends with it
  undo.use(atExit('ip', 'netns', 'del', namespace))
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', namespace)
  ip('addr', 'add', `${here}/30`, 'dev', near)
  ip('link', 'set', near, 'up')
  ip('-n', namespace, 'addr', 'add', `${there}/30`, 'dev', far)
  ip('-n', namespace, 'link', 'set', far, 'up')
  ip('-n', namespace, 'link', 'set', 'lo', 'up')
  const relay = await relayTo(storagePort, here)
  undo.use(relay)
  const end = undo.move()
  const shaper = (verb: string, ...rate: string[]) =>
    execFileSync('ip', ['netns', 'exec', namespace, 'tc', 'qdisc', verb, 'dev', far, 'root', ...rate])
  let isSlow = false
  return {
    ...{ namespace, here, port: relay.port },
    cut: () => ip('link', 'set', near, 'down'),
    mend: () => ip('link', 'set', near, 'up'),
    trickle(kilobytes) {
      isSlow = true
      shaper('replace', 'tbf', 'rate', `${kilobytes * 8}kbit`, 'burst', '16kb', 'latency', '400ms')
    },
    free() {
      if (isSlow) shaper('del')
      isSlow = false
    },
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  }
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Leads connections at `host`, which only the cable reaches, to a port of 127.0.0.1. */
async function relayTo(port: number, host: string): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    const onward = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy()).on('close', () => sockets.delete(one))
    }
  })
  server.listen(0, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function whyNoNamespace(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are of Linux'
  if (process.getuid?.() !== 0) return 'only root may make a network namespace'
  try {
    execFileSync('which', ['ip', 'tc'], { stdio: 'ignore' })
    const probe = `gsprobe${process.pid}`
    ip('netns', 'add', probe)
    ip('netns', 'del', probe)
    return null
  } catch {
    return 'ip or tc (Debian: iproute2) cannot make a network namespace here'
  }
}
