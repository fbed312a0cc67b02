import { pino } from 'pino'
import { expect, test } from 'vitest'
import { openGate } from '../../../electron/consent/gate.ts'
import { openLedger } from '../../../electron/consent/ledger.ts'
import { whyNot } from '../../../electron/consent/why-not.ts'
import { openStoryDesk } from '../../../electron/operator/story-desk.ts'
import { openStories } from '../../../electron/story/stories.ts'
import { allowedWith } from '../../../electron/sync/record.ts'
import { on, yes } from '../../support/answers.ts'
import { photosInFolder } from '../../support/photos.ts'

const wednesday = Date.parse('2026-11-25')

/** Two photos that may be shown on the screens; what `a` says waits for staff. */
async function told(isSeenFirst = true) {
  const at = await photosInFolder()
  const ledger = openLedger(at.store, '0.2.0')
  const gate = openGate(at.store, ledger, true)
  const stories = openStories(at.store)
  const framed: string[] = []
  const heard: string[] = []
  for (const id of ['a', 'b']) {
    at.reserve(id)
    ledger.answer(yes(id), on('2026-11-23'))
  }
  stories.tell('a', 'We danced', isSeenFirst)
  const desk = openStoryDesk({
    ...{ stories, isSeenFirst, log: pino({ enabled: false }) },
    frameAnew: id => void framed.push(id),
    onJudged: (id, sight) => void heard.push(`${id} ${sight}`),
  })
  return { ...at, ledger, gate, stories, desk, framed, heard }
}

test('a photo whose words nobody has seen is nothing for the brand, though its people said yes', async () => {
  await using at = await told()
  expect(at.gate.allowedPhotos('screens', wednesday)).toEqual(['b'])
  expect(at.gate.allowed('a', 'screens', wednesday)).toBe(false)
  expect(allowedWith(at.gate, 'a', wednesday)).toEqual([])
  expect(at.gate.standing('a', 'screens', wednesday)).toMatchObject({ allowed: true, agreed: 1 })
  expect(whyNot(at.photos.find('a'), at.ledger.entriesOf('a'), 'screens')).toBe('unseen')
})

test('once they are seen it is the brand’s again, with its words or without', async () => {
  await using at = await told()
  at.desk.judge('a', 'fine')
  expect(at.gate.allowedPhotos('screens', wednesday)).toEqual(['a', 'b'])
  expect([at.desk.waiting(), at.framed]).toEqual([0, []])
  at.desk.judge('a', 'waits')
  at.desk.judge('a', 'not')
  expect(allowedWith(at.gate, 'a', wednesday)).toHaveLength(1)
  expect(at.framed).toEqual(['a'])
  at.desk.judge('a', 'waits')
  expect([at.desk.waiting(), at.framed]).toEqual([1, ['a', 'a']])
})

test('its people, who may still be there, are told of it, and only when it is otherwise than before', async () => {
  await using at = await told()
  at.desk.judge('a', 'fine')
  at.desk.judge('a', 'fine')
  at.desk.judge('a', 'waits')
  expect(at.heard).toEqual(['a fine', 'a waits'])
})

test('words are taken out after the pictures that have them: what breaks off in between still waits', async () => {
  await using at = await told()
  const desk = openStoryDesk({
    ...{ stories: at.stories, isSeenFirst: true, log: pino({ enabled: false }) },
    frameAnew() {
      throw new Error('the plug is pulled')
    },
    onJudged() {},
  })
  expect(() => desk.judge('a', 'not')).toThrow('plug')
  expect(at.photos.find('a')).toMatchObject({ story_sight: 'waits' })
})

test('the list has those that wait, newest first, and those that somebody wants to undo', async () => {
  await using at = await told()
  at.stories.tell('b', 'Hello', true)
  expect(at.desk.list([]).map(({ id, words, sight }) => [id, words, sight])).toEqual([
    ['b', 'Hello', 'waits'],
    ['a', 'We danced', 'waits'],
  ])
  at.desk.judge('b', 'fine')
  expect(at.desk.list([]).map(({ id }) => id)).toEqual(['a'])
  expect(at.desk.list(['b']).map(({ id, sight }) => [id, sight])).toEqual([
    ['b', 'fine'],
    ['a', 'waits'],
  ])
})

test('what has left is not undone, and what nobody asked about is not judged', async () => {
  await using at = await told()
  at.desk.judge('a', 'fine')
  at.store
    .prepare(
      `INSERT INTO objects (target, key, photo, state, type, sha256, bytes, changed_at)
       VALUES ('t', 's/x.jpg', 'a', 'putting', 'image/jpeg', '', 1, 0)`,
    )
    .run()
  expect(() => at.desk.judge('a', 'not')).toThrow('STORY_OUT')
  expect(() => at.desk.judge('b', 'not')).toThrow('PHOTO_UNKNOWN')
})

test('where nobody wants to see words first, none wait and nothing is said of them', async () => {
  await using at = await told(false)
  expect(at.desk.waiting()).toBeNull()
  expect(at.gate.allowedPhotos('screens', wednesday)).toEqual(['a', 'b'])
})

test('words are told once', async () => {
  await using at = await told()
  at.stories.tell('a', 'Something else', false)
  expect(at.photos.find('a')).toMatchObject({ story: 'We danced', story_sight: 'waits' })
})
