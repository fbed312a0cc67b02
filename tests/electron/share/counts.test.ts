import { describe, expect, test } from 'vitest'
import { openAllowance } from '../../../electron/doors/limits.ts'
import { linesAfter, openJournal } from '../../../electron/journal/journal.ts'
import { countRate, openCounts, readDeed } from '../../../electron/share/counts.ts'
import { type KioskFolder, kioskFolder, type TakeOptions } from '../../support/kiosk-folder.ts'
import { until } from '../../support/until.ts'

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1'
const preview = 'WhatsApp/2.23.20.0 A'
const bot = 'curl/8.5.0'
const saved = { kind: 'picture.saved', detail: { picture: 'story' } } as const

/** Counts on a clock of their own, that are written when they are closed. */
function openOn({ store, photos }: KioskFolder, every = 60_000) {
  let time = 0
  const writes: number[] = []
  const journal = openJournal(store, { warn: () => {} })
  const counts = openCounts({
    ...{ photos, store, every, allowance: openAllowance(countRate, () => time) },
    journal: {
      note(notes) {
        if (notes.length > 0) writes.push(notes.length)
        journal.note(notes)
      },
    },
  })
  return { ...counts, writes, wait: (hours: number) => (time += hours * 3_600_000) }
}

async function setUp(options?: TakeOptions) {
  const kiosk = await kioskFolder()
  const id = await kiosk.take(options)
  const { token } = kiosk.photos.find(id)!
  return {
    ...{ kiosk, id, token, counts: openOn(kiosk) },
    /** What phones did, each with its details. */
    told: () =>
      linesAfter(kiosk.store, 0, 10_000)
        .filter(({ kind }) => !/^(?:photo|consent)\./.test(kind))
        .map(({ kind, detail }) => [kind, ...Object.values(JSON.parse(detail) as object)].join(' ')),
    [Symbol.asyncDispose]: () => kiosk[Symbol.asyncDispose](),
  }
}

describe('openings', () => {
  test('are told apart by who says to be there, and by order alone', async () => {
    await using at = await setUp()
    for (const who of [phone, preview, phone, bot, undefined, phone]) at.counts.opened(at.token, who)
    at.counts.close()
    expect(at.told()).toEqual([
      'page.opened person first',
      'page.opened preview first',
      'page.opened person later',
      'page.opened bot first',
      'page.opened bot later',
      'page.opened person later',
    ])
  })

  test('are later ones after a restart too', async () => {
    await using at = await setUp()
    at.counts.opened(at.token, phone)
    at.counts.close()
    const again = openOn(at.kiosk)
    again.opened(at.token, phone)
    again.opened(at.token, preview)
    again.close()
    expect(at.told().slice(1)).toEqual(['page.opened person later', 'page.opened preview first'])
  })

  test('of a page that loads itself again while its picture is on its way are one', async () => {
    await using at = await setUp({ stage: 'kept' })
    for (let i = 0; i < 5; i++) at.counts.opened(at.token, phone)
    at.kiosk.photos.framed(at.id, { file: 'f', sha256: 's', bytes: 1 }, { at: '', offset: 0 })
    at.counts.opened(at.token, phone)
    at.counts.close()
    expect(at.told()).toEqual(['page.opened person first', 'page.opened person later'])
  })
})

test('what people do is counted, and what programs do there is not', async () => {
  await using at = await setUp()
  at.counts.did(at.token, phone, saved)
  at.counts.did(at.token, phone, { kind: 'share.intended', detail: { share_to: 'bluesky' } })
  at.counts.did(at.token, phone, { kind: 'link.tapped', detail: {} })
  for (const who of [preview, bot, undefined]) at.counts.did(at.token, who, saved)
  at.counts.close()
  expect(at.told()).toEqual(['picture.saved story', 'share.intended bluesky', 'link.tapped'])
})

test('links that open nothing are not counted, nor photos that are erased before it is written', async () => {
  await using at = await setUp()
  at.counts.opened('A'.repeat(22), phone)
  at.counts.opened(at.token, phone)
  at.kiosk.photos.beginErasing(at.id, 'asked')
  at.counts.did(at.token, phone, saved)
  at.kiosk.photos.remove(at.id)
  at.counts.close()
  const lines = linesAfter(at.kiosk.store, 0, 100).filter(({ kind }) => kind === 'page.opened')
  expect(lines).toMatchObject([{ photo: null }])
  expect(at.told()).toEqual(['page.opened person first'])
})

test('nobody can inflate a count: at most thirty of a photo and kind in an hour, and some more in the next', async () => {
  await using at = await setUp()
  const other = at.kiosk.photos.find(await at.kiosk.take())!.token
  const flood = (hours: number) => {
    for (let minute = 0; minute < hours * 60; minute++) {
      at.counts.wait(1 / 60)
      for (let i = 0; i < 100; i++) at.counts.did(at.token, phone, saved)
    }
  }
  flood(1)
  at.counts.close()
  expect(at.told().length).toBeGreaterThanOrEqual(25)
  expect(at.told().length).toBeLessThanOrEqual(30)
  flood(1)
  at.counts.close()
  expect(at.told().length).toBeLessThanOrEqual(50)
  const before = at.told().length
  at.counts.did(at.token, phone, { kind: 'link.tapped', detail: {} })
  at.counts.did(other, phone, saved)
  for (let i = 0; i < 100; i++) at.counts.opened(at.token, bot)
  at.counts.opened(at.token, phone)
  at.counts.close()
  expect(at.told().slice(before)).toEqual(
    expect.arrayContaining(['link.tapped', 'picture.saved story', 'page.opened person first']),
  )
})

test('a flood is one write', async () => {
  await using at = await setUp()
  const counts = openOn(at.kiosk, 50)
  for (let i = 0; i < 1_000; i++) counts.opened(at.token, phone)
  await until('the flood to be written', () => counts.writes.length > 0)
  expect(counts.writes).toEqual([10])
  counts.close()
  expect(counts.writes).toHaveLength(1)
})

describe('what a page says that was done on it', () => {
  test.each([
    ['what=share', { kind: 'share.intended', detail: { share_to: 'sheet' } }],
    ['what=copy', { kind: 'caption.copied', detail: {} }],
  ])('%s is counted', (form, deed) => {
    expect(readDeed(new URLSearchParams(form))).toEqual(deed)
  })

  test.each([
    '',
    'what=',
    'what=shared',
    'what=share&what=copy',
    'what=__proto__',
    'what[]=share',
    'share=what',
  ])('%j is refused', form => {
    expect(() => readDeed(new URLSearchParams(form))).toThrow('CALL_INPUT')
  })
})
