import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { standingAnswers } from '../../electron/consent/standing-answers.ts'
import { importPackage } from '../../electron/frame/template/package-zip.ts'
import { followedHealth, followedPaths } from '../../electron/sync/followed.ts'
import { moment } from '../../electron/system/time.ts'
import { yes } from '../support/answers.ts'
import { follow, frameZip, openBrand, stage } from '../support/brand.ts'
import { openKiosk } from '../support/kiosk.ts'
import { kioskFolder } from '../support/kiosk-folder.ts'
import { type Outcome, runStation, startStation } from '../support/station.ts'
import { until } from '../support/until.ts'

/** Every place between two steps of putting settings in force, in their order. */
const steps = [
  'settings-previous-kept',
  'settings-begun',
  'settings-frame-imported',
  'settings-written',
  'settings-in-force',
  'settings-taken-back',
  'settings-erased',
  'settings-withdrawn',
] as const

const zips = { old: frameZip('ours', { ground: '#111111' }), new: frameZip('ours', { ground: '#222222' }) }

/** A kiosk with an event and a frame of its own, before which settings wait that change both and withdraw two photos. */
async function waitingKiosk() {
  const folder = await kioskFolder({ name: 'Old', template: 'ours' })
  const { data } = folder
  await importPackage(zips.old.zip, join(data, 'templates'))
  const [takenBack, erased] = [await folder.take({ code: 'ABC234' }), await folder.take()]
  folder.ledger.answer(yes(takenBack), moment())

  const brand = openBrand()
  await follow(data, brand)
  const settings = brand.sign({
    serial: 2,
    event: { name: 'New', template: 'ours' },
    templates: [zips.new.template],
    withdraw: [
      { code: 'ABC234', what: 'take-back' },
      { photo: erased, what: 'erase' },
    ],
  })
  await stage(data, settings, [zips.new.zip])
  return { ...folder, brand, takenBack, erased, health: () => followedHealth(data, brand.key) }
}

/** Starts the station, which kills itself after `step`. */
async function dieAfter(data: string, step: string): Promise<Outcome> {
  const outcome = await runStation({
    data,
    entry: 'tests/faults/station-that-dies.ts',
    env: { DIE_AFTER: step },
  })
  expect(outcome.signal).toBe('SIGKILL')
  return outcome
}

/** Starts the station, waits for what is to be withdrawn, and gives what the kiosk shows and which settings its files are of. */
async function inForce({ data, health }: Pick<Awaited<ReturnType<typeof waitingKiosk>>, 'data' | 'health'>) {
  const station = await startStation({ data })
  try {
    const kiosk = await openKiosk(station.ready)
    const { event } = await kiosk.call('kiosk.hello', {})
    kiosk.close()
    await until('the withdrawals', async () => (await health()).withdrawalsToDo === 0)
    const json = (name: string) => JSON.parse(readFileSync(join(data, name), 'utf8'))
    const { ground } = json('templates/ours/template.json').outputs.post
    return { shows: event.name, event: json('event.json').name, ground }
  } finally {
    await station.stop()
  }
}

const whole = {
  old: { shows: 'Old', event: 'Old', ground: '#111111' },
  new: { shows: 'New', event: 'New', ground: '#222222' },
}

function expectNoLeftovers(data: string): void {
  const names = [
    ...readdirSync(data),
    ...readdirSync(join(data, 'templates')),
    ...readdirSync(followedPaths(data).folder),
  ]
  expect(names.filter(name => /\.part$|^\.import-|^before$|^scratch$/.test(name))).toEqual([])
}

describe('kill -9 while the settings of the brand are put in force', () => {
  test.each(steps)('after "%s": the next start has all of them, and every withdrawal is done', async step => {
    await using at = await waitingKiosk()
    await dieAfter(at.data, step)
    expect(await inForce(at)).toEqual(whole.new)
    expect(JSON.parse(readFileSync(join(at.data, 'event.previous.json'), 'utf8')).name).toBe('Old')
    expect(await at.health()).toMatchObject({ serial: 2, troubles: [] })
    expect(standingAnswers(at.ledger.entriesOf(at.takenBack), 'screens')).toEqual([])
    const kinds = at.ledger.entriesOf(at.takenBack).map(({ kind }) => kind)
    expect(kinds).toEqual(['answer', 'withdrawal'])
    expect(at.photos.find(at.erased)).toBeUndefined()
    expect(readdirSync(join(at.data, 'photos'))).not.toContain(at.erased)
    expectNoLeftovers(at.data)
  })

  test('three times while it starts: the settings before serve, whole, and the newest are told to be bad', async () => {
    await using at = await waitingKiosk()
    for (let time = 0; time < 3; time++) await dieAfter(at.data, 'settings-written')
    // The way back can be cut off too.
    await dieAfter(at.data, 'settings-event-back')
    await dieAfter(at.data, 'settings-frames-back')
    expect(await inForce(at)).toEqual(whole.old)
    const { serial, troubles } = await at.health()
    expect({ serial, codes: troubles.map(({ code }) => code) }).toEqual({
      serial: 0,
      codes: ['SETTINGS_UNUSABLE'],
    })
    expectNoLeftovers(at.data)
  }, 60_000) // six starts
})
