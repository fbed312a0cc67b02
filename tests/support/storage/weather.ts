/** Bad weather on a line: what a middleman does to requests, drawn by chance, in the way of real lines and servers. */
import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { chances } from '../random.ts'
import type { Answer, Deed, Middleman, Passing } from './middleman.ts'

export const faults = [
  'reset',
  'hang',
  'slow',
  'cut the body',
  'lose the answer',
  'cut the answer',
  'stop the answer',
  'babble',
  '500',
  '503',
  'damage the body',
  'damage the answer',
  'land late',
] as const
export type Fault = (typeof faults)[number]

export interface WeatherParts {
  /** The server behind the middleman (`http://…`). */
  readonly target: string
  readonly chance: ReturnType<typeof chances>
  /** One request in so many meets a fault. */
  readonly oneIn: number
  /** What lands late does so within this time, in milliseconds; a slow request takes up to half of it. */
  readonly latest: number
}

export interface Weather {
  /** How often each fault was met. */
  readonly met: Readonly<Partial<Record<Fault, number>>>
  meddle: Middleman['meddle']
  /** Settles when all that lands late has landed. */
  landed(): Promise<void>
}

export function openWeather({ target, chance, oneIn, latest }: WeatherParts): Weather {
  const met: Partial<Record<Fault, number>> = {}
  const late = new Set<Promise<void>>()

  async function meddle(passing: Passing): Promise<Deed | undefined> {
    if (!chance.once(oneIn)) return undefined
    const fault = chance.oneOf(faults)
    met[fault] = (met[fault] ?? 0) + 1
    switch (fault) {
      case '500':
      case '503':
        return serverError(Number(fault))
      case 'slow':
        await pause(chance.below(latest / 2))
        return undefined
      case 'damage the body':
        return passing.body.length === 0 ? undefined : { body: flip }
      case 'damage the answer':
        return { answer: ({ status, headers, body }) => ({ status, headers, body: flip(Buffer.from(body)) }) }
      case 'cut the body':
        sendHalf(target, passing)
        return 'reset'
      case 'land late': {
        // The client hears nothing and gives up; the server is told long after.
        const landing = pause(chance.below(latest)).then(() => deliver(target, passing))
        late.add(landing)
        void landing.finally(() => late.delete(landing))
        return 'hang'
      }
      default:
        return fault
    }
  }

  function flip(bytes: Buffer): Buffer {
    if (bytes.length === 0) return bytes
    const other = Buffer.from(bytes)
    const at = chance.below(other.length)
    other[at] = other[at]! ^ (1 << chance.below(8))
    return other
  }

  return {
    met,
    meddle,
    async landed() {
      await Promise.all(late)
    },
  }
}

/** As Amazon's S3 says it; a WebDAV client looks at the status alone. */
function serverError(status: number): Answer {
  const code = status === 503 ? 'SlowDown' : 'InternalError'
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>later</Message></Error>`
  return { status, headers: { 'content-type': 'application/xml' }, body }
}

/** Sends a request to the server, whose answer nobody waits for any more. */
export function deliver(
  target: string,
  { method, url, headers, body }: Pick<Passing, 'method' | 'url' | 'headers' | 'body'>,
): Promise<void> {
  return new Promise(resolve => {
    const late = request(target + url, { method, headers, agent: false })
    late.on('response', response => response.resume().on('close', resolve))
    late.on('error', () => resolve()) // the server has ended
    late.end(body)
  })
}

/** The line breaks in the middle of the body. */
function sendHalf(target: string, { method, url, headers, body }: Passing): void {
  const cut = request(target + url, { method, headers, agent: false })
  cut.on('error', () => {})
  cut.write(body.subarray(0, body.length >> 1), () => cut.destroy())
  if (body.length === 0) cut.destroy()
}
