import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { photoPaths } from '../../electron/contract/visit.ts'
import { openStoreToRead } from '../../electron/store/open.ts'
import { openKiosk } from '../support/kiosk.ts'
import { photo1080p } from '../support/photo.ts'
import { runStation, startStation, temporaryFolder } from '../support/station.ts'
import { until } from '../support/until.ts'

describe('a station that starts', () => {
  test('says in words and in one line for machines where everything is', async () => {
    await using folder = await temporaryFolder()
    const station = await startStation({ data: folder.path })
    expect(station.ready.kiosk).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/enter\?key=[\w-]{43}$/)
    expect(station.ready.share).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(station.ready.data).toBe(folder.path)
    expect(await station.stop()).toBe(0)
  })

  test.each([
    ['broken', 'ours', 'there is no setting "titel". Did you mean "title"?'],
    ['not there', 'our', 'There is no frame "our". Did you mean "ours"?'],
  ])(
    'has the standard frame when the one of the event is %s, and says why',
    async (_how, template, words) => {
      await using folder = await temporaryFolder()
      mkdirSync(join(folder.path, 'templates/ours'), { recursive: true })
      writeFileSync(join(folder.path, 'templates/ours/template.json'), '{"titel": "Ours"}')
      writeFileSync(join(folder.path, 'event.json'), JSON.stringify({ template }))
      // It ends by itself once it was ready, as below.
      const outcome = await runStation({ data: folder.path, env: { GROUNDSWELL_SUPERVISED: '1' } })
      expect(outcome).toMatchObject({ code: 0, stderr: '' })
      const said = outcome.stdout.split('\n').find(line => line.includes(words))
      expect(said).toMatch(/ Until then the standard frame serves\.$/)
    },
  )

  test('keeps no trace of a photo that was tried again once its people are gone', async () => {
    await using folder = await temporaryFolder()
    const station = await startStation({ data: folder.path })
    const kiosk = await openKiosk(station.ready)
    await kiosk.shutter({ looks: true })
    await kiosk.call('visit.do', { verb: 'retake' })
    const store = openStoreToRead(join(folder.path, 'groundswell.sqlite'))
    const count = (table: string) => store.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
    await until('the photo to be gone', () => count('photos') === 0)
    expect(count('traces')).not.toBe(0)
    await kiosk.leave()
    await until('its traces to be gone', () => count('traces') === 0)
    store.close()
    kiosk.close()
    await station.stop()
  })

  test('takes a photo all the way, and logs it without its token or the secret', async () => {
    await using folder = await temporaryFolder()
    const station = await startStation({ data: folder.path })
    try {
      const kiosk = await openKiosk(station.ready)
      const { id, link } = await kiosk.shutter()
      expect(await (await fetch(link)).text()).toContain('data-state="on-its-way"')
      expect((await kiosk.send(id, photo1080p)).status).toBe(201)
      expect((await fetch(`${link}/ready`)).status).toBe(200)
      expect(await (await fetch(link)).text()).toContain('data-state="picture"')
      const picture = await fetch(`${link}/photo.jpg?save`)
      expect(picture.headers.get('content-disposition')).toBe('attachment; filename="groundswell.jpg"')
      const [log] = readdirSync(join(folder.path, 'logs'))
      const lines = readFileSync(join(folder.path, 'logs', log ?? ''), 'utf8')
      expect(lines).toContain('photo framed')
      expect(lines).not.toContain(id)
      expect(lines).not.toContain(link.split('/s/')[1])
      expect(lines).not.toContain(new URL(station.ready.kiosk).searchParams.get('key'))
    } finally {
      await station.stop()
    }
  })

  test('frames a photo when its people keep it: before it is here, while it comes, or after', async () => {
    await using folder = await temporaryFolder()
    const station = await startStation({ data: folder.path })
    try {
      const kiosk = await openKiosk(station.ready)
      const stage = async () => {
        const { visit } = await kiosk.call('kiosk.hello', {})
        return visit.at === 'takeaway' ? visit.photo.stage : visit.at
      }
      for (const ms of [0, 1, 2, 4, 8, 16, 32, 64]) {
        const { id } = await kiosk.shutter({ looks: true })
        const sending = kiosk.send(id, photo1080p)
        await pause(ms)
        expect(await stage()).toBe('review')
        await kiosk.call('visit.do', { verb: 'keep' })
        expect((await sending).status).toBe(201)
        await until('the picture', async () => (await stage()) === 'framed')
      }
      const { id } = await kiosk.shutter({ looks: true })
      await kiosk.send(id, photo1080p)
      await pause(200)
      expect(readdirSync(join(folder.path, 'photos', id))).toHaveLength(1)
      expect((await kiosk.get(photoPaths.original(id))).status).toBe(200)
    } finally {
      await station.stop()
    }
  })

  test('keeps a damaged photo as it came, and says that it could not be framed', async () => {
    await using folder = await temporaryFolder()
    const station = await startStation({ data: folder.path })
    try {
      const kiosk = await openKiosk(station.ready)
      const { id, link } = await kiosk.shutter()
      const half = photo1080p.subarray(0, photo1080p.length / 2)
      expect((await kiosk.send(id, half)).status).toBe(201)
      await until('the failure to show', async () => {
        const { visit } = await kiosk.call('kiosk.hello', {})
        return visit.at === 'takeaway' && visit.photo.stage === 'failed'
      })
      expect(await (await fetch(link)).text()).toContain('data-state="delayed"')
      const [original] = readdirSync(join(folder.path, 'photos', id))
      expect(readFileSync(join(folder.path, 'photos', id, original ?? '')).equals(half)).toBe(true)
    } finally {
      await station.stop()
    }
  })

  test('stops when its supervisor is gone', async () => {
    await using folder = await temporaryFolder()
    // Its standard input has ended from the start, as it does when a supervisor dies.
    const outcome = await runStation({ data: folder.path, env: { GROUNDSWELL_SUPERVISED: '1' } })
    expect(outcome).toMatchObject({ code: 0 })
    expect(outcome.stdout).toContain('Groundswell stops.')
  })
})

