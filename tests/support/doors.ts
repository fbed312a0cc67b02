/** Both doors of a running station, as an asker outside sees them. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kiosk } from './kiosk.ts'
import { photo1080p } from './photo.ts'
import { ask, get, type RawAnswer } from './raw-http.ts'
import type { StationProcess } from './station.ts'
import { until } from './until.ts'

export interface Doors {
  readonly kiosk: number
  readonly share: number
  /** The run's secret. */
  readonly secret: string
  /** The headers that the kiosk's own page sends. */
  readonly own: Readonly<Record<'Host' | 'Origin' | 'Cookie', string>>
}

export function doorsOf({ ready }: StationProcess): Doors {
  const kiosk = Number(new URL(ready.kiosk).port)
  const secret = new URL(ready.kiosk).searchParams.get('key') ?? ''
  const Host = `127.0.0.1:${kiosk}`
  return {
    kiosk,
    share: Number(new URL(ready.share).port),
    secret,
    own: { Host, Origin: `http://${Host}`, Cookie: `groundswell-${kiosk}=${secret}` },
  }
}

/** The share door's path of a link. */
export const pathOf = (link: string): string => new URL(link).pathname

export interface TakenPhoto {
  readonly id: string
  /** The path of its page behind the share door. */
  readonly page: string
}

/** A visit from the start to a photo that a phone at `from` can open. */
export async function takePhoto(kiosk: Kiosk, share: number, from = '127.0.0.1'): Promise<TakenPhoto> {
  const { id, link } = await kiosk.shutter()
  const sent = await kiosk.send(id, photo1080p)
  if (sent.status !== 201) throw new Error(`The kiosk was answered ${sent.status}`)
  const page = pathOf(link)
  // As a phone waits: one that asked again and again would be taken for one of a crowd.
  const ready = get(`${page}/ready`)
  await until(
    'the photo to be framed',
    async () => (await ask({ port: share, from }, ready))?.status === 200,
    30_000,
  )
  await kiosk.leave()
  return { id, page }
}

/** What a phone gets that opens the page and then the picture; null while the picture is on its way. */
export async function openPhoto(share: number, page: string, from = '127.0.0.1'): Promise<Buffer | null> {
  const [html, picture] = [
    await ask({ port: share, from }, get(page)),
    await ask({ port: share, from }, get(`${page}/photo.jpg`)),
  ]
  if (html?.status !== 200) throw new Error(`The phone was answered ${html?.status ?? 'with a cut'}`)
  if (picture?.status === 425) return null
  if (picture?.status !== 200) throw new Error(`The picture was answered ${picture?.status ?? 'with a cut'}`)
  return picture.body
}

/** All that the station has written into its log. */
export async function logOf(data: string): Promise<string> {
  const folder = join(data, 'logs')
  const files = await readdir(folder)
  return (await Promise.all(files.map(name => readFile(join(folder, name), 'utf8')))).join('')
}

/** What no answer may hold: a place in the code, a path of this machine, or the run's secret. */
export function spills(answer: RawAnswer, secret: string): boolean {
  const text = `${JSON.stringify(answer.headers)}\n${answer.body.toString('latin1')}`
  return /\bat .+:\d+:\d+|node:internal|\.ts\b|\/electron\/|\/tmp\//.test(text) || text.includes(secret)
}
