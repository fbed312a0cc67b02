import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { NewAnswer } from '../../../electron/consent/ledger.ts'
import {
  dueForErasure,
  openRetention,
  type Swept,
  startSweeping,
} from '../../../electron/consent/retention.ts'
import { openLog } from '../../../electron/system/log.ts'
import { day } from '../../../electron/system/time.ts'
import { no, on, withdrawal, yes } from '../../support/answers.ts'
import { openErasable } from '../../support/erasable.ts'
import { temporaryFolder } from '../../support/station.ts'
import { tracesIn } from '../../support/traces.ts'
import { until } from '../../support/until.ts'

const taken = '2026-11-01T10:00:00.000Z'
const ends = '2026-11-22T10:00:00.000Z'
const end = Date.parse(ends)

async function kiosk() {
  const folder = await temporaryFolder()
  const at = openErasable(folder.path)
  return {
    ...at,
    ...openRetention(at),
    due: (when: number) => dueForErasure(at, when),
    async [Symbol.asyncDispose]() {
      at.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** One person's yes to being written to, with an address, from 1 November on. */
function mayWrite(photo: string, ends: string, more: Partial<NewAnswer> = {}): NewAnswer {
  const licence = { scope: 'write to me', channels: '', territory: 'worldwide', until: ends }
  return yes(photo, { purpose: 'contact', licence, contact: `sealed for ${photo}`, ...more })
}

describe('a photo', () => {
  test('is due from the very moment at which it expires, and not before', async () => {
    await using at = await kiosk()
    const { id } = at.reserve({ at: taken, expires_at: ends })
    at.reserve({ at: taken, expires_at: '2026-11-22T10:00:00.001Z' })
    expect(at.due(end - 1).photos).toEqual([])
    expect(at.due(end)).toEqual({
      at: ends,
      clock: 'believed',
      newest: taken,
      photos: [{ id, takenAt: taken, expiredAt: ends }],
      contacts: [],
      unfinished: [],
    })
  })

  test('takes its addresses along, which are then not due by themselves', async () => {
    await using at = await kiosk()
    const { id } = at.reserve({ at: taken, expires_at: ends })
    at.ledger.answer(mayWrite(id, ends), on(taken))
    expect(at.due(end)).toMatchObject({ photos: [{ id }], contacts: [] })
  })

  test('whose erasure broke off is taken up again', async () => {
    await using at = await kiosk()
    const { id } = at.reserve({ at: taken })
    at.photos.beginErasing(id, 'asked')
    expect(at.due(end)).toMatchObject({ photos: [], unfinished: [id] })
    expect((await at.sweep(end)).erased).toEqual([id])
    const reasons = at.store.prepare('SELECT reason FROM ledger').pluck().all()
    expect(reasons).toEqual(['asked'])
  })
})

describe('an address', () => {
  test('is due when the yes it was left with ends, though its photo stays', async () => {
    await using at = await kiosk()
    const { id } = at.reserve({ at: taken })
    at.ledger.answer(mayWrite(id, ends), on(taken))
    expect(at.due(end - 1).contacts).toEqual([])
    expect(at.due(end)).toMatchObject({ photos: [], contacts: [{ photo: id, endedAt: ends }] })
  })

  test.each([
    ['taken back', (photo: string) => ({ back: withdrawal(photo, 'contact') })],
    ['taken back with everything', (photo: string) => ({ back: withdrawal(photo, 'everything') })],
    ['followed by a no', (photo: string) => ({ said: no(photo, { purpose: 'contact' }) })],
  ])('is due at once when its yes is %s', async (_, then) => {
    await using at = await kiosk()
    const { id } = at.reserve({ at: taken })
    at.ledger.answer(mayWrite(id, ends), on(taken))
    const { back, said }: { back?: ReturnType<typeof withdrawal>; said?: NewAnswer } = then(id)
    if (back) at.ledger.withdraw(back, on('2026-11-05'))
    if (said) at.ledger.answer(said, on('2026-11-05'))
    const contacts = [{ photo: id, endedAt: '2026-11-05T00:00:00.000Z' }]
    expect(at.due(Date.parse('2026-11-06')).contacts).toEqual(contacts)
  })

  test('stays as long as the newest yes of the same person', async () => {
    await using at = await kiosk()
    const { id } = at.reserve({ at: taken })
    at.ledger.answer(mayWrite(id, ends), on(taken))
    at.ledger.answer(mayWrite(id, '2027-11-22T10:00:00.000Z'), on('2026-11-10'))
    expect(at.due(end).contacts).toEqual([])
    expect(at.due(Date.parse('2027-11-22T10:00:00.000Z')).contacts).toHaveLength(1)
  })

  test('of several people is due when the first yes ends, as nobody may be written to from then on', async () => {
    await using at = await kiosk()
    const { id } = at.reserve({ at: taken })
    at.ledger.answer(mayWrite(id, '2027-11-22T10:00:00.000Z', { people: 2 }), on(taken))
    at.ledger.answer(mayWrite(id, ends, { people: 2, person: 2 }), on(taken))
    expect(at.due(end).contacts).toEqual([{ photo: id, endedAt: ends }])
  })

  test('that was erased is no longer due', async () => {
    await using at = await kiosk()
    const { id } = at.reserve({ at: taken })
    at.ledger.answer(mayWrite(id, ends), on(taken))
    at.ledger.eraseContacts(id, 'asked', on('2026-11-10'))
    expect(at.due(end).contacts).toEqual([])
  })
})

describe('a sweep', () => {
  test('does what the plan showed, no more and no less, and the second one finds nothing', async () => {
    await using at = await kiosk()
    const gone = [
      await at.take({ at: taken, expires_at: ends }),
      await at.take({ at: taken, expires_at: '2026-11-10T00:00:00.000Z' }),
    ]
    const stays = await at.take({ at: taken })
    const { id: written } = at.reserve({ at: taken })
    at.ledger.answer(mayWrite(written, ends), on(taken))
    const when = Date.now() + day // after `take`'s entries, which are of now
    const due = at.plan(when)
    expect(due.photos.map(({ id }) => id)).toEqual(gone.map(({ id }) => id))
    expect(due.contacts).toEqual([{ photo: written, endedAt: ends }])

    const shown: unknown[] = []
    const swept = await at.sweep(when, plan => {
      expect(at.photos.all()).toHaveLength(4) // shown before it is done
      shown.push(plan)
    })
    expect(shown).toEqual([due])
    expect(swept).toEqual({
      plan: due,
      erased: due.photos.map(({ id }) => id),
      contacts: [written],
      failed: [],
      traceless: true,
    })

    expect(at.photos.all().map(({ id }) => id)).toEqual([stays.id, written])
    for (const { id, token, marks } of gone) {
      const own = {
        id,
        token,
        code: marks.code!,
        guardian: marks.guardian!,
        sealed: marks['sealed address']!,
      }
      expect(await tracesIn(at.data, own)).toEqual([])
    }
    expect(await tracesIn(at.data, { sealed: `sealed for ${written}` })).toEqual([])
    expect(await tracesIn(at.data, stays.marks)).toEqual(Object.keys(stays.marks))
    expect(at.ledger.verify().broken).toBeNull()
    const { photos, contacts } = at.plan(when)
    expect([...photos, ...contacts]).toEqual([])
  })

  test('clears the traces of addresses that were taken back in the meantime', async () => {
    await using at = await kiosk()
    const { id, marks } = await at.take({ at: taken })
    at.ledger.eraseContacts(id, 'asked', on('2026-11-10')) // as when somebody takes `contact` back
    const own = { sealed: marks['sealed address']! }
    expect(await tracesIn(at.data, own)).toEqual(['sealed'])
    await at.sweep(Date.now())
    expect(await tracesIn(at.data, own)).toEqual([])
  })
})

describe('a clock that stands more than a day', () => {
  const behind = { clock: 'behind', photos: [], contacts: [], unfinished: [] }

  test('before the newest photo is not believed, and nothing is erased', async () => {
    await using at = await kiosk()
    const { id } = at.reserve({ at: taken, expires_at: '2026-11-02T00:00:00.000Z' })
    at.reserve({ at: ends })
    expect(at.due(end - day).clock).toBe('believed') // a little is what travelling and summer time do
    const { plan, erased } = await at.sweep(end - day - 1)
    expect(plan).toMatchObject({ ...behind, newest: ends })
    expect(erased).toEqual([])
    expect(at.photos.find(id)).toBeDefined()
  })

  test('before the last entry of the ledger is not believed either', async () => {
    await using at = await kiosk()
    const { id } = at.reserve({ at: taken, expires_at: '2026-11-02T00:00:00.000Z' })
    at.ledger.answer(mayWrite(id, '2026-11-03T00:00:00.000Z'), on(ends))
    expect(at.due(end - day - 1)).toMatchObject({ ...behind, newest: ends })
    expect((await at.sweep(end - day - 1)).erased).toEqual([])
    expect(at.ledger.contactsOf(id)).toHaveLength(1)
  })

  test('in an empty folder is nothing to doubt', async () => {
    await using at = await kiosk()
    expect(at.due(0)).toMatchObject({ clock: 'believed', newest: null })
  })
})

describe('sweeping', () => {
  test('begins once after the start, comes again and again, and ends when it is stopped', async () => {
    await using at = await kiosk()
    let sweeps = 0
    const sweep: typeof at.sweep = (...given) => {
      sweeps++
      return at.sweep(...given)
    }
    const sweeping = startSweeping({ sweep, log: at.log, first: 50, every: 10 })
    expect(sweeps).toBe(0)
    await until('the third sweep', () => sweeps >= 3)
    await sweeping.stop()
    const stopped = sweeps
    await pause(50)
    expect(sweeps).toBe(stopped)
  })

  test('writes the plan, what was done and what went wrong into the log, and goes on', async () => {
    await using at = await kiosk()
    at.reserve({ at: taken, expires_at: ends })
    at.ledger.answer(mayWrite(at.reserve({ at: taken }).id, ends), on(taken))
    const lines: string[] = []
    const log = Object.assign(openLog(await newFolder(at.data)), {
      info: (facts: object, words: string) => lines.push(`${words} ${JSON.stringify(facts)}`),
      error: (_: object, words: string) => lines.push(words),
    })
    let times = 0
    const sweeping = startSweeping({
      ...{ log, first: 0, every: 0 },
      async sweep(when, before): Promise<Swept> {
        if (++times === 1) throw new Error('disk on fire')
        if (times === 3) throw new Error('again')
        return at.sweep(when, before)
      },
    })
    await until('the sweep after the next failure', () => times > 3)
    await sweeping.stop()
    expect(lines.slice(0, 4)).toEqual([
      'sweep failed',
      `due for erasure {"clock":"believed","newest":"${taken}","photos":1,"contacts":1,"unfinished":0}`,
      'swept {"photos":1,"contacts":1,"failed":0,"traceless":true}',
      'sweep failed',
    ])
  })

  test('says in the log that it does not believe the clock', async () => {
    await using at = await kiosk()
    at.reserve({ at: '2999-01-01T00:00:00.000Z' })
    const errors: unknown[] = []
    const log = Object.assign(openLog(await newFolder(at.data)), {
      error: (...line: unknown[]) => errors.push(line),
    })
    const sweeping = startSweeping({ sweep: at.sweep, log, first: 0 })
    await until('the line', () => errors.length > 0)
    await sweeping.stop()
    expect(errors).toEqual([[{ newest: '2999-01-01T00:00:00.000Z' }, expect.stringContaining('clock')]])
  })

  async function newFolder(data: string): Promise<string> {
    const folder = join(data, 'other-logs')
    await mkdir(folder)
    return folder
  }
})
