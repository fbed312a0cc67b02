import { pino } from 'pino'
import { expect, test } from 'vitest'
import { openAnswers } from '../../electron/consent/answers.ts'
import { openErasure } from '../../electron/consent/erasure.ts'
import { openGate } from '../../electron/consent/gate.ts'
import { openLedger } from '../../electron/consent/ledger.ts'
import type { LinkWay, Reach } from '../../electron/contract/share.ts'
import { eventSchema } from '../../electron/event/settings.ts'
import { openSession } from '../../electron/session/session.ts'
import { chooseWay } from '../../electron/share/reach.ts'
import { openStories } from '../../electron/story/stories.ts'
import { linkCode } from '../../electron/system/qr.ts'
import { openVisitCalls } from '../../electron/visit-calls.ts'
import type { Language } from '../../text/languages.ts'
import { photosInFolder } from '../support/photos.ts'

/** A visit whose photo was just taken on a network that the test changes: `venue` is the kiosk's address there. */
async function takenOn(
  venue: string | null,
  isPublic = false,
  language: Language = 'en',
  isKept = true,
  story: object = {},
) {
  const at = await photosInFolder()
  const network = { venue, isPublic, isOnBreak: false }
  const ledger = openLedger(at.store, '1.0.0')
  const gate = openGate(at.store, ledger, true)
  const event = eventSchema.parse({
    ...{ languages: ['en', 'ar'], looks: ['mono'], frames: ['noir'], story },
  })
  const session = openSession(
    { reviews: true, asksStory: event.story.question !== '', countFrom: 3, shotsFor: () => 1 },
    () => {},
  )
  const log = pino({ enabled: false })
  const now = (): Reach => ({ local: network.venue !== null, public: network.isPublic })
  const way = () => chooseWay('auto', now(), true)
  const reach = {
    ...{ now, way, close() {} },
    address: (which: LinkWay = way()) =>
      which === 'public' ? 'https://p.example' : (network.venue ?? 'http://127.0.0.1:4461'),
  }
  const calls = openVisitCalls({
    ...{
      ...at,
      session,
      reach,
      event,
      frames: {
        modes: ['boomerang'],
        standard: { mode: 'photo', frame: 'swell' },
        namesFor: () => ['swell', 'noir'],
      },
      stories: openStories(at.store),
      log,
      onStep() {},
    },
    isOnBreak: () => network.isOnBreak,
    isPublic: true,
    answers: await openAnswers({ ...at, ledger, gate, event, broken: null }),
    erasure: openErasure({ ...at, dataFolder: at.data, ledger, log, onStep() {} }),
  })
  calls.handlers['visit.language']({ language })
  for (const verb of ['begin', 'agree', 'count'] as const) calls.handlers['visit.do']({ verb })
  const taken = await calls.handlers['visit.shutter']({})
  if (isKept) calls.handlers['visit.do']({ verb: 'keep' })
  return {
    ...{ store: at.store, photos: at.photos, calls, session },
    network,
    taken,
    token: new URL(taken.link).pathname.slice('/s/'.length),
    photo: () => at.photos.find(taken.id)!,
    /** What its code is on the screen after the change is noticed. */
    shown() {
      calls.readdress()
      return 'photo' in session.visit ? session.visit.photo : null
    },
    async [Symbol.asyncDispose]() {
      session.close()
      await at[Symbol.asyncDispose]()
    },
  }
}

test('in a break nobody begins, and whoever has begun comes to the end', async () => {
  await using at = await takenOn('http://10.0.0.5:4461')
  const { handlers } = at.calls
  at.network.isOnBreak = true
  expect(handlers['visit.do']({ verb: 'stay' })).toMatchObject({ at: 'takeaway' })
  expect(() => handlers['visit.do']({ verb: 'again' })).toThrow('NOT_NOW')
  expect(handlers['visit.do']({ verb: 'done' })).toMatchObject({ at: 'thanks' })
  expect(handlers['visit.do']({ verb: 'done' })).toMatchObject({ at: 'attract' })
  expect(() => handlers['visit.do']({ verb: 'begin' })).toThrow('NOT_NOW')
  expect(handlers['visit.do']({ verb: 'code' })).toMatchObject({ at: 'code' })
  handlers['visit.do']({ verb: 'done' })
  at.network.isOnBreak = false
  expect(handlers['visit.do']({ verb: 'begin' })).toMatchObject({ at: 'expect' })
})

