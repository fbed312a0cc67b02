import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClipName } from '../../../electron/contract/clip.ts'
import { socketPath } from '../../../electron/contract/events.ts'
import { photoPaths } from '../../../electron/contract/visit.ts'
import { shareLimits } from '../../../electron/doors/share-door.ts'
import { linesAfter } from '../../../electron/journal/journal.ts'
import { openStore, type Store } from '../../../electron/store/open.ts'
import { clipFixtures } from '../../support/clips.ts'
import {
  type Doors,
  doorsOf,
  openPhoto,
  pathOf,
  spills,
  type TakenPhoto,
  takePhoto,
} from '../../support/doors.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'
import { photo1080p } from '../../support/photo.ts'
import { answerFrom, ask, dial, get, type RawAnswer } from '../../support/raw-http.ts'
import { type StationProcess, startStation, temporaryFolder } from '../../support/station.ts'
import { until } from '../../support/until.ts'

/** Its name would like to be a header, and more than one. */
const event = {
  name: 'Lichter "am" Hafen; filename=x.html\r\nSet-Cookie: a=b',
  share: {
    pictures: ['story', 'original'],
    networks: ['whatsapp', 'facebook', 'mastodon', 'bluesky'],
    link: { address: 'https://brand.example/über?from=kiosk&x=%0d%0aSet-Cookie:%20a=b' },
  },
}

const folder = await temporaryFolder()
let station: StationProcess
let doors: Doors
let kiosk: Kiosk
/** The station's own database, through a connection beside the station's. */
let store: Store
let photo: TakenPhoto

beforeAll(async () => {
  await writeFile(join(folder.path, 'event.json'), JSON.stringify(event))
  station = await startStation({ data: folder.path })
  doors = doorsOf(station)
  kiosk = await openKiosk(station.ready)
  store = openStore(join(folder.path, 'groundswell.sqlite'))
  photo = await takePhoto(kiosk, doors.share)
}, 60_000)

afterAll(async () => {
  store.close()
  kiosk.close()
  expect(await station.stop()).toBe(0)
  await folder[Symbol.asyncDispose]()
}, 30_000)

/** Each asker comes from an address of its own, so that none runs out of what an address may ask. */
let asker = 1
const nobody = () => `127.1.${Math.floor(++asker / 250)}.${(asker % 250) + 1}`

const knock = async (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') => {
  const answer = await ask({ port: doors.share, from: nobody() }, get(path, headers).replace('GET', method))
  if (!answer) throw new Error(`${path} was cut`)
  return answer
}

const acts = ['answer', 'take-back', 'delete', 'count'] as const
type Act = (typeof acts)[number]

/** Sends a form as a phone does, from an address of its own. */
async function post(
  act: Act,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  page = photo.page,
  from = nobody(),
): Promise<RawAnswer> {
  const length = String(Buffer.byteLength(body, 'latin1'))
  const own = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': length, ...headers }
  const answer = await ask(
    { port: doors.share, from },
    get(`${page}/${act}`, own).replace('GET', 'POST') + body,
  )
  if (!answer) throw new Error(`${act} was cut`)
  return answer
}

/** The form on a photo's page as a phone sends it: what is hidden, how many people there are, and what is `given`. */
async function formOf(page: string, say: 'yes' | 'no', ...given: string[]): Promise<string> {
  const html = String((await knock(page)).body)
  const form = /<form class="question".*?<\/form>/s.exec(html)?.[0] ?? ''
  const hidden = [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)]
  const fields = hidden.map(([, name = '', value = '']) => [name, value])
  return String(
    new URLSearchParams([...fields, ['people', '1'], ['say', say], ...given.map(one => ['given', one])]),
  )
}

/** How many yeses and noes the station has written down about the photo. */
const written = (id: string) =>
  store.prepare<[string], number>('SELECT count(*) FROM statements WHERE photo = ?').pluck().get(id) ?? 0

/** What follows a link, with its page's own parameters and others. */
const everyPlace = [
  ...['', '?x', '/photo.jpg', '/photo.jpg?save', '/story.jpg', '/square.jpg', '/original.jpg?save', '/ready'],
  ...['/delete', '/answer', '/count', '/to/whatsapp?text=x', '/to/link', `/to/x?text=${'x'.repeat(501)}`],
]

const unknownPage = () => `/s/${randomBytes(16).toString('base64url')}`

/** All of an answer that the asker can see, but for the time. */
function seen({ status, headers, body }: RawAnswer) {
  const { date: _, ...rest } = headers
  return { status, headers: rest, body: body.toString('latin1') }
}

