import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openPictures } from '../../../electron/frame/pictures.ts'
import { postToken } from '../../../electron/share/links.ts'
import { openStories } from '../../../electron/story/stories.ts'
import { writeSecrets } from '../../../electron/system/secrets.ts'
import { moment } from '../../../electron/system/time.ts'
import { noApache, startApache } from '../../support/storage/apache.ts'
import { password, user } from '../../support/storage/webdav-server.ts'
import { type SyncedKiosk, syncedKiosk } from '../../support/synced-kiosk.ts'
import { tracesIn } from '../../support/traces.ts'
import { missingWebServer, startWebServer } from '../../support/web-server.ts'

const publicAddress = 'https://photos.example.org'

/** The keys where everybody may read; what is only being written has no name there yet. */
const published = async (kiosk: SyncedKiosk) =>
  (await kiosk.stored('s/')).filter(key => !key.endsWith('.part'))
const tokenOf = ({ photos }: SyncedKiosk, id: string) => photos.find(id)!.token
const pageOf = (kiosk: SyncedKiosk, id: string) =>
  readFile(join(kiosk.storage, `s/${tokenOf(kiosk, id)}`), 'utf8')

/** What lies there, in the order in which it came and went. */
async function steps(kiosk: SyncedKiosk): Promise<string[]> {
  const seen: string[] = []
  let before = await published(kiosk)
  await using sync = await kiosk.open()
  const { shelf } = sync
  const { put, remove } = shelf
  const look = async () => {
    const now = await published(kiosk)
    seen.push(...now.filter(key => !before.includes(key)).map(key => `+${key}`))
    seen.push(...before.filter(key => !now.includes(key)).map(key => `-${key}`))
    before = now
  }
  Object.assign(shelf, {
    put: (...given: Parameters<typeof put>) => put(...given).then(look),
    remove: (...given: Parameters<typeof remove>) => remove(...given).then(look),
  })
  await sync.worker.once(new AbortController().signal)
  return seen
}

