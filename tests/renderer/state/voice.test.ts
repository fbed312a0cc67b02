import { expect, test } from 'vitest'
import { chooseVoice, type VoiceInfo } from '../../../renderer/state/voice.ts'

const voice = (lang: string, more: Partial<VoiceInfo> = {}): VoiceInfo => ({
  ...{ lang, localService: true, default: false },
  ...more,
})

test.each([
  ['fr-CA', 'fr'],
  ['fr_FR', 'fr'],
  ['fr', 'fr'],
])('the voice %s speaks %s', (lang, language) => {
  const french = voice(lang)
  expect(chooseVoice([voice('en-GB'), french], language)).toBe(french)
})

test("of several, the system's own choice speaks", () => {
  const chosen = voice('de-AT', { default: true })
  expect(chooseVoice([voice('de-DE'), chosen], 'de')).toBe(chosen)
})

test('nobody speaks a language that no voice has', () => {
  expect(chooseVoice([voice('en-US'), voice('en-GB')], 'ar')).toBeNull()
})

test('a voice that sends the words to a server stays silent', () => {
  expect(chooseVoice([voice('es-ES', { localService: false })], 'es')).toBeNull()
})
