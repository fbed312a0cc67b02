import { expect, test } from 'vitest'
import { Words } from '../../../renderer/state/words.svelte.ts'
import type { Language } from '../../../text/languages.ts'
import { loadMessages } from '../../../text/load.ts'
import type { Messages } from '../../../text/messages.ts'

test('what is said changes with the language, and back', async () => {
  const words = await Words.in('en', loadMessages)
  expect(words.say('attract.start')).toBe('Take our photo')
  await words.speak('ar')
  expect([words.language, words.say('attract.start')]).toEqual(['ar', 'التقاط صورتنا'])
  await words.speak('en')
  expect(words.say('takeaway.ends', { seconds: 5 })).toBe('Back to the start in 5 s')
})

test('of two wishes the last decides, whichever words come first', async () => {
  const waiting = new Map<Language, () => void>()
  const load = async (language: Language): Promise<Messages> => {
    if (language !== 'en') await new Promise<void>(resolve => waiting.set(language, resolve))
    return loadMessages(language)
  }
  const words = await Words.in('en', load)
  const wishes = [words.speak('de'), words.speak('fr')]
  waiting.get('fr')?.()
  await wishes[1]
  waiting.get('de')?.()
  await wishes[0]
  expect(words.language).toBe('fr')
})

test('words that cannot be fetched leave those that are there', async () => {
  const load = (language: Language) =>
    language === 'en' ? loadMessages('en') : Promise.reject(new Error('gone'))
  const words = await Words.in('en', load)
  await expect(words.speak('de')).rejects.toThrow('gone')
  expect(words.say('attract.start')).toBe('Take our photo')
})