describe('a photo’s page', () => {
  test('is there from the shutter on, and says that the picture is on its way', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.take({ stage: 'reserved' })
    await kiosk.once()
    expect(await published(kiosk)).toEqual([`s/${tokenOf(kiosk, id)}`])
    expect(await pageOf(kiosk, id)).toContain('on its way')
  })

  test('comes after its picture, and says no more that it is on its way', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.take()
    const token = tokenOf(kiosk, id)
    const post = postToken(token)
    expect(await steps(kiosk)).toEqual([
      `+s/${post}.jpg`,
      `+s/${token}`,
      `+s/${post}`,
      `+s/${token}-original.jpg`,
    ])
    const page = await pageOf(kiosk, id)
    expect(page).toContain(`${post}.jpg`)
    expect(page).not.toContain('on its way')
    const framed = await readFile(join(kiosk.data, kiosk.photos.find(id)!.framed_file!))
    expect(await readFile(join(kiosk.storage, `s/${post}.jpg`))).toEqual(framed)
  })

  test('has the pictures beside it that are made later', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.take()
    await kiosk.once()
    const { original_file: file, original_sha256: sha256, original_bytes: bytes } = kiosk.photos.find(id)!
    openPictures(kiosk.store).add(id, { name: 'story', file: file!, sha256: sha256!, bytes: bytes! })
    await kiosk.once()
    expect(await published(kiosk)).toContain(`s/${tokenOf(kiosk, id)}-story.jpg`)
  })

  test('gets a boomerang’s clips before it shows them, each as what it is', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.take()
    await kiosk.once()
    await kiosk.addClips(id)
    const token = tokenOf(kiosk, id)
    const post = postToken(token)
    expect(await steps(kiosk)).toEqual([`+s/${token}-animation.webp`, `+s/${post}-boomerang.mp4`])
    expect(await pageOf(kiosk, id)).toContain(`${post}-boomerang.mp4`)
    const types = kiosk.store.prepare(`SELECT type FROM objects WHERE key LIKE '%.mp4' OR key LIKE '%.webp'`)
    expect(types.pluck().all().toSorted()).toEqual(['image/webp', 'video/mp4'])
    await kiosk.erasure.erase(id, 'asked')
    await kiosk.once()
    expect(await published(kiosk)).toEqual([])
  })

  test('waits with its picture until staff have seen its people’s words', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.allowed()
    const stories = openStories(kiosk.store)
    stories.tell(id, 'We danced', true)
    await kiosk.once()
    expect(await kiosk.stored('')).not.toContainEqual(expect.stringMatching(/jpg$|records/))
    expect(await pageOf(kiosk, id)).toContain('Our staff reads your words first')
    expect(await pageOf(kiosk, id)).not.toContain('We danced')
    expect(stories.isOut(id)).toBe(false)
    stories.judge(id, 'fine')
    await kiosk.once()
    expect(await pageOf(kiosk, id)).toContain('We danced')
    expect(await kiosk.stored('')).toContainEqual(expect.stringMatching(/records/))
    expect(stories.isOut(id)).toBe(true)
  })

  test('has no words that staff left out', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.allowed()
    const stories = openStories(kiosk.store)
    stories.tell(id, 'We danced', true)
    stories.judge(id, 'not')
    await kiosk.once()
    expect(await pageOf(kiosk, id)).toContain('The staff left your words out')
    for (const key of (await kiosk.stored('')).filter(one => !one.endsWith('jpg')))
      expect(await readFile(join(kiosk.storage, key), 'utf8'), key).not.toContain('We danced')
  })

  test('waits for a boomerang’s film, though not for ever', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.take()
    kiosk.store.exec(`UPDATE photos SET mode = 'boomerang'`)
    await kiosk.once()
    expect(await pageOf(kiosk, id)).toContain('on its way')
    expect(await published(kiosk)).not.toContain(`s/${postToken(tokenOf(kiosk, id))}.jpg`)
    await kiosk.once({ now: () => Date.now() + 11_000 })
    expect(await pageOf(kiosk, id)).not.toContain('on its way')
  })

  test('goes before what the brand may use', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.allowed()
    await using sync = await kiosk.open()
    const order: string[] = []
    const { put } = sync.shelf
    Object.assign(sync.shelf, {
      put: (...given: Parameters<typeof put>) => {
        order.push(given[0].key)
        return put(...given)
      },
    })
    await sync.worker.once(new AbortController().signal)
    const page = order.indexOf(`s/${tokenOf(kiosk, id)}`)
    expect(page).toBeGreaterThan(-1)
    expect(order.findIndex(key => key.startsWith('v1/media/'))).toBeGreaterThan(page)
  })

  test('of a photo that nobody allowed anything with lies there for its people, and nothing for the brand', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.take()
    await kiosk.once()
    expect(await published(kiosk)).toContain(`s/${tokenOf(kiosk, id)}`)
    expect((await kiosk.stored('v1/')).filter(key => key.includes(id))).toEqual([])
  })

  test('stays when what was allowed is taken back: it is its people’s', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.allowed()
    await kiosk.once()
    kiosk.takeBack(id)
    await kiosk.once()
    expect(await published(kiosk)).toContain(`s/${tokenOf(kiosk, id)}`)
    expect(await kiosk.stored('v1/media/')).toEqual([])
  })

  test('is there once more when the storage has lost it', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.take()
    await kiosk.once()
    const before = await pageOf(kiosk, id)
    kiosk.store.exec(`UPDATE objects SET state = 'putting'`)
    kiosk.store.prepare('INSERT INTO changes (photo, rank) VALUES (?, 1)').run(id)
    await kiosk.once()
    expect(await pageOf(kiosk, id)).toBe(before)
  })

  test('is there before the original, which comes when originals may go, and names it then', async () => {
    await using kiosk = await syncedKiosk({ publicAddress, metered: true })
    const id = await kiosk.take()
    const original = `s/${tokenOf(kiosk, id)}-original.jpg`
    await kiosk.once()
    expect(await published(kiosk)).not.toContain(original)
    await kiosk.set({ publicAddress })
    await kiosk.once()
    expect(await published(kiosk)).toContain(original)
  })

  test('comes without the original where originals never go, or the event offers none', async () => {
    for (const [sync, event] of [
      [{ originals: 'never' }, {}],
      [{}, { share: { pictures: [] } }],
    ]) {
      await using kiosk = await syncedKiosk({ publicAddress, ...sync })
      await writeFile(join(kiosk.data, 'event.json'), JSON.stringify(event))
      const token = tokenOf(kiosk, await kiosk.take())
      await kiosk.once()
      const post = postToken(token)
      expect(await published(kiosk)).toEqual([`s/${token}`, `s/${post}`, `s/${post}.jpg`].sort())
      expect(kiosk.store.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(0)
    }
  })

  test('is not made of a photo whose people were not told of it beforehand', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    await kiosk.take({ public_page: 0 })
    await kiosk.once()
    expect(await published(kiosk)).toEqual([])
  })

  test('is not made where nothing is published', async () => {
    await using kiosk = await syncedKiosk()
    await kiosk.take()
    await kiosk.once()
    expect(await published(kiosk)).toEqual([])
  })
})