test('a code on the screen follows the kiosk to another address', async () => {
  await using at = await takenOn('http://10.0.0.5:4461')
  at.network.venue = 'http://10.0.9.9:4461'
  const link = `http://10.0.9.9:4461/s/${at.token}`
  expect(at.shown()).toEqual({ ...at.taken, link, qr: linkCode(link) })
})

test('a code stays while there is no network, and has the public address when that comes first', async () => {
  await using at = await takenOn('http://10.0.0.5:4461')
  at.network.venue = null
  expect(at.shown()).toEqual(at.taken)
  at.network.isPublic = true
  expect(at.shown()).toMatchObject({ way: 'public', link: `https://p.example/s/${at.token}` })
})

test('a code that opens stays as it is when a public address comes to work as well', async () => {
  await using at = await takenOn('http://10.0.0.5:4461')
  at.network.isPublic = true
  expect(at.shown()).toEqual(at.taken)
})

test('a code of a public page stays, whether it opens now or later', async () => {
  await using at = await takenOn('http://10.0.0.5:4461', true)
  at.network.isPublic = false
  expect(at.shown()).toEqual(at.taken)
  expect(at.taken.way).toBe('public')
})

test('a photo and its answers are in the language that its people chose', async () => {
  await using at = await takenOn('http://10.0.0.5:4461', false, 'ar')
  expect(at.photo().language).toBe('ar')
  await at.calls.handlers['consent.answer']({ given: ['social'], people: 1, agreed: 1, children: false })
  expect(at.session.visit).toMatchObject({ at: 'takeaway', asked: 'yes', language: 'ar' })
  const shown = at.store.prepare('SELECT DISTINCT language FROM wordings').pluck().all()
  expect(shown).toEqual(['ar'])
})

test('people whose photo is shown again after a restart find their language again', async () => {
  await using at = await takenOn('http://10.0.0.5:4461', false, 'ar')
  for (let i = 0; i < 2; i++) at.session.send({ type: 'done' })
  expect(at.session.visit).toEqual({ at: 'attract' })
  expect(at.calls.handlers['visit.resume']({ id: at.taken.id })).toMatchObject({ language: 'ar' })
})

test('a language that the event does not offer is refused', async () => {
  await using at = await takenOn('http://10.0.0.5:4461')
  at.session.send({ type: 'done' })
  expect(() => at.calls.handlers['visit.language']({ language: 'de' })).toThrow('CALL_INPUT')
})

test('a photo that its people try again is erased, and the next one has a link of its own', async () => {
  await using at = await takenOn('http://10.0.0.5:4461', false, 'en', false)
  const { handlers } = at.calls
  expect(handlers['visit.do']({ verb: 'retake' })).toMatchObject({ at: 'live' })
  await expect.poll(at.photo).toBeUndefined()
  handlers['visit.do']({ verb: 'count' })
  const next = await handlers['visit.shutter']({})
  expect(next.link).not.toBe(at.taken.link)
})

test('the look that its people choose is the one that the photo is framed in', async () => {
  await using at = await takenOn('http://10.0.0.5:4461', false, 'en', false)
  const { handlers } = at.calls
  expect(at.photo()).toMatchObject({ look: 'natural', mode: 'photo', template: 'swell' })
  expect(handlers['visit.look']({ look: 'mono' })).toMatchObject({ photo: { look: 'mono' } })
  expect(() => handlers['visit.look']({ look: 'warm' })).toThrow('CALL_INPUT')
  handlers['visit.do']({ verb: 'keep' })
  expect(at.photo()).toMatchObject({ look: 'mono' })
  expect(() => handlers['visit.look']({ look: 'natural' })).toThrow('NOT_NOW')
})