describe('a link', () => {
  test('opens its own page and its own picture', async () => {
    const page = await knock(photo.page)
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
    const picture = await knock(`${photo.page}/photo.jpg`)
    expect(picture).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg' } })
    expect(picture.body.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
    expect((await knock(`${photo.page}/ready`)).status).toBe(200)
  })

  test('tells nothing of the photo that its owner does not need: no id, no other link', async () => {
    const { body } = await knock(photo.page)
    expect(String(body)).not.toContain(photo.id)
    expect(
      String(body)
        .match(/\/s\/[\w-]{22}/g)
        ?.every(link => link === photo.page),
    ).toBe(true)
  })

  test('waits while its picture is on its way', async () => {
    const { id, link } = await kiosk.shutter()
    const page = pathOf(link)
    expect((await knock(`${page}/photo.jpg`)).status).toBe(425)
    const waiting = await dial({ port: doors.share, from: nobody() })
    const told = answerFrom(waiting)
    waiting.write(get(`${page}/ready`))
    await kiosk.send(id, photo1080p)
    expect((await told)?.status).toBe(200)
    expect(await openPhoto(doors.share, page)).not.toBeNull()
    waiting.destroy()
  }, 30_000)
})

describe('links that open nothing', () => {
  const kinds: Record<string, () => Promise<string>> = {
    'has expired': async () => {
      const { id, page } = await takePhoto(kiosk, doors.share)
      store
        .prepare('UPDATE photos SET expires_at = ? WHERE id = ?')
        .run(new Date(Date.now() - 1).toISOString(), id)
      return page
    },
    'was withdrawn': async () => {
      const { id, page } = await takePhoto(kiosk, doors.share)
      store.prepare('UPDATE photos SET withdrawn_at = ? WHERE id = ?').run(new Date().toISOString(), id)
      return page
    },
    'was withdrawn before its picture came': async () => {
      const { id, link } = await kiosk.shutter()
      store.prepare('UPDATE photos SET withdrawn_at = ? WHERE id = ?').run(new Date().toISOString(), id)
      return pathOf(link)
    },
    'is one letter off': async () => turned(photo.page),
    'is in the wrong case': async () => `/s/${swapCase(photo.page.slice(3))}`,
    'is a letter short': async () => photo.page.slice(0, -1),
    'is a letter long': async () => `${photo.page}A`,
    "is the photo's id": async () => `/s/${photo.id}`,
    'asks the database': async () => "/s/'%20OR%20'1'='1",
    'is a wildcard': async () => '/s/______________________',
    'has half an escape': async () => `${photo.page}%`,
    'has a wrong escape': async () => `${photo.page}%zz`,
    'is escaped': async () => photo.page.replace(/.$/, last => `%${last.charCodeAt(0).toString(16)}`),
    'is __proto__': async () => '/s/__proto__',
    'is endless': async () => `/s/${'a'.repeat(6_000)}`,
  }

  test.each(Object.entries(kinds))(
    'are answered the same, byte by byte, when it %s',
    async (_, make) => {
      const [path, unknown] = [await make(), unknownPage()]
      for (const what of everyPlace)
        for (const headers of [{}, { 'Accept-Language': 'de-DE,de' }])
          for (const method of ['GET', 'HEAD']) {
            const answer = seen(await knock(path + what, headers, method))
            expect(answer).toEqual(seen(await knock(unknown + what, headers, method)))
            expect(answer.status).toBe(404)
          }
    },
    30_000,
  )

  test('and phones that were waiting when a link was withdrawn never get its picture', async () => {
    const { id, link } = await kiosk.shutter()
    const page = pathOf(link)
    const waiting = await dial({ port: doors.share, from: nobody() })
    waiting.write(get(`${page}/ready`))
    store.prepare('UPDATE photos SET withdrawn_at = ? WHERE id = ?').run(new Date().toISOString(), id)
    await kiosk.send(id, photo1080p)
    expect([204, 404]).toContain((await answerFrom(waiting))?.status)
    expect((await knock(`${page}/photo.jpg`)).status).toBe(404)
    waiting.destroy()
  }, 30_000)
})

describe('what a phone sends', () => {
  test('is an answer, and one taken back, each answered with the way back to the page', async () => {
    const { id, page } = await takePhoto(kiosk, doors.share)
    const yes = await post('answer', await formOf(page, 'yes', 'social'), {}, page)
    expect(yes).toMatchObject({ status: 303, headers: { location: page }, body: Buffer.alloc(0) })
    expect(String((await knock(page)).body)).toContain('Allowed until')
    const back = await post('take-back', 'purpose=social', {}, page)
    expect(back).toMatchObject({ status: 303, headers: { location: page } })
    expect(String((await knock(page)).body)).not.toContain('Allowed until')
    expect(written(id)).toBe(3)
  })

  test('is the end of the photo, of its page, and of all that was said about it', async () => {
    const { id, page } = await takePhoto(kiosk, doors.share)
    await post('answer', await formOf(page, 'yes', 'social'), {}, page)
    expect(await knock(`${page}/delete`)).toMatchObject({ status: 200 })
    expect(await post('delete', '', {}, page)).toMatchObject({
      status: 303,
      headers: { location: '/deleted' },
    })
    for (const what of everyPlace)
      expect(seen(await knock(page + what))).toEqual(seen(await knock(unknownPage() + what)))
    for (const act of acts) expect((await post(act, '', {}, page)).status).toBe(404)
    expect(written(id)).toBe(0)
    expect(await knock('/deleted')).toMatchObject({ status: 200 })
  })

  test('leaves the kiosk with nothing on its screen of a photo that was deleted', async () => {
    const { id, link } = await kiosk.shutter()
    await kiosk.send(id, photo1080p)
    expect((await post('delete', '', {}, pathOf(link))).status).toBe(303)
    expect((await kiosk.call('kiosk.hello', {})).visit).toEqual({ at: 'attract' })
  })

  test('is told in words and in its own language when it is not written down', async () => {
    const { id, page } = await takePhoto(kiosk, doors.share)
    const nothing = await post('answer', await formOf(page, 'yes'), { 'Accept-Language': 'de' }, page)
    expect(nothing).toMatchObject({ status: 422, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(String(nothing.body)).toContain('Es war nichts angekreuzt')
    const old = await formOf(page, 'yes', 'social')
    await post('take-back', 'purpose=social', {}, page)
    const late = await post('answer', old, {}, page)
    expect(late.status).toBe(409)
    expect(String(late.body)).toContain('said no in the meantime')
    for (const answer of [nothing, late]) expect(String(answer.body)).not.toMatch(/ANSWER_|Trouble/)
    expect(written(id)).toBe(1)
  })

  test('is answered as any address that opens nothing when its token is not right', async () => {
    for (const page of [unknownPage(), turned(photo.page), '/s/__proto__', `/s/${photo.id}`, "/s/'%20OR%201"])
      for (const act of acts)
        for (const body of ['', await formOf(photo.page, 'yes', 'social'), 'x'.repeat(20_000)]) {
          const answer = seen(await post(act, body, { Origin: 'http://elsewhere' }, page))
          expect(answer).toEqual(seen(await post(act, body, {}, unknownPage())))
          expect(answer.status).toBe(404)
        }
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['from another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['from another port of this address', { 'Sec-Fetch-Site': 'same-site' }],
    ['from nowhere known', { 'Sec-Fetch-Site': 'x' }],
    ['with the name of another site', { Origin: 'http://elsewhere' }],
    ['with the name of another port', { Origin: 'http://door:1' }],
    ['with a name that only begins like ours', { Origin: 'http://door.elsewhere' }],
    ['with a name that hides ours', { Origin: 'http://elsewhere/?http://door' }],
    ['with no name', { Origin: 'null' }],
    ['with an empty name', { Origin: '' }],
    ['with another site in one of two headers', { Origin: 'http://door', 'Sec-Fetch-Site': 'cross-site' }],
  ])('is refused when it comes %s', async (_, headers) => {
    const before = written(photo.id)
    const forms = { 'take-back': 'purpose=social', delete: '', count: 'what=copy' }
    const bodies = { answer: await formOf(photo.page, 'no'), ...forms }
    for (const act of acts)
      expect(await post(act, bodies[act], headers)).toMatchObject({ status: 403, body: Buffer.alloc(0) })
    expect(written(photo.id)).toBe(before)
    expect((await knock(photo.page)).status).toBe(200)
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['nothing at all', {}],
    ['its own page', { Origin: 'http://door', 'Sec-Fetch-Site': 'same-origin' }],
    ['its own page behind TLS', { Origin: 'https://door' }],
    ['a person', { 'Sec-Fetch-Site': 'none' }],
  ])('is taken when it names %s as where it comes from', async (_, headers) => {
    expect((await post('take-back', 'purpose=social', headers)).status).toBe(303)
  })

  test.each([
    'text/plain',
    'application/json',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencodedx',
    'text/plain; application/x-www-form-urlencoded',
    '',
  ])('is refused as %j', async type => {
    for (const act of acts) expect((await post(act, '', { 'Content-Type': type })).status).toBe(415)
    expect((await knock(photo.page)).status).toBe(200)
  })

  test('may name its letters', async () => {
    const type = 'Application/X-WWW-Form-URLEncoded; charset=UTF-8'
    expect((await post('take-back', 'purpose=social', { 'Content-Type': type })).status).toBe(303)
  })

  test.each<[string, string, number]>([
    ['one byte more than the most', 'x'.repeat(shareLimits.form.bytes + 1), 413],
    ['as many bytes as there may be', `x=${'x'.repeat(shareLimits.form.bytes - 2)}`, 400],
    ['thousands of names', 'a&'.repeat(8_000), 400],
    ['thousands of empty fields', '&'.repeat(16_000), 400],
    ['one name over and over', 'say=no&'.repeat(2_000), 400],
    ['one field too many', `purpose=social${'&x=1'.repeat(shareLimits.form.fields)}`, 400],
    ['nothing', '', 400],
    ['noise', randomBytes(4_000).toString('latin1'), 400],
    ['half an escape', 'say=%', 400],
    ['broken escapes', '%zz=%ff&say=%e0%80', 400],
    ['names of prototypes', '__proto__=x&constructor=x&__proto__[say]=no&say[]=no', 400],
    ['JSON', '{"say":"no"}', 400],
  ])('is refused when it is %s', async (_, body, status) => {
    const before = written(photo.id)
    for (const act of ['answer', 'take-back'] as const) {
      const answer = await post(act, body)
      expect(answer).toMatchObject({ status, body: Buffer.alloc(0) })
      expect(spills(answer, doors.secret)).toBe(false)
    }
    expect(written(photo.id)).toBe(before)
  })

  test('may come in chunks, but not more of them', async () => {
    const chunked = async (body: string) => {
      const chunks = body.match(/.{1,1000}/g)?.map(one => `${one.length.toString(16)}\r\n${one}\r\n`) ?? []
      const head = { 'Content-Type': 'application/x-www-form-urlencoded', 'Transfer-Encoding': 'chunked' }
      const request = get(`${photo.page}/take-back`, head).replace('GET', 'POST')
      return (await ask({ port: doors.share, from: nobody() }, `${request}${chunks.join('')}0\r\n\r\n`))
        ?.status
    }
    expect(await chunked('purpose=social')).toBe(303)
    expect(await chunked(`purpose=social&x=${'x'.repeat(shareLimits.form.bytes)}`)).toBe(413)
  })

  test('is refused when it says one thing twice, or what its page never asked', async () => {
    const form = await formOf(photo.page, 'yes', 'social')
    for (const more of [
      '&say=no',
      '&people=4',
      '&seen=99',
      '&given=social',
      '&given=ads',
      '&asked=__proto__',
    ])
      expect((await post('answer', form + more)).status).toBe(400)
    expect((await post('answer', `${form}&__proto__=x&constructor=x&x=`)).status).toBe(303)
  })

  test('has an allowance of its own: pages still open, and another address still sends', async () => {
    const from = nobody()
    const statuses: number[] = []
    for (let i = 0; i < shareLimits.posts.burst + 5; i++)
      statuses.push((await post('take-back', 'purpose=social', {}, photo.page, from)).status)
    expect(statuses.filter(status => status === 303).length).toBeLessThan(shareLimits.posts.burst + 3)
    expect(statuses.at(-1)).toBe(429)
    const busy = await post('delete', '', {}, photo.page, from)
    expect(busy).toMatchObject({ status: 429, headers: { 'retry-after': '60' } })
    expect((await ask({ port: doors.share, from }, get(photo.page)))?.status).toBe(200)
    expect((await post('take-back', 'purpose=social')).status).toBe(303)
  })

  test('leaves an address behind that leads back to the page', async () => {
    for (const what of ['answer', 'take-back'])
      for (const method of ['GET', 'HEAD'])
        expect(await knock(`${photo.page}/${what}`, {}, method)).toMatchObject({
          status: 303,
          headers: { location: photo.page },
        })
  })
})

describe('the pictures beside the framed one', () => {
  const save = (name: string, headers = {}) => knock(`${photo.page}/${name}.jpg?save`, headers)

  test('are the story, made soon after, and the original byte for byte as the kiosk sent it', async () => {
    const story = await until('the story', async () => {
      const answer = await knock(`${photo.page}/story.jpg`)
      return answer.status === 200 ? answer : null
    })
    const { width, height } = await sharp(story.body).metadata()
    expect({ width, height }).toEqual({ width: 1080, height: 1920 })
    const original = await knock(`${photo.page}/original.jpg`)
    expect(original).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg' } })
    expect(original.body.equals(photo1080p)).toBe(true)
  })

  test('are waited for while they are on their way', async () => {
    const { id, link } = await kiosk.shutter()
    const page = pathOf(link)
    for (const name of ['story', 'original']) expect((await knock(`${page}/${name}.jpg`)).status).toBe(425)
    await kiosk.send(id, photo1080p)
    expect((await knock(`${page}/original.jpg`)).status).toBe(200)
    await until('the story', async () => (await knock(`${page}/story.jpg`)).status === 200)
  })

  test('are as good as nowhere when the event does not name them, or the kiosk has them no more', async () => {
    expect(seen(await knock(`${photo.page}/square.jpg`))).toEqual(seen(await knock(unknownPage())))
    const { id, page } = await takePhoto(kiosk, doors.share)
    store.prepare("UPDATE photos SET original_dropped_at = '2026-11-27' WHERE id = ?").run(id)
    expect(seen(await knock(`${page}/original.jpg`))).toEqual(seen(await knock(unknownPage())))
  })

  test.each([
    'print',
    'strip',
    'card',
    'post',
    'framed',
    'PHOTO',
    '__proto__',
    '..',
    '../original',
    'story%2ejpg',
  ])('are never a %s', async name => {
    expect((await knock(`${photo.page}/${name}.jpg`)).status).toBe(404)
  })

  test('are a boomerang’s clips, of which players may ask for parts', async () => {
    const boomerang = await takePhoto(kiosk, doors.share)
    store
      .prepare(`UPDATE photos SET mode = 'boomerang', framed_at = '2026-01-01T00:00:00.000Z' WHERE id = ?`)
      .run(boomerang.id)
    const put = (name: ClipName, bytes: Buffer) => kiosk.put(photoPaths.clip(boomerang.id, name), bytes)
    expect((await knock(`${boomerang.page}/boomerang.mp4`)).status).toBe(404)
    expect((await put('boomerang', clipFixtures.boomerang)).status).toBe(201)
    expect((await put('boomerang', clipFixtures.boomerang)).status).toBe(200)
    expect((await put('animation', clipFixtures.boomerang)).status).toBe(422)
    expect((await put('animation', clipFixtures.animation)).status).toBe(201)
    for (const [file, type, bytes] of [
      ['boomerang.mp4', 'video/mp4', clipFixtures.boomerang],
      ['animation.webp', 'image/webp', clipFixtures.animation],
    ] as const) {
      const whole = await knock(`${boomerang.page}/${file}`)
      expect([whole.status, whole.headers['content-type'], whole.headers['accept-ranges']]).toEqual([
        ...[200, type, 'bytes'],
      ])
      expect(whole.body.equals(bytes)).toBe(true)
    }
    const part = await knock(`${boomerang.page}/boomerang.mp4`, { Range: 'bytes=4-7' })
    expect([part.status, part.headers['content-range'], part.body.toString()]).toEqual([
      ...[206, `bytes 4-7/${clipFixtures.boomerang.length}`, 'ftyp'],
    ])
    const beyond = await knock(`${boomerang.page}/boomerang.mp4`, { Range: 'bytes=99999999-' })
    expect([beyond.status, beyond.body.length]).toEqual([416, 0])
    expect((await knock(boomerang.page)).body.toString()).toContain('<video id="film"')
  })

  test('are saved under a name that every system takes, and no header comes out of it', async () => {
    await until('the story', async () => (await save('story')).status === 200)
    const names: Record<string, string> = {}
    for (const name of ['photo', 'story', 'original']) {
      const { status, headers } = await save(name)
      expect([status, headers['set-cookie']]).toEqual([200, undefined])
      names[name] = headers['content-disposition'] ?? ''
      expect((await knock(`${photo.page}/${name}.jpg`)).headers['content-disposition']).toBeUndefined()
    }
    const base = 'lichter-am-hafen-filename-x-html-set-cookie-a-b'
    expect(names).toEqual({
      photo: `attachment; filename="${base}.jpg"`,
      story: `attachment; filename="${base}-story.jpg"`,
      original: `attachment; filename="${base}-original.jpg"`,
    })
  })

  test.each<[string, Readonly<Record<string, string>>, number]>([
    ['in a page of another site', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }, 403],
    ['by a script of another site', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors' }, 403],
    ['in a page of another port', { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'no-cors' }, 403],
    ['in their own page', { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'no-cors' }, 200],
    [
      'by a link that somebody follows',
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' },
      200,
    ],
    ['by who fetches a preview', { 'User-Agent': 'facebookexternalhit/1.1' }, 200],
  ])('shown %s are answered as they should be', async (_, headers, status) => {
    for (const name of ['photo', 'original']) {
      const answer = await knock(`${photo.page}/${name}.jpg`, headers)
      expect(answer.status).toBe(status)
      // What tells every browser, where it sends no such header, that other sites may not show it.
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin')
      expect((await knock(`${unknownPage()}/${name}.jpg`, headers)).status).toBe(404)
    }
  })
})

describe('the way on', () => {
  const to = (place: string, headers = {}) => knock(`${photo.page}/to/${place}`, headers)

  test("leads to a network's own address with the words, without a link that only this network opens, and without a referrer", async () => {
    const words = 'Größer & lauter? 100 % #lights\nصورة'
    const { status, headers, body } = await to(`whatsapp?text=${encodeURIComponent(words)}`)
    expect(status).toBe(303)
    expect(headers.location).toBe(`https://wa.me/?text=${encodeURIComponent(words)}`)
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(body.length).toBe(0)
  })

  test('leads back to the photo where a network takes links alone and there is none for everybody', async () => {
    expect(await to('facebook?text=x')).toMatchObject({ status: 303, headers: { location: photo.page } })
  })

  test("leads to the event's link, as a header may have it", async () => {
    const { status, headers } = await to('link?text=x')
    expect(status).toBe(303)
    expect(headers.location).toBe('https://brand.example/%C3%BCber?from=kiosk&x=%0d%0aSet-Cookie:%20a=b')
    expect(headers['set-cookie']).toBeUndefined()
  })

  test.each([
    ...['', 'x', 'mastodon', 'WHATSAPP', 'whatsapp/', 'whatsapp.evil.example', '__proto__', 'constructor'],
    ...[
      'https://evil.example',
      '//evil.example',
      'evil.example',
      '?url=https://evil.example',
      'link%0d%0aX:y',
    ],
  ])('leads nowhere else: %j', async place => {
    const answer = await to(`${place}${place.includes('?') ? '&' : '?'}text=x&url=https://evil.example`)
    expect(answer.status).toBe(404)
    expect(answer.headers.location).toBeUndefined()
  })

  test.each([
    ['longer than the page lets them be', 'x'.repeat(501)],
    ['with a NUL', 'a%00b'],
    ['with an escape', 'a%1bb'],
    ['with a tab', 'a%09b'],
  ])('takes no words %s', async (_, text) => {
    expect(await to(`whatsapp?text=${text}`)).toMatchObject({ status: 400, body: Buffer.alloc(0) })
  })

  test.each([
    ['a header', 'a%0d%0aSet-Cookie:%20a=b%0d%0a%0d%0a<html>'],
    ['another parameter', 'a%26url=https://evil.example%23'],
    ['half a letter', '%ff%fe%c3'],
    ['half a pair', 'a%ed%a0%80b'],
    ['nothing', ''],
    ['as much as may be', '%C3%BC'.repeat(500)],
  ])('makes no more of %s than words', async (_, text) => {
    const { status, headers } = await to(`whatsapp?text=${text}`)
    expect(status).toBe(303)
    const { host, search, hash } = new URL(headers.location ?? '')
    expect([host, hash]).toEqual(['wa.me', ''])
    expect([...new URLSearchParams(search).keys()]).toEqual(text ? ['text'] : [])
    expect(headers['set-cookie']).toBeUndefined()
  })
})

describe('what is counted', () => {
  const phone = { 'User-Agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604.1' }
  const whatsapp = { 'User-Agent': 'WhatsApp/2.23.20.0 A' }
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

  /** What the journal says that phones did with the photo. */
  const told = (id: string) =>
    linesAfter(store, 0, 100_000)
      .filter(line => line.photo === id && !/^(?:photo|visit|consent)\./.test(line.kind))
      .map(({ kind, detail }) => [kind, ...Object.values(JSON.parse(detail) as object)].join(' '))
  const soon = async (id: string, lines: number) => {
    await until(`${lines} lines`, () => told(id).length >= lines)
    return told(id)
  }

  test('is what people do on a page, each as what it is', async () => {
    const { id, page } = await takePhoto(kiosk, doors.share)
    await knock(page, whatsapp)
    await knock(page, phone)
    await knock(`${page}/photo.jpg`, phone)
    await knock(`${page}/photo.jpg?save`, phone)
    await knock(`${page}/original.jpg?save`, phone)
    expect(await post('count', 'what=share', phone, page)).toMatchObject({ status: 204 })
    expect(await post('count', 'what=copy', { ...phone, ...form }, page)).toMatchObject({ status: 204 })
    await knock(`${page}/to/whatsapp?text=x`, phone)
    await knock(`${page}/to/link`, phone)
    await knock(page, phone)
    expect(await soon(id, 9)).toEqual([
      'page.opened preview first',
      'page.opened person first',
      'picture.saved photo',
      'picture.saved original',
      'share.intended sheet',
      'caption.copied',
      'share.intended whatsapp',
      'link.tapped',
      'page.opened person later',
    ])
  })

  test('is nothing that only looks like it: HEAD, previews that follow links, refusals, and a page that leads back to itself', async () => {
    const { id, page } = await takePhoto(kiosk, doors.share)
    const places = ['', '/photo.jpg?save', '/to/whatsapp?text=x', '/to/link']
    for (const place of places) await knock(page + place, phone, 'HEAD')
    for (const place of places.slice(1)) await knock(page + place, whatsapp)
    const refused = [
      `/to/whatsapp?text=${'x'.repeat(501)}`,
      '/to/facebook?text=x',
      '/square.jpg?save',
      '/to/x?text=x',
    ]
    for (const place of refused) await knock(page + place, phone)
    await post('count', 'what=share', whatsapp, page)
    await post('count', 'what=share', { ...phone, 'Sec-Fetch-Site': 'cross-site' }, page)
    for (const bad of ['', 'what=shared', 'what=share&what=copy'])
      expect((await post('count', bad, phone, page)).status).toBe(400)
    for (const from of [page, `${page}/delete`, `${page}/answer?x#y`])
      await knock(page, { ...phone, Referer: `http://door${from}` })
    await knock(page, { ...phone, Referer: `http://elsewhere${page}` })
    await knock(page, phone)
    expect(await soon(id, 2)).toEqual(['page.opened person first', 'page.opened person later'])
  })

  test('has no part in what answers may still be sent', async () => {
    const from = nobody()
    const { page } = await takePhoto(kiosk, doors.share)
    for (let i = 0; i < shareLimits.posts.burst + 5; i++)
      expect((await post('count', 'what=copy', phone, page, from)).status).toBe(204)
    expect((await post('take-back', 'purpose=social', {}, page, from)).status).toBe(303)
  })

  test('is bounded for each photo, and who floods it still gets the page', async () => {
    const { id, page } = await takePhoto(kiosk, doors.share)
    for (let i = 0; i < 60; i++) expect((await knock(page, phone)).status).toBe(200)
    await soon(id, 10)
    expect(told(id).length).toBeLessThan(15)
  })

  test('leaves no address and no name of a browser anywhere', async () => {
    const database = await readFile(join(folder.path, 'groundswell.sqlite'))
    const wal = await readFile(join(folder.path, 'groundswell.sqlite-wal'))
    for (const file of [database, wal])
      for (const trace of ['iPhone', 'WhatsApp/2', '127.1.0.']) expect(file.includes(trace)).toBe(false)
  })
})

describe('the door', () => {
  test.each([
    '/',
    '',
    '*',
    '/s',
    '/s/',
    '/s/?',
    '/s//',
    '/S/',
    '/s/*',
    '/s/.',
    '/s/..',
    '/s/../s/',
    '/s/%2e%2e/',
    '/s/..\\..',
    '/s/index.html',
    '/photos',
    '/photos/',
    '/index.html',
    '/favicon.ico',
    '/robots.txt',
    '/.well-known/security.txt',
    '/../package.json',
    '/%2e%2e/package.json',
    '//etc/passwd',
    'http://127.0.0.1/s/',
    '/photo.jpg',
    '/ready',
  ])('lists nothing at %s', async path => {
    if (path === '') expect((await knock(path)).status).toBe(400)
    else expect(seen(await knock(path))).toEqual(seen(await knock(unknownPage())))
  })

  test('has no address in common with the kiosk door, not even for the kiosk itself', async () => {
    const { id } = photo
    const { Cookie } = doors.own
    const paths = [
      `/enter?key=${doors.secret}`,
      '/kiosk/',
      '/kiosk/index.html',
      `/frames/${'0'.repeat(64)}.png`,
      socketPath,
      photoPaths.original(id),
      photoPaths.framed(id),
    ]
    for (const path of paths)
      expect(seen(await knock(path, { Cookie }))).toEqual(seen(await knock(unknownPage())))
    const upgrade = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    }
    expect((await knock(socketPath, { ...doors.own, ...upgrade })).status).toBe(404)
    expect((await knock(photo.page, upgrade)).status).toBe(200)
  })

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('takes no %s', async method => {
    for (const path of [photo.page, unknownPage(), photoPaths.original(photo.id), '/deleted']) {
      const answer = await knock(path, { 'Content-Length': '0' }, method)
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
      expect(Object.keys(answer.headers).join()).not.toContain('access-control')
    }
    if (method === 'POST') return
    for (const path of [photo.page, unknownPage()]) {
      for (const act of acts) {
        const answer = await knock(`${path}/${act}`, { 'Content-Length': '0' }, method)
        expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST' } })
      }
    }
  })

  test('makes no tunnel', async () => {
    const tunnel = get('127.0.0.1:1', {}).replace('GET', 'CONNECT')
    expect(await ask({ port: doors.share, from: nobody() }, tunnel)).toBeNull()
  })

  test('gives HEAD the headers of GET and no body', async () => {
    for (const path of [photo.page, `${photo.page}/photo.jpg`, `${photo.page}/delete`, '/deleted']) {
      const head = await knock(path, {}, 'HEAD')
      expect(head.body.length).toBe(0)
      expect(seen(head).headers).toEqual(seen(await knock(path)).headers)
    }
  })

  test('never lets a name in Accept-Language choose anything but a language', async () => {
    for (const wish of ['constructor', '__proto__', 'hasOwnProperty', ','.repeat(5_000), '-;-;', '\xff']) {
      const headers = { 'Accept-Language': wish }
      expect((await knock(photo.page, headers)).status).toBe(200)
      expect(seen(await knock(unknownPage(), headers))).toEqual(seen(await knock(unknownPage())))
    }
  })

  test('keeps what it sends out of caches, frames, search engines and other sites', async () => {
    const reserved = pathOf((await kiosk.shutter()).link)
    const answers = {
      page: await knock(photo.page),
      picture: await knock(`${photo.page}/photo.jpg`),
      ready: await knock(`${photo.page}/ready`),
      early: await knock(`${reserved}/photo.jpg`),
      unknown: await knock(unknownPage()),
      method: await knock(photo.page, {}, 'POST'),
      confirm: await knock(`${photo.page}/delete`),
      deleted: await knock('/deleted'),
      refused: await post('answer', await formOf(photo.page, 'yes')),
      foreign: await post('answer', '', { Origin: 'http://elsewhere' }),
      tooLarge: await post('answer', 'x'.repeat(20_000)),
      back: await knock(`${photo.page}/answer`),
      away: await knock(`${photo.page}/to/whatsapp?text=x`),
      busy: await refusal(),
    }
    const pages = ['page', 'unknown', 'busy', 'confirm', 'deleted', 'refused']
    for (const [name, answer] of Object.entries(answers)) {
      expect(answer.headers, name).toMatchObject({
        'x-content-type-options': 'nosniff',
        // A form says where it comes from only when its page may say so to its own door.
        'referrer-policy': [...pages, 'back'].includes(name) ? 'same-origin' : 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cache-control': 'no-store',
      })
      expect(answer.headers['set-cookie'], name).toBeUndefined()
      expect(spills(answer, doors.secret), name).toBe(false)
    }
    for (const name of pages) {
      const answer = answers[name as keyof typeof answers]
      const policy = answer.headers['content-security-policy']
      for (const part of [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'none'",
      ])
        expect(policy).toContain(part)
      expect(policy).not.toMatch(/unsafe|\*|data:|https?:/)
      expect(answer.headers['x-robots-tag']).toBe('noindex')
    }
    expect(answers.busy).toMatchObject({ status: 429, headers: { 'retry-after': '60' } })
  }, 30_000)

  /** What an address is told that has guessed too often. */
  async function refusal(): Promise<RawAnswer> {
    const from = nobody()
    return until('a refusal', async () => {
      const answer = await ask({ port: doors.share, from }, get(unknownPage()))
      return answer?.status === 429 ? answer : null
    })
  }
})

/** The page's address with one letter of its token changed. */
function turned(page: string): string {
  return page.replace(/.$/, last => (last === 'A' ? 'Q' : 'A'))
}

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, letter =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  )
}