describe('taking a page down', () => {
  test('begins with the page, and leaves nothing', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.take()
    const token = tokenOf(kiosk, id)
    await kiosk.once()
    await kiosk.erasure.erase(id, 'asked')
    const gone = await steps(kiosk)
    expect(gone.slice(0, 2).sort()).toEqual([`-s/${token}`, `-s/${postToken(token)}`].sort())
    expect(gone).toHaveLength(4)
    expect(await published(kiosk)).toEqual([])
  })

  test('happens once more for what came in late', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.take()
    const token = tokenOf(kiosk, id)
    await kiosk.once()
    await kiosk.erasure.erase(id, 'asked')
    await kiosk.once()
    await writeFile(join(kiosk.storage, `s/${postToken(token)}.jpg`), 'late')
    kiosk.letTimePass()
    await kiosk.once()
    expect(await published(kiosk)).toEqual([])
  })

  test('leaves neither link nor hash in the kiosk once the storage is done with it', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.take()
    const { token, framed_sha256: framed } = kiosk.photos.find(id)!
    await kiosk.once()
    await kiosk.erasure.erase(id, 'asked')
    await kiosk.once()
    kiosk.letTimePass()
    await kiosk.once()
    await kiosk.erasure.resume()
    expect(await tracesIn(kiosk.data, { token, post: postToken(token), framed: framed! })).toEqual([])
  })

  test('happens when the link’s time is over', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.take()
    await kiosk.once()
    kiosk.photos.setExpiry(id, moment().at)
    await kiosk.once()
    expect(await published(kiosk)).toEqual([])
  })

  test('happens at that time, though nothing here has changed', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.take()
    const over = Date.now() + 60_000
    kiosk.photos.setExpiry(id, new Date(over).toISOString())
    await kiosk.once()
    expect(await published(kiosk)).toHaveLength(4)
    await kiosk.once({ now: () => over })
    expect(await published(kiosk)).toEqual([])
    // Nor is it looked at again and again.
    expect(kiosk.store.prepare('SELECT count(ends_at) FROM objects').pluck().get()).toBe(0)
  })

  test('happens for all where publishing is set no more', async () => {
    await using kiosk = await syncedKiosk({ publicAddress })
    await kiosk.take()
    await kiosk.once()
    await kiosk.set({})
    await kiosk.once()
    expect(await published(kiosk)).toEqual([])
  })
})

test.skipIf(noApache || missingWebServer)(
  'a page that went over WebDAV is read by everybody, and nothing else is',
  async () => {
    await using web = await startWebServer()
    await using dav = await startApache({ shown: web.folder })
    await using kiosk = await syncedKiosk()
    const target = { kind: 'webdav', url: `http://127.0.0.1:${dav.port}/`, user }
    await kiosk.set({ publicAddress: web.address, target })
    await writeSecrets(kiosk.data, { storage: password })
    const id = await kiosk.allowed()
    await kiosk.once()
    const page = await fetch(`${web.address}/s/${tokenOf(kiosk, id)}`)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const picture = await fetch(`${web.address}/s/${postToken(tokenOf(kiosk, id))}.jpg`)
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    expect(picture.headers.get('cache-control')).toBe('public, max-age=300')
    const record = `v1/records/station=hall-a/${id}.json`
    expect(existsSync(join(web.folder, record))).toBe(true)
    expect((await fetch(`${web.address}/${record}`)).status).toBe(403)
  },
)