test('a photo is taken in the frame that its people picked, and in no other than the event offers', async () => {
  await using at = await takenOn('http://10.0.0.5:4461', false, 'en', false)
  const { handlers } = at.calls
  handlers['visit.do']({ verb: 'retake' })
  expect(() => handlers['visit.pick']({ mode: 'boomerang', frame: 'vow' })).toThrow('CALL_INPUT')
  handlers['visit.pick']({ mode: 'boomerang', frame: 'noir' })
  handlers['visit.do']({ verb: 'count' })
  const { id } = await handlers['visit.shutter']({})
  expect(at.photos.find(id)).toMatchObject({ template: 'noir', mode: 'boomerang' })
})

test('where the browser makes no films, the photo of a boomerang is taken, and nobody waits for its film', async () => {
  await using at = await takenOn('http://10.0.0.5:4461', false, 'en', false)
  const { handlers } = at.calls
  handlers['visit.do']({ verb: 'retake' })
  expect(() => handlers['visit.pick']({ mode: 'strip', frame: 'swell' })).toThrow('CALL_INPUT')
  handlers['visit.pick']({ mode: 'photo', frame: 'swell' })
  handlers['visit.do']({ verb: 'count' })
  const { id } = await handlers['visit.shutter']({})
  expect(at.photos.find(id)).toMatchObject({ mode: 'photo' })
})

const story = { question: 'What made you smile?', filter: ['idiot'] }

test('what people say is kept in a clean form, and leads to the code', async () => {
  await using at = await takenOn('http://10.0.0.5:4461', false, 'en', true, story)
  const { handlers } = at.calls
  expect(at.session.visit.at).toBe('story')
  const visit = handlers['visit.story']({ words: '  We\u202e danced\r\nuntil  late ' })
  expect(visit).toMatchObject({ at: 'takeaway', photo: { id: at.taken.id } })
  expect(at.photo()).toMatchObject({ story: 'We danced until late', story_sight: null })
  expect(() => handlers['visit.story']({ words: 'more' })).toThrow('NOT_NOW')
})

test('nothing is kept of no words, nor of words that the event does not want', async () => {
  await using at = await takenOn('http://10.0.0.5:4461', false, 'en', true, story)
  const { handlers } = at.calls
  expect(() => handlers['visit.story']({ words: 'You 1d10t' })).toThrow('STORY_UNWANTED')
  expect(at.session.visit.at).toBe('story')
  expect(() => handlers['visit.story']({ words: 'a'.repeat(121) })).toThrow('CALL_INPUT')
  expect(handlers['visit.story']({ words: ' \u200b ' })).toMatchObject({ at: 'takeaway' })
  expect(at.photo().story).toBeNull()
})

test('while staff want to see the words first, the code leads to the kiosk where phones reach it', async () => {
  await using at = await takenOn('http://10.0.0.5:4461', true, 'en', true, { ...story, seeFirst: true })
  expect(at.taken.way).toBe('public')
  const visit = at.calls.handlers['visit.story']({ words: 'We danced' })
  expect(visit).toMatchObject({ photo: { way: 'local', link: `http://10.0.0.5:4461/s/${at.token}` } })
  expect(at.photo().story_sight).toBe('waits')
})

test('and otherwise it says that its page opens later', async () => {
  await using at = await takenOn(null, true, 'en', true, { ...story, seeFirst: true })
  const visit = at.calls.handlers['visit.story']({ words: 'We danced' })
  expect(visit).toMatchObject({ photo: { way: 'public', isUnseen: true } })
  at.calls.handlers['visit.do']({ verb: 'done' })
  at.calls.handlers['visit.do']({ verb: 'done' })
  expect(at.calls.handlers['visit.resume']({ id: at.taken.id })).toMatchObject({ photo: { isUnseen: true } })
})
