/** The count spoken aloud, where the machine has a voice of the kiosk's language. */

/** The parts of a SpeechSynthesisVoice that the choice looks at. */
export interface VoiceInfo {
  readonly lang: string
  /** False when the words would be sent to somebody's server to be spoken. */
  readonly localService: boolean
  readonly default: boolean
}

/** The machine's own voice for `language`; null when there is none: nothing that is said leaves the kiosk. */
export function chooseVoice<V extends VoiceInfo>(voices: readonly V[], language: string): V | null {
  const own = voices.filter(({ lang, localService }) => localService && lang.split(/[-_]/)[0] === language)
  return own.find(voice => voice.default) ?? own[0] ?? null
}

/** Says `words` at once; nothing where there is no voice for them. */
export function speak(words: string, language: string): void {
  const voice = chooseVoice(speechSynthesis.getVoices(), language)
  if (!voice) return
  const said = new SpeechSynthesisUtterance(words)
  said.voice = voice
  said.lang = voice.lang
  speechSynthesis.cancel() // a slow voice must not count behind the screen
  speechSynthesis.speak(said)
}
