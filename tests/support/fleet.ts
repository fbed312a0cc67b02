/** Two stations' evening as it lies in the brand's storage, a folder that both have synced with. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { openAnswers } from '../../electron/consent/answers.ts'
import { openGate } from '../../electron/consent/gate.ts'
import type { Purpose } from '../../electron/contract/consent.ts'
import type { PhotoView } from '../../electron/contract/visit.ts'
import { eventSchema } from '../../electron/event/settings.ts'
import { openJournal } from '../../electron/journal/journal.ts'
import type { Note, Visitor } from '../../electron/journal/kinds.ts'
import { visitNotes } from '../../electron/journal/visit-notes.ts'
import { attract, patience, step, type VisitEvent } from '../../electron/session/visit.ts'
import { nextJournalFile } from '../../electron/sync/journal-files.ts'
import { layoutFor } from '../../electron/sync/layout.ts'
import { identityOf, rememberStorage } from '../../electron/sync/storage.ts'
import { openSync } from '../../electron/sync/sync.ts'
import { sha256 } from '../../electron/system/files.ts'
import { day, type Moment, moment } from '../../electron/system/time.ts'
import { openErasable } from './erasable.ts'

/** The evening's day, in UTC: long enough ago to be over, and not so long that what was allowed has ended. */
export const evening = new Date(Date.now() - 2 * day).toISOString().slice(0, 10)

/** A time of the evening; after midnight its hours go on: `24:10` is ten past. */
export function at(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return Date.parse(evening) + ((hours * 60 + minutes) * 60 + seconds) * 1000
}

/** At the stations it is an hour later than in UTC. */
const offset = 60
const local = (ms: number): Moment => ({ at: moment(ms).at, offset })

const asked: readonly Purpose[] = ['screens', 'social']

const opened = (photo: PhotoView, opened_by: Visitor, opening: 'first' | 'later'): Note => ({
  ...{ kind: 'page.opened', photo: photo.id, detail: { opened_by, opening } },
})

export type Fleet = Awaited<ReturnType<typeof makeFleet>>
type Station = Awaited<ReturnType<typeof openStation>>

