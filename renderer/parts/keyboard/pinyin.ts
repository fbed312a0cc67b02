/** Chinese by its sound: a syllable in Latin letters, and the characters that have it, the usual ones first. */

/** The characters for what has been typed of a syllable; none when no syllable begins like that. */
export type Candidates = (typed: string) => readonly string[]

/** Reads the table of about 400 syllables, which only Chinese needs. */
export async function loadPinyin(): Promise<Candidates> {
  const { default: chinese } = await import('simple-keyboard-layouts/build/layouts/chinese.js')
  // Its types leave out what is there for Chinese alone.
  const { layoutCandidates: table } = chinese as unknown as {
    layoutCandidates: Readonly<Record<string, string>>
  }
  return typed => {
    if (typed === '') return []
    const whole = table[typed]
    if (whole !== undefined) return whole.split(' ')
    // Not yet a syllable: the first characters of those that it may become.
    return Object.keys(table)
      .filter(syllable => syllable.startsWith(typed))
      .map(syllable => table[syllable]!.split(' ')[0]!)
  }
}
