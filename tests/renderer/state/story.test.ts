/** What is shown of the words in the picture: those that were given, and while people type, those they type. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Story, type Told } from '../../../renderer/state/story.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function typed(words: string, told: Told = 'told') {
  const story = new Story(async () => told)
  story.write(words)
  vi.runAllTimers()
  return story
}

test('words that are typed are shown in the picture', () => {
  expect(typed('Hello').shown).toBe('Hello')
})

test('words that nobody gave are not shown any more when their screen ends by itself', () => {
  const story = typed('Hello')
  story.end()
  expect(story.shown).toBe('')
})

test('nor do they come when it ends while somebody types', () => {
  const story = typed('Hello')
  story.write('Hello you')
  story.end()
  vi.runAllTimers()
  expect(story.shown).toBe('')
})

test('words that were given stay in sight until the picture has them', async () => {
  const story = typed('Hello')
  await story.tell()
  story.end()
  expect(story.shown).toBe('Hello')
})

test('they stay when the station goes on before it has answered', () => {
  const story = typed('Hello')
  void story.tell()
  story.end()
  expect(story.shown).toBe('Hello')
})

test('words that are not wanted here count as not given', async () => {
  const story = typed('Hello', 'unwanted')
  await story.tell()
  expect(story.isUnwanted).toBe(true)
  story.end()
  expect(story.shown).toBe('')
})

test('words that nobody answered to, since the station was gone, count as not given', async () => {
  const story = typed('Hello', 'unheard')
  await story.tell()
  story.end()
  expect(story.shown).toBe('')
})

test('a second touch gives them no second time', async () => {
  let given = 0
  const story = new Story(async () => (++given === 1 ? 'told' : 'unheard'))
  story.write('Hello')
  vi.runAllTimers()
  await Promise.all([story.tell(), story.tell()])
  story.end()
  expect([given, story.shown]).toEqual([1, 'Hello'])
})

test('words that were given to one photo say nothing of those typed for the next', async () => {
  const story = typed('Hello')
  await story.tell()
  story.wipe()
  story.write('Bye')
  vi.runAllTimers()
  story.end()
  expect(story.shown).toBe('')
})