/** A station as it is behind its doors, with files for pictures; `days` is how long a yes holds. */
async function openStation(data: string, name: string, days: number, storage: string) {
  await mkdir(data)
  const target = { kind: 'folder', path: storage } as const
  await writeFile(join(data, 'sync.json'), JSON.stringify({ station: name, target }))
  const parts = openErasable(data)
  const { store, photos, ledger, log } = parts
  rememberStorage(store, identityOf(target))
  const gate = openGate(store, ledger, true)
  const event = eventSchema.parse({ brand: 'Lumen', consent: { ask: asked, days } })
  const answers = await openAnswers({ store, photos, ledger, gate, event, broken: null })
  const journal = openJournal(store, log)
  let visit = attract

  function send(event: VisitEvent, ms: number): void {
    const before = visit
    visit = step(before, event, ms, { reviews: true, asksStory: false, countFrom: 3, shotsFor: () => 1 })
    journal.note(
      visitNotes({ before, visit, event }, '1.0.0', () => asked),
      local(ms),
    )
  }

  /** Touches of a visit, five seconds apart, from `ms` on. */
  function touch(
    ms: number,
    ...verbs: ('begin' | 'agree' | 'count' | 'cancel' | 'choose' | 'code' | 'done')[]
  ) {
    for (const [index, type] of verbs.entries()) send({ type }, ms + index * 5000)
    if (visit.at === 'thanks') send({ type: 'done' }, ms + verbs.length * 5000)
  }

  /** The screen ends by itself. */
  const leave = (ms: number) => send({ type: 'timeout' }, ms + Math.max(...Object.values(patience)))

  /** From the first touch to the shutter at `ms`, and the photo on disk; gives it as the screen has it. */
  function take(ms: number, frame: 'framed' | 'failed' = 'framed'): PhotoView {
    touch(ms - 30_000, 'begin', 'agree', 'count')
    const id = uuidv7({ msecs: ms })
    const token = sha256(id).slice(0, 22)
    const expires_at = moment(ms + 3 * day).at
    photos.reserve({ id, token, code: null, template: 'swell', language: 'en', expires_at }, local(ms))
    const photo: PhotoView = {
      id,
      link: '',
      way: 'local',
      qr: { size: 1, path: '' },
      code: '',
      stage: 'reserved',
      look: 'natural',
    }
    send({ type: 'shutter', photo, asked: 'open' }, ms)
    send({ type: 'keep' }, ms)
    const file = (role: 'original' | 'framed') => {
      const name = `photos/${id}/${role}-${sha256(role + id)}.jpg`
      mkdirSync(join(data, `photos/${id}`), { recursive: true })
      writeFileSync(join(data, name), role + id)
      return { file: name, sha256: sha256(role + id), bytes: (role + id).length }
    }
    photos.kept(id, file('original'), local(ms + 1000))
    if (frame === 'framed') photos.framed(id, file('framed'), local(ms + 2000))
    else photos.failed(id, 'PHOTO_DAMAGED')
    return photo
  }

  async function say(
    ms: number,
    photo: PhotoView,
    given: readonly Purpose[],
    people = 1,
    way: 'kiosk' | 'phone' = 'kiosk',
  ) {
    const who = { people, agreed: people, children: false }
    await answers.reply({ ...who, photoId: photo.id, way, language: 'en', asked, given }, local(ms))
    if (way === 'kiosk') send({ type: 'answered', asked: given.length > 0 ? 'yes' : 'no' }, ms)
  }

  /** What phones do with a photo's page. */
  const phones = (ms: number, ...notes: readonly Note[]) => journal.note(notes, local(ms))

  return {
    ...{ ...parts, name, gate, answers, layout: layoutFor(name), send, touch, leave, take, say, phones },
    /** Sends all that there is, as at `ms`. */
    async sync(ms: number): Promise<void> {
      await using sync = await openSync({ dataFolder: data, now: () => ms })
      await sync.worker.once(new AbortController().signal)
    },
    /** The station stops in the middle of whatever is on its screen. */
    breakOff() {
      visit = attract
    },
  }
}

/**
 * Makes the fleet's storage in `folder`/storage. Beside the evening's events it has what a real one can have: a file that
 * was delivered twice, events of photos that were erased since, and a record that should be gone already.
 */
