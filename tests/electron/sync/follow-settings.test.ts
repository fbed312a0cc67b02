import { existsSync, readFileSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openFollower } from '../../../electron/sync/follow-settings.ts'
import { followedHealth, followedPaths, readRefused } from '../../../electron/sync/followed.ts'
import { settingsKey, settingsTemplateKey } from '../../../electron/sync/layout.ts'
import { largestSettings } from '../../../electron/sync/signed-settings.ts'
import { openFolder } from '../../../electron/sync/targets/folder.ts'
import { brandLogo, frameZip, openBrand, type Said, upload } from '../../support/brand.ts'
import { temporaryFolder } from '../../support/station.ts'
import { targetParts } from '../../support/storage/storage.ts'

/** A station that follows a brand, with the storage between them. */
async function following() {
  const folder = await temporaryFolder()
  const dataFolder = join(folder.path, 'data')
  const storage = join(folder.path, 'storage')
  const brand = openBrand()
  const target = openFolder({ kind: 'folder', path: folder.path }, targetParts({}))
  const paths = followedPaths(dataFolder)
  const fetched: string[] = []
  const complaints: object[] = []
  let now = 0

  /** A worker as it is after its start. */
  function start() {
    return openFollower({
      ...{ dataFolder, brandKey: brand.key, station: 'hall-a' },
      target: {
        get(key, signal) {
          fetched.push(key)
          return target.get(`storage/${key}`, signal)
        },
      },
      log: { info() {}, warn: (complaint: object) => void complaints.push(complaint) },
      now: () => now,
    })
  }
  let follower = start()
  return {
    ...{ brand, dataFolder, storage, paths, fetched, complaints },
    /** Uploads settings, and frames with them. */
    say: (said: Said, zips: readonly Buffer[] = []) => upload(storage, { settings: brand.sign(said), zips }),
    check: () => follower.check(),
    restart() {
      follower = start()
    },
    pass(ms: number) {
      now += ms
    },
    staged: () => JSON.parse(JSON.parse(readFileSync(paths.settings, 'utf8')).payload),
    zips: () => readdir(paths.templates).catch(() => []),
    health: () => followedHealth(dataFolder, brand.key),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

test('with no settings at the storage nothing is followed, and that is no trouble', async () => {
  await using at = await following()
  expect(await at.check()).toEqual({ is: 'nothing' })
  expect(existsSync(at.paths.folder)).toBe(false)
  expect(await at.health()).toEqual({ serial: 0, staged: 0, troubles: [], withdrawalsToDo: 0 })
})

describe('good settings', () => {
  test('wait for the station as they were signed, with their frames', async () => {
    await using at = await following()
    const { zip, template } = frameZip('ours')
    const settings = at.brand.sign({ serial: 5, event: { template: 'ours' }, templates: [template] })
    await upload(at.storage, { settings, zips: [zip] })
    expect(await at.check()).toEqual({ is: 'staged', serial: 5 })
    expect(readFileSync(at.paths.settings, 'utf8')).toBe(settings)
    expect(readFileSync(at.paths.zip(template.sha256)).equals(zip)).toBe(true)
    expect(await at.health()).toMatchObject({ serial: 0, staged: 5, troubles: [] })
    expect((await readdir(at.paths.folder)).toSorted()).toEqual(['settings.json', 'templates'])
  })

  test('that are there already are not fetched as a whole again', async () => {
    await using at = await following()
    const { zip, template } = frameZip('ours')
    await at.say({ templates: [template] }, [zip])
    await at.check()
    at.fetched.length = 0
    expect(await at.check()).toEqual({ is: 'same', serial: 1 })
    expect(at.fetched).toEqual([settingsKey])
  })

  test('keep a frame that the last ones had, and let go of others once it can be missed', async () => {
    await using at = await following()
    const [one, two] = [frameZip('one'), frameZip('two')]
    await at.say({ serial: 1, templates: [one.template, two.template] }, [one.zip, two.zip])
    await at.check()
    at.fetched.length = 0
    for (const serial of [2, 3]) {
      await at.say({ serial, templates: [one.template] })
      expect(await at.check()).toEqual({ is: 'staged', serial })
    }
    expect(at.fetched).toEqual([settingsKey, settingsKey])
    expect(await at.zips()).toEqual([`${one.template.sha256}.zip`])
  })

  test('that are for other stations are left alone', async () => {
    await using at = await following()
    await at.say({ serial: 4 })
    await at.check()
    await at.say({ serial: 5, stations: ['hall-b', 'hall-c'] })
    expect(await at.check()).toEqual({ is: 'elsewhere', serial: 5 })
    expect(at.staged()).toMatchObject({ serial: 4 })
    expect(at.complaints).toEqual([])
  })
})

/** What goes wrong with one set, and the code of the trouble. */
const wrongs: [string, string, (at: Awaited<ReturnType<typeof following>>) => Promise<void>][] = [
  [
    'whose text was changed',
    'SIGNATURE_WRONG',
    at => upload(at.storage, { settings: at.brand.sign({ serial: 8 }).replace('8', '9') }),
  ],
  [
    'that another brand signed',
    'SIGNATURE_WRONG',
    at => upload(at.storage, { settings: openBrand().sign({ serial: 8 }) }),
  ],
  ['that are no JSON', 'SETTINGS_UNSIGNED', at => upload(at.storage, { settings: '<html>' })],
  [
    'that are too large',
    'SETTINGS_TOO_LARGE',
    at => upload(at.storage, { settings: Buffer.alloc(largestSettings + 1) }),
  ],
  ['that are older', 'SETTINGS_STALE', at => at.say({ serial: 3 })],
  [
    'of the same number that say something else',
    'SETTINGS_STALE',
    at => at.say({ serial: 4, event: { name: 'Other' } }),
  ],
  [
    'with a setting that is misspelled',
    'SETTINGS_KEY_UNKNOWN',
    at => {
      const said = { version: 1, serial: 8, issued: '2026-11-22T15:00:00Z', event: { nmae: 'x' } }
      return upload(at.storage, { settings: at.brand.signText(JSON.stringify(said)) })
    },
  ],
  ['whose frame nobody has', 'TEMPLATE_UNKNOWN', at => at.say({ serial: 8, event: { template: 'theirs' } })],
  [
    'whose frame leads out of its folder',
    'TEMPLATE_ZIP',
    at => {
      const { zip, template } = frameZip('ours', {}, [{ name: 'ours/../../event.json', content: '{}' }])
      return at.say({ serial: 8, templates: [template] }, [zip])
    },
  ],
  [
    'whose frame has artwork that reaches out',
    'TEMPLATE_FILE',
    at => {
      const above = [{ file: 'spy.svg', x: 0, y: 0, width: 10, height: 10 }]
      const image = '<image href="http://192.0.2.1/a.png" width="9" height="9"/>'
      const content = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${image}</svg>`
      const { zip, template } = frameZip('ours', { above }, [{ name: 'ours/spy.svg', content }])
      return at.say({ serial: 8, templates: [template] }, [zip])
    },
  ],
  [
    'whose frame is called otherwise in its zip',
    'SETTINGS_TEMPLATE',
    at => {
      const { zip, template } = frameZip('ours')
      return at.say({ serial: 8, templates: [{ ...template, name: 'theirs' }] }, [zip])
    },
  ],
  [
    'whose frame has the name of one of ours',
    'SETTINGS_TEMPLATE',
    at => {
      const { zip, template } = frameZip('swell')
      return at.say({ serial: 8, templates: [template] }, [zip])
    },
  ],
  [
    'whose frame is not there',
    'SETTINGS_TEMPLATE',
    at => at.say({ serial: 8, templates: [frameZip('ours').template] }),
  ],
  [
    'whose frame is another than was signed',
    'SETTINGS_TEMPLATE',
    async at => {
      const { zip, template } = frameZip('ours')
      await at.say({ serial: 8, templates: [template] })
      await uploadAs(at.storage, template.sha256, Buffer.concat([zip, Buffer.from('more')]))
    },
  ],
]

describe.each(wrongs)('settings %s', (_, code, sayWrong) => {
  test('are a trouble that is told once, and the last good ones stay', async () => {
    await using at = await following()
    const { zip, template } = frameZip('before')
    await at.say({ serial: 4, event: { template: 'before' }, templates: [template] }, [zip])
    await at.check()
    await sayWrong(at)
    for (let again = 0; again < 3; again++) {
      expect(await at.check()).toMatchObject({ is: 'refused', trouble: { code } })
      if (again === 1) at.restart()
    }
    expect(at.complaints).toMatchObject([{ code }])
    expect(at.staged()).toMatchObject({ serial: 4 })
    expect(await at.zips()).toContain(`${template.sha256}.zip`)
    expect((await readdir(at.paths.folder)).toSorted()).toEqual([
      'refused.json',
      'settings.json',
      'templates',
    ])
    expect(await at.health()).toMatchObject({ staged: 4, troubles: [{ code }] })
  })

  test('give way at once to mended ones', async () => {
    await using at = await following()
    await at.say({ serial: 4 })
    await at.check()
    await sayWrong(at)
    await at.check()
    await at.say({ serial: 9 })
    expect(await at.check()).toEqual({ is: 'staged', serial: 9 })
    expect(await readRefused(at.dataFolder)).toBeNull()
    expect((await at.health()).troubles).toEqual([])
  })
})

test('a trouble ends when the file at the storage is taken away', async () => {
  await using at = await following()
  await upload(at.storage, { settings: 'no settings' })
  await at.check()
  await upload(at.storage, { settings: null })
  expect(await at.check()).toEqual({ is: 'nothing' })
  expect((await at.health()).troubles).toEqual([])
})

describe('a frame at the storage', () => {
  test('that comes after the settings is taken as soon as it is there', async () => {
    await using at = await following()
    const [one, two] = [frameZip('one'), frameZip('two')]
    await at.say({ serial: 2, templates: [one.template, two.template] }, [one.zip])
    expect(await at.check()).toMatchObject({ is: 'refused' })
    await upload(at.storage, { zips: [two.zip] })
    expect(await at.check()).toEqual({ is: 'staged', serial: 2 })
    expect(at.fetched.filter(key => key === settingsTemplateKey(one.template.sha256))).toHaveLength(1)
  })

  test('that is not what was signed is fetched more and more rarely', async () => {
    await using at = await following()
    const { zip, template } = frameZip('ours')
    await at.say({ templates: [template] })
    await uploadAs(at.storage, template.sha256, zip.subarray(0, -1))
    const fetchedIn = async (minutes: number) => {
      at.fetched.length = 0
      for (let minute = 0; minute < minutes; minute++, at.pass(60_000)) await at.check()
      return at.fetched.filter(key => key !== settingsKey).length
    }
    expect(await fetchedIn(8)).toBe(4) // at once, after 1, 2 and 4 minutes
    expect(await fetchedIn(180)).toBe(5) // after 8, 16, 32, 60 and 60 more
    await upload(at.storage, { zips: [zip] })
    at.pass(60 * 60_000)
    expect(await at.check()).toMatchObject({ is: 'staged' })
  })

  test('that is refused leaves nothing on the disk', async () => {
    await using at = await following()
    const { zip, template } = frameZip('ours', { ground: 'red' })
    await at.say({ templates: [template] }, [zip])
    expect(await at.check()).toMatchObject({ is: 'refused', trouble: { code: 'SETTINGS_VALUE' } })
    expect(await at.zips()).toEqual([])
    expect(existsSync(join(at.paths.folder, 'scratch'))).toBe(false)
  })
})

test('a new key of the brand begins with numbers of its own', async () => {
  await using at = await following()
  await at.say({ serial: 100 })
  await at.check()
  const next = openBrand()
  await upload(at.storage, { settings: next.sign({ serial: 1 }) })
  const target = openFolder({ kind: 'folder', path: at.storage }, targetParts({}))
  const log = { info() {}, warn() {} }
  const { dataFolder } = at
  const follower = openFollower({ dataFolder, brandKey: next.key, station: 'hall-a', target, log })
  expect(await follower.check()).toEqual({ is: 'staged', serial: 1 })
})

/** Puts bytes where others were signed. */
async function uploadAs(storage: string, sha256: string, bytes: Buffer): Promise<void> {
  await upload(storage, { zips: [bytes] }) // makes the folder
  await writeFile(join(storage, settingsTemplateKey(sha256)), bytes)
}

describe("files of the brand's look", () => {
  test('wait for the station beside the settings, and are let go of once they can be missed', async () => {
    await using at = await following()
    const [one, two] = [brandLogo(), brandLogo('#ffee00')]
    for (const [serial, { bytes, file }] of [one, two, two].entries()) {
      const event = { theme: { logo: file.name } }
      const settings = at.brand.sign({ serial: serial + 1, event, brand: [file] })
      await upload(at.storage, { settings, look: [bytes] })
      expect(await at.check()).toEqual({ is: 'staged', serial: serial + 1 })
      expect(readFileSync(at.paths.brandFile(file.sha256)).equals(bytes)).toBe(true)
    }
    expect(await readdir(at.paths.brand)).toEqual([two.file.sha256])
  })

  test.each<[string, Said, readonly Buffer[], object]>([
    ['is not there', { brand: [brandLogo().file] }, [], { reason: 'is not at the storage' }],
    ['is named and not brought', {}, [], { reason: 'is named in the event and not brought' }],
  ])('one that %s keeps the settings away', async (_, said, look, details) => {
    await using at = await following()
    const { name } = brandLogo().file
    const settings = at.brand.sign({ event: { theme: { logo: name } }, ...said })
    await upload(at.storage, { settings, look })
    expect(await at.check()).toMatchObject({
      is: 'refused',
      trouble: { code: 'SETTINGS_BRAND', details: { file: name, ...details } },
    })
  })

  test('one that cannot serve keeps the settings away, and says why', async () => {
    await using at = await following()
    const { file, bytes } = brandLogo()
    const settings = at.brand.sign({ event: { theme: { font: file.name } }, brand: [file] })
    await upload(at.storage, { settings, look: [bytes] })
    expect(await at.check()).toMatchObject({ is: 'refused', trouble: { code: 'BRAND_FILE_KIND' } })
  })

  test('have names of their content alone, so that none replaces another', async () => {
    await using at = await following()
    for (const name of ['logo.svg', '../event.json', 'logo-0000000000000000.svg'])
      expect(() => at.brand.sign({ brand: [{ ...brandLogo().file, name }] })).toThrow('SETTINGS_VALUE')
  })
})
