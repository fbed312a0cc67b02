import type { Mode } from '../../electron/contract/visit.ts'
import type { TextKey } from '../../text/messages.ts'

/** What is taken, as people choose it. */
export const modeWords: Readonly<Record<Mode, TextKey>> = {
  photo: 'live.photo',
  strip: 'live.strip',
  boomerang: 'live.boomerang',
}