describe('a station that cannot start says one clear sentence and makes nothing', () => {
  test.each(['--port', '--share-port'])('when the port of %s is taken', async flag => {
    await using folder = await temporaryFolder()
    const other = createServer().listen(0, '127.0.0.1')
    await until('the other program to listen', () => other.listening)
    const { port } = other.address() as AddressInfo
    const data = join(folder.path, 'data')
    const outcome = await runStation({ data, flags: [flag, String(port)] })
    other.close()
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toMatch(new RegExp(`^Port ${port} for the \\w+ door is taken .* ${flag}\\.\n$`))
    expect(existsSync(data)).toBe(false)
  })

  test('when the data folder cannot be written', async () => {
    await using folder = await temporaryFolder()
    writeFileSync(join(folder.path, 'file'), '')
    const outcome = await runStation({ data: join(folder.path, 'file/data') })
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toMatch(/^The data folder .*file\/data cannot be written \(ENOTDIR\)\..*\n$/)
  })

  test('when the database is damaged, which stays as it is', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'groundswell.sqlite')
    writeFileSync(file, 'torn')
    const outcome = await runStation({ data: folder.path })
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toMatch(/^The database .*groundswell\.sqlite is damaged .*\n$/)
    expect(readFileSync(file, 'utf8')).toBe('torn')
  })

  test.each([
    ['{"nmae": "x"}', 'there is no setting "nmae". Did you mean "name"?'],
    ['{"acent": "#112233"}', 'there is no setting "acent". Did you mean "accent"?'],
  ])('when event.json says %s', async (text, words) => {
    await using folder = await temporaryFolder()
    mkdirSync(folder.path, { recursive: true })
    writeFileSync(join(folder.path, 'event.json'), text)
    const outcome = await runStation({ data: folder.path })
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toContain(words)
    expect(existsSync(join(folder.path, 'groundswell.sqlite'))).toBe(false)
  })

  test('when a flag is misspelled', async () => {
    await using folder = await temporaryFolder()
    const outcome = await runStation({ data: folder.path, flags: ['--camra', 'demo'] })
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toContain('Did you mean --camera?')
  })
})
