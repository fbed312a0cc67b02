import { type Language, say } from '../../text/index.ts'
import { Trouble } from '../contract/errors.ts'

/** The sentence for a trouble; whatever is no `Trouble` gets that of UNEXPECTED, its detail is for the log. */
export function wordsFor(trouble: unknown, language: Language = 'en'): string {
  if (!(trouble instanceof Trouble)) return say(language, 'errors.UNEXPECTED')
  return say(language, `errors.${trouble.code}`, trouble.details)
}