export async function makeFleet(folder: string) {
  const storage = join(folder, 'storage')
  await mkdir(storage)
  const hall = await openStation(join(folder, 'hall-a'), 'hall-a', 365, storage)
  // Its yeses hold for a day, so that they have ended by now. Its name looks like a number, and is none.
  const seven = await openStation(join(folder, '7'), '7', 1, storage)

  async function write(key: string, content: Buffer | object) {
    const file = join(storage, key)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, Buffer.isBuffer(content) ? content : JSON.stringify(content))
  }
  const putHeartbeat = ({ layout, name, ledger, data }: Station, ms: number, waiting: number) =>
    write(layout.heartbeat, {
      ...{ version: 1, station: name, kiosk: ledger.station, run: uuidv7(), host: data, at: moment(ms).at },
      ...{ app: '1.0.0', waiting, oldestWaiting: waiting > 0 ? moment(ms).at : null },
      ledger: { seq: ledger.head().seq, hash: ledger.head().hash },
    })

  const both = hall.take(at('10:00'))
  await hall.say(at('10:00:10'), both, ['screens', 'social'])
  hall.touch(at('10:00:20'), 'done')
  const group = hall.take(at('10:05'))
  await hall.say(at('10:05:10'), group, ['social'], 3)
  hall.touch(at('10:05:20'), 'done')
  const silent = hall.take(at('10:10'))
  hall.leave(at('10:10'))
  const changed = hall.take(at('10:50'))
  await hall.say(at('10:50:10'), changed, [])
  hall.touch(at('10:50:20'), 'choose')
  await hall.say(at('10:50:30'), changed, ['screens'])
  hall.touch(at('10:50:40'), 'done')
  hall.touch(at('11:10'), 'begin', 'agree')
  hall.leave(at('11:10'))
  hall.touch(at('11:20'), 'begin', 'agree', 'count', 'cancel', 'done')
  hall.touch(at('11:30'), 'begin')
  hall.leave(at('11:30'))
  hall.touch(at('12:00'), 'code')
  hall.answers.takeAllBack(both.id, 'kiosk', local(at('12:00:10'))) // and one more yes, on the phone, below
  hall.touch(at('12:00:20'), 'done')
  const erased = hall.take(at('12:05'))
  await hall.say(at('12:05:10'), erased, ['screens', 'social'])
  hall.touch(at('12:05:20'), 'done')
  const failed = hall.take(at('12:10'), 'failed')
  await hall.say(at('12:10:10'), failed, ['social'])
  hall.touch(at('12:10:20'), 'done')
  await hall.say(at('13:00'), both, ['social'], 1, 'phone')
  const midnight = hall.take(at('23:59:30'))
  await hall.say(at('24:00:10'), midnight, ['screens', 'social'])
  hall.touch(at('24:00:20'), 'done')
  hall.phones(at('13:30'), opened(both, 'person', 'first'), opened(both, 'person', 'later'))
  hall.phones(at('13:31'), opened(both, 'preview', 'first'), opened(both, 'bot', 'first'))
  hall.phones(
    at('13:32'),
    { kind: 'picture.saved', photo: both.id, detail: { picture: 'photo' } },
    { kind: 'picture.saved', photo: both.id, detail: { picture: 'story' } },
    { kind: 'share.intended', photo: both.id, detail: { share_to: 'whatsapp' } },
    { kind: 'share.intended', photo: both.id, detail: { share_to: 'sheet' } },
    { kind: 'share.intended', photo: both.id, detail: { share_to: 'whatsapp' } },
    { kind: 'caption.copied', photo: both.id, detail: {} },
    { kind: 'link.tapped', photo: both.id, detail: {} },
  )
  hall.phones(at('13:40'), opened(erased, 'person', 'first'))
  const resumed = hall.take(at('24:10'))
  hall.breakOff()
  hall.send({ type: 'resume', photo: resumed, asked: 'open', language: 'en' }, at('24:10:20'))
  await hall.say(at('24:10:30'), resumed, ['social'])
  hall.touch(at('24:10:40'), 'done')
  hall.touch(at('24:20'), 'begin', 'agree')
  hall.breakOff()

  const ended = seven.take(at('10:02'))
  await seven.say(at('10:02:10'), ended, ['screens', 'social'])
  seven.touch(at('10:02:20'), 'done')
  const refused = seven.take(at('10:03'))
  await seven.say(at('10:03:10'), refused, [])
  seven.touch(at('10:03:20'), 'done')
  await seven.say(at('10:30'), refused, ['social'], 1, 'phone') // that is no answer of the kiosk's
  seven.take(at('10:20'))
  seven.touch(at('10:20:10'), 'choose')
  seven.leave(at('10:20:10'))
  const takenBack = seven.take(at('10:40'))
  await seven.say(at('10:40:10'), takenBack, ['social'])
  seven.touch(at('10:40:20'), 'done')
  await seven.sync(at('10:45'))
  seven.answers.takeAllBack(takenBack.id, 'phone', local(at('10:50')))

  // It was sent, but the answer was lost; before it is sent again, a photo in it is erased.
  const lost = nextJournalFile(hall.store, { layout: hall.layout, everything: true })!
  await write(lost.key, lost.bytes)
  await hall.erasure.erase(silent.id, 'staff')
  await hall.sync(at('25:00'))
  await seven.sync(at('11:00'))
  // Its events are at the storage with its id, and its record came in late once more.
  const record = await readFile(join(storage, hall.layout.record(erased.id)))
  await hall.erasure.erase(erased.id, 'asked')
  await hall.sync(at('25:00'))
  await write(hall.layout.record(erased.id), record)
  // When they were last heard of, as if they had synced then.
  await putHeartbeat(hall, Date.now() - 60_000, 0)
  await putHeartbeat(seven, at('11:00'), 2)

  return {
    storage,
    stations: [hall, seven],
    photos: { both, group, silent, changed, erased, failed, midnight, resumed, ended, refused, takenBack },
    close() {
      hall.close()
      seven.close()
    },
  }
}
