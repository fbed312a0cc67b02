import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Line, linesAfter, openJournal } from '../../../electron/journal/journal.ts'
import { type Kind, kinds, type Note } from '../../../electron/journal/kinds.ts'
import { openStore, openStoreToRead } from '../../../electron/store/open.ts'
import { version } from '../../../electron/system/version.ts'
import { no, on, withdrawal, yes } from '../../support/answers.ts'
import { openErasable } from '../../support/erasable.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { photo1080p } from '../../support/photo.ts'
import { startStation, temporaryFolder } from '../../support/station.ts'
import { tracesIn } from '../../support/traces.ts'
import { until } from '../../support/until.ts'

async function station() {
  const folder = await temporaryFolder()
  const at = openErasable(folder.path)
  return {
    ...at,
    journal: openJournal(at.store, at.log),
    lines: () => linesAfter(at.store, 0, 1000),
    async [Symbol.asyncDispose]() {
      at.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

const when = { at: '2026-11-22T09:30:00.123Z', offset: 330 }
const begun = (photo: string | null = null): Note[] => [
  { kind: 'visit.begun', photo, detail: { step: 'expect', app: '1.2.3' } },
]

/** All kinds of lines, each with what goes with it; gives the photo that has them. */
async function everything(at: Awaited<ReturnType<typeof station>>) {
  const { id } = at.reserve({ at: '2026-11-22T09:00:00.000Z' })
  const file = { file: 'f', sha256: 's', bytes: 1 }
  at.photos.kept(id, file, on('2026-11-22T09:00:01Z'))
  at.photos.framed(id, file, on('2026-11-22T09:00:02Z'))
  at.journal.note(
    [
      ...begun(),
      { kind: 'visit.step', photo: id, detail: { step: 'takeaway' } },
      { kind: 'consent.asked', photo: id, detail: { purpose: 'screens', way: 'kiosk' } },
      { kind: 'visit.ended', photo: id, detail: { step: 'takeaway', ended_by: 'hand' } },
      { kind: 'page.opened', photo: id, detail: { opened_by: 'person', opening: 'first' } },
      { kind: 'picture.saved', photo: id, detail: { picture: 'story' } },
      { kind: 'share.intended', photo: id, detail: { share_to: 'whatsapp' } },
      { kind: 'caption.copied', photo: id, detail: {} },
      { kind: 'link.tapped', photo: id, detail: {} },
      { kind: 'remote.taken', photo: null, detail: {} },
    ],
    when,
  )
  at.ledger.answer(yes(id), on('2026-11-22T09:00:03Z'))
  at.ledger.answer(no(id, { purpose: 'ads', way: 'staff' }), on('2026-11-22T09:00:04Z'))
  at.ledger.withdraw(withdrawal(id), on('2026-11-22T09:00:05Z'))
  return id
}

describe('the journal', () => {
  test('has a line for each thing that happens to a photo and its permissions, at its own time', async () => {
    await using at = await station()
    const id = await everything(at)
    const { id: broken } = at.reserve({ at: '2026-11-22T10:00:00.000Z' })
    at.photos.kept(broken, { file: 'f', sha256: 's', bytes: 1 }, on('2026-11-22T10:00:01Z'))
    const before = new Date().toISOString()
    at.photos.failed(broken, 'PHOTO_DAMAGED')
    await at.erasure.erase(broken, 'staff')
    const after = new Date().toISOString()

    const told = at.lines().map(({ kind, occurred_at, photo, detail }) => ({
      ...{ kind, time: occurred_at.slice(11), photo },
      detail: JSON.parse(detail) as unknown,
    }))
    const first = (kind: Kind) => told.find(line => line.kind === kind)
    expect(first('photo.reserved')).toEqual({
      ...{ kind: 'photo.reserved', time: '09:00:00.000Z', photo: id },
      detail: { template: 'swell', language: 'en' },
    })
    expect(first('photo.kept')).toMatchObject({ time: '09:00:01.000Z', photo: id, detail: {} })
    expect(first('photo.framed')).toMatchObject({ time: '09:00:02.000Z', photo: id, detail: {} })
    expect(first('consent.given')).toMatchObject({
      ...{ time: '09:00:03.000Z', photo: id },
      detail: { purpose: 'screens', way: 'kiosk' },
    })
    expect(first('consent.refused')).toMatchObject({
      ...{ time: '09:00:04.000Z', photo: id },
      detail: { purpose: 'ads', way: 'staff' },
    })
    expect(first('consent.withdrawn')).toMatchObject({
      ...{ time: '09:00:05.000Z', photo: id },
      detail: { purpose: 'everything', way: 'phone' },
    })
    expect(first('photo.failed')?.detail).toEqual({ code: 'PHOTO_DAMAGED' })
    expect(first('photo.erased')).toMatchObject({ photo: null, detail: { reason: 'staff' } })
    for (const { occurred_at } of at.lines().filter(line => /failed|erased/.test(line.kind))) {
      expect(occurred_at >= before && occurred_at <= after, occurred_at).toBe(true)
    }
    expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(kinds))
  })

  test('keeps what the station sees with its time and the offset of its clock, in the order it came', async () => {
    await using at = await station()
    const { id } = at.reserve()
    at.journal.note(begun(), when)
    at.journal.note([{ kind: 'visit.step', photo: id, detail: { step: 'takeaway' } }], on('2026-11-21'))
    const seen = at.lines().filter(({ kind }) => kind.startsWith('visit.'))
    expect(seen).toMatchObject([
      { occurred_at: when.at, offset: 330, photo: null, detail: '{"step":"expect","app":"1.2.3"}' },
      { occurred_at: '2026-11-21T00:00:00.000Z', offset: 0, photo: id, detail: '{"step":"takeaway"}' },
    ])
    expect(seen[0]!.seq).toBeLessThan(seen[1]!.seq)
  })

  test('has a time of its own when none is given', async () => {
    await using at = await station()
    const before = new Date().toISOString()
    at.journal.note(begun())
    const [{ occurred_at, offset }] = at.lines() as [Line]
    expect(occurred_at >= before && occurred_at <= new Date().toISOString()).toBe(true)
    expect(offset).toBe(-new Date().getTimezoneOffset() || 0)
  })

  test('writes all of a move or nothing, and what cannot be written stops nobody', async () => {
    await using at = await station()
    at.store.exec(`CREATE TRIGGER no_room BEFORE INSERT ON journal WHEN NEW.kind = 'visit.ended'
      BEGIN SELECT RAISE(FAIL, 'no room'); END`)
    at.journal.note([
      ...begun(),
      { kind: 'visit.ended', photo: null, detail: { step: 'live', ended_by: 'hand' } },
    ])
    expect(at.lines()).toEqual([])
    at.journal.note(begun())
    expect(at.lines()).toHaveLength(1)
    expect(at.store.pragma('synchronous', { simple: true }), 'is careful again').toBe(2)
  })
})

describe('when a photo is erased', () => {
  test('no line has its id, no byte of it is left, and every count stays', async () => {
    await using at = await station()
    const id = await everything(at)
    const stays = await everything(at)
    const before = at.lines()
    expect(before.filter(({ photo }) => photo === id)).toHaveLength(14)

    await at.erasure.erase(id, 'asked')

    const after = at.lines()
    expect(after.slice(0, -1)).toEqual(
      before.map(line => ({ ...line, photo: line.photo === id ? null : line.photo })),
    )
    expect(after.at(-1)).toMatchObject({ kind: 'photo.erased', photo: null, detail: '{"reason":"asked"}' })
    expect(after.filter(({ photo }) => photo === stays)).toHaveLength(14)
    expect(await tracesIn(at.data, { id })).toEqual([])
  })

  test('a visit that still had it on its screen does not bring its id back', async () => {
    await using at = await station()
    const { id } = at.reserve()
    await at.erasure.erase(id, 'asked')
    at.journal.note([{ kind: 'visit.ended', photo: id, detail: { step: 'takeaway', ended_by: 'hand' } }])
    expect(at.lines().at(-1)).toMatchObject({ kind: 'visit.ended', photo: null })
    expect(await tracesIn(at.data, { id })).toEqual([])
  })
})

test('a visit at a real station is in its journal from the first touch to the last', async () => {
  await using folder = await temporaryFolder()
  const running = await startStation({ data: folder.path })
  try {
    const kiosk = await openKiosk(running.ready)
    const { id } = await kiosk.shutter({ given: ['screens'] })
    await kiosk.send(id, photo1080p)
    const store = openStoreToRead(join(folder.path, 'groundswell.sqlite'))
    const lines = () => linesAfter(store, 0, 1000)
    await until('the picture', () => lines().some(({ kind }) => kind === 'photo.framed'))
    await kiosk.leave()
    const told = lines()
    store.close()
    const short = told.map(({ kind, photo, detail }) => {
      expect([null, id]).toContain(photo)
      return [kind, ...Object.values(JSON.parse(detail) as object)].join(' ')
    })
    expect(short).toEqual([
      `visit.begun expect ${version}`,
      'visit.step expect',
      'visit.step live',
      'visit.step count',
      'photo.reserved swell en',
      'visit.step review',
      'visit.step takeaway',
      'consent.asked screens kiosk',
      'consent.asked social kiosk',
      'consent.given screens kiosk',
      'consent.refused social kiosk',
      'photo.kept',
      'photo.framed',
      'visit.ended takeaway hand',
    ])
  } finally {
    await running.stop()
  }
})

test('numbers go on where the last run stopped', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'groundswell.sqlite')
  const log = { warn: () => {} }
  const store = openStore(file)
  openJournal(store, log).note(begun())
  openJournal(store, log).note(begun())
  store.close()
  const again = openStore(file)
  openJournal(again, log).note(begun())
  expect(linesAfter(again, 0, 10).map(({ seq }) => seq)).toEqual([1, 2, 3])
  expect(linesAfter(again, 1, 1).map(({ seq }) => seq)).toEqual([2])
  again.close()
})
