/** Emoji as drawings: Twemoji, which looks the same everywhere. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { hundredths } from '../geometry.ts'

/** A square drawing. */
export interface Emoji {
  readonly name: string
  /** Its nested SVG at a place; lengths in whatever the surrounding document has. */
  draw(x: number, y: number, side: number): string
}

/**
 * Whether people expect a cluster in colour: an emoji by itself or by U+FE0F, unless U+FE0E asks for text (UTS #51).
 * Not `\p{RGI_Emoji}`: that costs 80 ms once, and says the same of every sequence that Twemoji draws.
 */
export function looksLikeEmoji(cluster: string): boolean {
  return /\p{Emoji_Presentation}|\ufe0f/u.test(cluster) && !cluster.includes('\ufe0e')
}

/** The drawings for a cluster: one, or those of its parts where the whole is newer than Twemoji. Null when there is none. */
export function findEmoji(cluster: string): readonly Emoji[] | null {
  const whole = lookUp(cluster)
  if (whole) return [whole]
  const parts = cluster.split(zwj).map(lookUp)
  return parts.every(part => part !== null) ? parts : null
}

const zwj = '\u200d'
const known = new Map<string, Emoji>()
let files: { folder: string; byKey: Map<string, string> } | undefined

function lookUp(cluster: string): Emoji | null {
  files ??= listFiles()
  const file = files.byKey.get(key(cluster))
  if (file === undefined) return null
  const emoji = known.get(file) ?? readEmoji(join(files.folder, file), file.replace('.svg', ''))
  known.set(file, emoji)
  return emoji
}

/** Twemoji's names keep U+FE0F in some sequences and not in others; nothing depends on it. */
function key(cluster: string): string {
  const codes = Array.from(cluster, character => character.codePointAt(0)!.toString(16))
  return codes.filter(code => code !== 'fe0f' && code !== 'fe0e').join('-')
}

function listFiles() {
  const folder = dirname(createRequire(import.meta.url).resolve('@twemoji/svg/package.json'))
  const names = readdirSync(folder).filter(name => name.endsWith('.svg'))
  return { folder, byKey: new Map(names.map(name => [name.slice(0, -4).replaceAll(/-fe0f/g, ''), name])) }
}

function readEmoji(path: string, name: string): Emoji {
  const svg = readFileSync(path, 'utf8')
  const content = svg
    .replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, '')
    // Two emoji in one document must not share a name for different things.
    .replaceAll(/\bid="/g, `id="emoji-${name}-`)
    .replaceAll(/url\(#/g, `url(#emoji-${name}-`)
    .replaceAll(/href="#/g, `href="#emoji-${name}-`)
  return {
    name,
    draw: (x, y, side) =>
      `<svg x="${hundredths(x)}" y="${hundredths(y)}" width="${hundredths(side)}" height="${hundredths(side)}" viewBox="0 0 36 36">${content}</svg>`,
  }
}
