import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { photoFolder } from '../../electron/capture/originals.ts'
import { openPhotos } from '../../electron/capture/photos.ts'
import { openStoreBeside } from '../../electron/store/open.ts'
import { runCli } from '../support/cli.ts'
import { type Kiosk, openKiosk } from '../support/kiosk.ts'
import { photo1080p } from '../support/photo.ts'
import { startStation, temporaryFolder } from '../support/station.ts'
import { until } from '../support/until.ts'

/** People who come back to the kiosk with the code of an earlier photo, against a real station. */
describe('with the code of a photo', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let station: Awaited<ReturnType<typeof startStation>>
  let kiosk: Kiosk
  beforeAll(async () => {
    folder = await temporaryFolder()
    station = await startStation({ data: folder.path })
    kiosk = await openKiosk(station.ready)
  })
  afterAll(async () => {
    await station.stop()
    await folder[Symbol.asyncDispose]()
  })

  async function taken() {
    const photo = await kiosk.shutter({ given: ['screens', 'social'] })
    await kiosk.send(photo.id, photo1080p)
    await fetch(`${photo.link}/ready`)
    await kiosk.leave()
    await kiosk.call('visit.do', { verb: 'code' })
    return photo
  }
  const listed = async (id: string) => {
    const photos = JSON.parse((await runCli('photos', '--data', folder.path)).stdout) as { id: string }[]
    return photos.find(photo => photo.id === id)
  }

  it('the photo is found however the code is typed, and no other way', async () => {
    const { id, code } = await taken()
    const typed = `${code.slice(0, 3).toLowerCase()}-${code.slice(3)} `
    expect(await kiosk.call('code.find', { code: typed })).toMatchObject({
      found: { is: 'photo', id, allowed: true },
    })
    expect(await kiosk.call('code.find', { code: 'WRONG2' })).toMatchObject({ found: { is: 'unknown' } })
    await expect(kiosk.call('code.settle', { what: 'erase' })).rejects.toThrow('NOT_NOW')
  })
  it('what was allowed is taken back, and the photo stays theirs', async () => {
    const { id, code, link } = await taken()
    await kiosk.call('code.find', { code })
    expect(await kiosk.call('code.settle', { what: 'take-back' })).toMatchObject({
      found: { is: 'taken-back' },
    })
    expect(await listed(id)).toMatchObject({ allowed: [] })
    expect((await fetch(link)).status).toBe(200)
  })
  it('it is erased everywhere, and its link opens nothing from the next request on', async () => {
    const { id, code, link } = await taken()
    await kiosk.call('code.find', { code })
    expect(await kiosk.call('code.settle', { what: 'erase' })).toMatchObject({ found: { is: 'erased' } })
    expect((await fetch(link)).status).toBe(404)
    expect((await fetch(`${link}/photo.jpg`)).status).toBe(404)
    expect(await listed(id)).toBeUndefined()
  })
  it('only from where codes are typed', async () => {
    await kiosk.leave()
    await expect(kiosk.call('code.find', { code: 'ABC234' })).rejects.toThrow('NOT_NOW')
  })
  it('guessing soon comes to an end', async () => {
    await kiosk.call('visit.do', { verb: 'code' })
    const guesses = Array.from({ length: 20 }, () => kiosk.call('code.find', { code: 'GUESS2' }))
    const refused = (await Promise.allSettled(guesses)).filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThan(5)
  })

  it('a photo that its page on the internet had erased leaves the screen and the disk', async () => {
    const { id, link } = await kiosk.shutter()
    await kiosk.send(id, photo1080p)
    await fetch(`${link}/ready`)
    const beside = openStoreBeside(join(folder.path, 'groundswell.sqlite')) // as the worker has it
    openPhotos(beside).beginErasing(id, 'asked')
    beside.close()
    const file = join(folder.path, photoFolder(id))
    expect(existsSync(file)).toBe(true)
    await until(
      'the screen to be free',
      async () => (await kiosk.call('kiosk.hello', {})).visit.at === 'attract',
    )
    await until('the files to be gone', () => !existsSync(file))
  })
})
