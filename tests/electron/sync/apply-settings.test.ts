import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { standingAnswers } from '../../../electron/consent/standing-answers.ts'
import { Trouble } from '../../../electron/contract/errors.ts'
import { openStation, type Station } from '../../../electron/features.ts'
import { followedHealth, followedPaths } from '../../../electron/sync/followed.ts'
import { moment } from '../../../electron/system/time.ts'
import { yes } from '../../support/answers.ts'
import { brandLogo, follow, frameZip, openBrand, type Said, stage } from '../../support/brand.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'
import { until } from '../../support/until.ts'

/** A kiosk with an event of its own that follows a brand. */
async function followingKiosk() {
  const folder = await kioskFolder({ name: 'Own' })
  const { data } = folder
  const brand = openBrand()
  await follow(data, brand)
  const file = (name: string) => join(data, name)
  const json = (name: string) => JSON.parse(readFileSync(file(name), 'utf8'))
  return {
    ...folder,
    ...{ brand, file, json },
    stage: (said: Said, zips?: readonly Buffer[]) => stage(data, brand.sign(said), zips),
    health: () => followedHealth(data, brand.key),
    withdrawn: () =>
      until('the withdrawals', async () => (await followedHealth(data, brand.key)).withdrawalsToDo === 0),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

type At = Awaited<ReturnType<typeof followingKiosk>>

/** Opens the station, looks, and closes it; gives the event's name that its kiosk shows, and its troubles. */
async function start(
  { data }: Pick<At, 'data'>,
  onStep: (step: string) => void = () => {},
  during: (station: Station) => unknown = () => {},
) {
  const options = { port: 0, sharePort: 0, shareHost: '127.0.0.1', camera: 'demo' } as const
  const station = await openStation({ data, ...options, onStep })
  try {
    const kiosk = await openKiosk(station.ready)
    const hello = await kiosk.call('kiosk.hello', {})
    kiosk.close()
    await during(station)
    return {
      shows: hello.event.name,
      hello,
      troubles: station.troubles.map(one => one.trouble.code),
      station,
    }
  } finally {
    await station.close()
  }
}

const ground = (at: At) => at.json('templates/ours/template.json').outputs.post.ground

describe('settings that wait', () => {
  test('are in force when the station starts, with their frames, and those before are kept', async () => {
    await using at = await followingKiosk()
    const { zip, template } = frameZip('ours')
    await at.stage({ serial: 5, event: { name: 'Gala', template: 'ours' }, templates: [template] }, [zip])
    expect(await start(at)).toMatchObject({ shows: 'Gala', troubles: [] })
    expect(at.json('event.json')).toEqual({ name: 'Gala', template: 'ours' })
    expect(at.json('event.previous.json')).toEqual({ name: 'Own' })
    expect(ground(at)).toBe('#14110f')
    expect(await at.health()).toEqual({ serial: 5, staged: 5, troubles: [], withdrawalsToDo: 0 })
  })

  test("bring the brand's logo onto the kiosk, and a station that does not come up with them goes on with the one before", async () => {
    await using at = await followingKiosk()
    const look = async (serial: number, { file, bytes }: ReturnType<typeof brandLogo>, data = at.data) =>
      stage(
        data,
        at.brand.sign({ serial, event: { theme: { logo: file.name } }, brand: [file] }),
        [],
        [bytes],
      )
    const [one, two] = [brandLogo(), brandLogo('#ffee00')]
    await look(1, one)
    const { hello, troubles } = await start(at)
    expect([hello.theme.logo?.width, troubles]).toEqual([9, []])

    await look(2, two)
    const broken = (step: string) => {
      if (step === 'settings-written') throw new Error('the plug was pulled')
    }
    const again = await start(at, broken)
    expect(again.hello.theme.logo?.address).toBe(hello.theme.logo?.address)
    expect(await readdir(at.file('brand'))).toEqual([one.file.name])
  })

  test('replace a frame of the same name, and the kiosk draws the new one under another address', async () => {
    await using at = await followingKiosk()
    const overlays = []
    for (const [serial, ground] of [
      [1, '#111111'],
      [2, '#222222'],
    ] as const) {
      const { zip, template } = frameZip('ours', { ground })
      await at.stage({ serial, event: { template: 'ours' }, templates: [template] }, [zip])
      overlays.push((await start(at)).hello.frames[0]!.overlay)
    }
    expect(ground(at)).toBe('#222222')
    expect(new Set(overlays).size).toBe(2)
  })

  test('are put in force once: what the operator writes afterwards stays', async () => {
    await using at = await followingKiosk()
    await at.stage({ event: { name: 'Gala' } })
    await start(at)
    writeFileSync(at.file('event.json'), '{"name": "By hand"}')
    expect(await start(at)).toMatchObject({ shows: 'By hand' })
  })

  test('are left alone without a key to follow', async () => {
    await using at = await followingKiosk()
    await at.stage({ event: { name: 'Gala' } })
    rmSync(at.file('sync.json'))
    expect(await start(at)).toMatchObject({ shows: 'Own', troubles: [] })
  })

  test.each([
    [
      'signed with a key that is not the brand’s any more',
      'SIGNATURE_WRONG',
      openBrand().sign({ serial: 9 }),
    ],
    [
      'written for a newer Groundswell',
      'SETTINGS_KEY_UNKNOWN',
      (brand: At['brand']) =>
        brand.signText(
          JSON.stringify({ version: 1, serial: 9, issued: '2026-11-22T15:00:00Z', event: { tomorrow: 1 } }),
        ),
    ],
  ])('that are %s stay away, and the station says why', async (_, code, settings) => {
    await using at = await followingKiosk()
    await stage(at.data, typeof settings === 'string' ? settings : settings(at.brand))
    expect(await start(at)).toMatchObject({ shows: 'Own', troubles: [code] })
    expect(at.json('event.json')).toEqual({ name: 'Own' })
  })

  test('whose frame the disk does not give stay away, and are tried again at the next start', async () => {
    await using at = await followingKiosk()
    const { zip, template } = frameZip('ours')
    const said = { event: { name: 'Gala', template: 'ours' }, templates: [template] }
    await at.stage(said, [zip])
    rmSync(followedPaths(at.data).zip(template.sha256))
    expect(await start(at)).toMatchObject({ shows: 'Own', troubles: ['UNEXPECTED'] })
    await at.stage(said, [zip])
    expect(await start(at)).toMatchObject({ shows: 'Gala', troubles: [] })
  })
})

describe('settings that the station cannot start with', () => {
  const refuse = (at: At, name: string) => (step: string) => {
    if (step === 'traces-cleared' && at.json('event.json').name === name)
      throw new Trouble('TEMPLATE_SLOTS', { template: name, expected: 1, came: 4 })
  }

  test('give way to those before, their frames too, and are not tried again', async () => {
    await using at = await followingKiosk()
    const [first, second] = [frameZip('ours', { ground: '#111111' }), frameZip('ours', { ground: '#222222' })]
    await at.stage({ serial: 1, event: { name: 'Good', template: 'ours' }, templates: [first.template] }, [
      first.zip,
    ])
    await start(at)
    await at.stage({ serial: 2, event: { name: 'Bad', template: 'ours' }, templates: [second.template] }, [
      second.zip,
    ])
    const outcome = { shows: 'Good', troubles: ['TEMPLATE_SLOTS'] }
    expect(await start(at, refuse(at, 'Bad'))).toMatchObject(outcome)
    expect(ground(at)).toBe('#111111')
    expect(await start(at)).toMatchObject(outcome)
    expect(await at.health()).toMatchObject({ serial: 1, staged: 2, troubles: [{ code: 'TEMPLATE_SLOTS' }] })

    await at.stage({ serial: 3, event: { name: 'Mended' } })
    expect(await start(at)).toMatchObject({ shows: 'Mended', troubles: [] })
    expect(await at.health()).toMatchObject({ serial: 3, troubles: [] })
  })

  test('leave no event.json where there was none', async () => {
    await using at = await followingKiosk()
    rmSync(at.file('event.json'))
    await at.stage({ event: { name: 'Bad' } })
    const refuseBad = (step: string) => {
      if (existsSync(at.file('event.json'))) refuse(at, 'Bad')(step)
    }
    expect(await start(at, refuseBad)).toMatchObject({ shows: 'Groundswell', troubles: ['TEMPLATE_SLOTS'] })
    expect(existsSync(at.file('event.json'))).toBe(false)
  })

  test('are not to blame when it does not start without them either', async () => {
    await using at = await followingKiosk()
    at.store.close()
    await at.stage({ serial: 2, event: { name: 'Gala' } })
    renameSync(at.file('groundswell.sqlite'), at.file('whole.sqlite'))
    writeFileSync(at.file('groundswell.sqlite'), 'torn')
    await expect(start(at)).rejects.toMatchObject({ code: 'DATABASE_DAMAGED' })
    expect(at.json('event.json')).toEqual({ name: 'Own' })
    renameSync(at.file('whole.sqlite'), at.file('groundswell.sqlite'))
    expect(await start(at)).toMatchObject({ shows: 'Gala', troubles: [] })
  })
})

describe('photos that the brand withdraws', () => {
  const stands = (at: At, photo: string) => standingAnswers(at.ledger.entriesOf(photo), 'screens').length > 0

  async function photoWithYes(at: At, code: string | null = null): Promise<string> {
    const id = await at.take({ code })
    at.ledger.answer(yes(id), moment())
    return id
  }

  test('are taken back or erased, by code or id, and others are left alone', async () => {
    await using at = await followingKiosk()
    const [byCode, byId, erased, stays] = [
      await photoWithYes(at, 'ABC234'),
      await photoWithYes(at),
      await photoWithYes(at, 'ABC235'),
      await photoWithYes(at, 'ABC236'),
    ]
    await at.stage({
      withdraw: [
        { code: 'ABC234', what: 'take-back' },
        { photo: byId, what: 'take-back' },
        { code: 'ABC235', what: 'erase' },
        { code: 'ZZZ999', what: 'erase' },
      ],
    })
    await start(at, undefined, () => at.withdrawn())
    expect([byCode, byId, stays].map(id => stands(at, id))).toEqual([false, false, true])
    expect(at.photos.find(erased)).toBeUndefined()
    expect(await readdir(at.file('photos'))).toEqual(expect.not.arrayContaining([erased]))
    const way = at.ledger.entriesOf(byId).at(-1)?.said.way
    expect(way).toBe('staff')
  })

  test('are withdrawn once, also when later settings name them again: a new yes is a yes', async () => {
    await using at = await followingKiosk()
    const id = await photoWithYes(at)
    const withdraw = [{ photo: id, what: 'take-back' as const }]
    await at.stage({ serial: 1, withdraw })
    await start(at, undefined, () => at.withdrawn())
    at.ledger.answer(yes(id), moment())
    await at.stage({ serial: 2, withdraw })
    await start(at, undefined, () => at.withdrawn())
    expect(stands(at, id)).toBe(true)

    await at.stage({ serial: 3 })
    await start(at)
    await at.stage({ serial: 4, withdraw })
    await start(at, undefined, () => at.withdrawn())
    expect(stands(at, id)).toBe(false)
  })

  test('are withdrawn though the station cannot start with the rest', async () => {
    await using at = await followingKiosk()
    const id = await photoWithYes(at)
    await at.stage({ event: { name: 'Bad' }, withdraw: [{ photo: id, what: 'take-back' }] })
    const refuseBad = (step: string) => {
      if (step === 'traces-cleared' && at.json('event.json').name === 'Bad') throw new Trouble('UNEXPECTED')
    }
    await start(at, refuseBad, () => at.withdrawn())
    expect(at.json('event.json')).toEqual({ name: 'Own' })
    expect(stands(at, id)).toBe(false)
  })
})

test('nothing is left in the folder that is only needed while settings are tried', async () => {
  await using at = await followingKiosk()
  const { zip, template } = frameZip('ours')
  for (const serial of [1, 2]) {
    await at.stage({ serial, templates: [template] }, [zip])
    await start(at)
  }
  const names = await readdir(followedPaths(at.data).folder)
  expect(names.toSorted()).toEqual(['applied.json', 'settings.json', 'templates'])
  expect(await readdir(at.file('templates'))).toEqual(['ours'])
})
