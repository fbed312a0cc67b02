import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { KioskHello } from '../../electron/contract/calls.ts'
import { socketPath } from '../../electron/contract/events.ts'
import { lookEvery } from '../../electron/sync/apply-settings.ts'
import { followedHealth } from '../../electron/sync/followed.ts'
import { follow, frameZip, openBrand, stage } from '../support/brand.ts'
import { type Kiosk, openKiosk } from '../support/kiosk.ts'
import { photo1080p } from '../support/photo.ts'
import { type StationProcess, startStation, temporaryFolder } from '../support/station.ts'
import { until } from '../support/until.ts'

/** A running station that follows a brand, and its kiosk's page. */
async function followingStation() {
  const folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const brand = openBrand()
  await follow(data, brand)
  const station = await startStation({ data })
  let said = ''
  station.child.stdout?.on('data', chunk => {
    said += chunk
  })
  const kiosk = await openKiosk(station.ready)
  return {
    ...{ data, brand, station, kiosk },
    /** What it has said since its ready line. */
    said: () => said,
    async [Symbol.asyncDispose]() {
      kiosk.close()
      await station.stop()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** Opens the page's socket again at the same address with the cookie that it has, as a page does by itself, and greets. */
async function greet({ ready }: StationProcess, { cookie, origin }: Kiosk): Promise<KioskHello | null> {
  const { host } = new URL(ready.kiosk)
  const socket = new WebSocket(`ws://${host}${socketPath}`, { headers: { cookie, origin } })
  // A door that shuts between question and answer ends the socket without a word of why.
  const ended = once(socket, 'close').then(() => Promise.reject(new Error('the door was shut')))
  ended.catch(() => {})
  try {
    await Promise.race([once(socket, 'open'), ended])
    socket.send(JSON.stringify({ id: 1, call: 'kiosk.hello', input: {} }))
    const [data] = await Promise.race([once(socket, 'message'), ended])
    return JSON.parse(String(data)).output
  } catch {
    return null // it is not back yet
  } finally {
    socket.terminate()
  }
}

const newEvent = async ({ station, kiosk }: Awaited<ReturnType<typeof followingStation>>, name: string) =>
  until(`the kiosk to show ${name}`, async () => (await greet(station, kiosk))?.event.name === name)

test('new settings wait for the end of a visit, and then the same page goes on with them', async () => {
  await using at = await followingStation()
  const { data, brand, station, kiosk } = at
  const { id, link } = await kiosk.shutter()
  const { zip, template } = frameZip('ours')
  const settings = brand.sign({ event: { name: 'Gala', template: 'ours' }, templates: [template] })
  await stage(data, settings, [zip])

  await pause(2 * lookEvery) // it has surely looked
  expect((await kiosk.call('kiosk.hello', {})).event.name).toBe('Groundswell')
  expect((await kiosk.send(id, photo1080p)).status).toBe(201)
  expect((await fetch(`${link}/ready`)).status).toBe(200)

  await kiosk.leave()
  await newEvent(at, 'Gala')
  expect(JSON.parse(readFileSync(join(data, 'event.json'), 'utf8')).name).toBe('Gala')
  expect((await fetch(`${link}/photo.jpg`)).status).toBe(200)
  const again = await openKiosk(station.ready)
  await again.shutter()
  again.close()
  const words = 'The station opened anew with the settings that waited.'
  await until('the station to say so', () => at.said().includes(words))
  expect(at.said()).not.toContain('GROUNDSWELL READY')
})

test('settings that it cannot take leave it with those before, and it does not try them for ever', async () => {
  await using at = await followingStation()
  const event = { tomorrow: true }
  const said = { version: 1, serial: 3, issued: '2026-11-22T15:00:00Z', event }
  await stage(at.data, at.brand.signText(JSON.stringify(said)))
  await until('the station to open anew', () => at.said().includes('opened anew'))
  await newEvent(at, 'Groundswell')
  await until('the station to say what serves', () => at.said().includes('the settings before them serve.'))
  expect(at.said()).toContain('there is no setting "event.tomorrow"')
  await pause(2 * lookEvery) // time enough for a second try
  expect(at.said().split('opened anew')).toHaveLength(2)

  await stage(at.data, at.brand.sign({ serial: 4, event: { name: 'Mended' } }))
  await newEvent(at, 'Mended')
  const health = () => followedHealth(at.data, at.brand.key)
  // The doors are open a moment before it is written down that the settings stay.
  await until('the settings to stay', async () => (await health()).serial === 4)
  expect((await health()).troubles).toEqual([])
})

test('it can be stopped while it opens anew', async () => {
  await using at = await followingStation()
  await stage(at.data, at.brand.sign({ event: { name: 'Gala' } }))
  await until('the kiosk door to shut', () =>
    at.kiosk.get('/kiosk/').then(
      ({ status }) => status !== 200,
      () => true,
    ),
  )
  expect(await at.station.stop()).toBe(0)
})
