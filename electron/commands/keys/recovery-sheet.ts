/** The sheet of paper that a private key is kept on: one page, in plain words, with nothing to load. */
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { direction, type Language, say, type TextKey } from '../../../text/index.ts'
import type { Keys } from '../../consent/seal.ts'
import { escapeHtml } from '../../system/html.ts'
import { qrCode } from '../../system/qr.ts'
import { root } from '../../system/root.ts'

export interface SheetFacts {
  readonly keys: Keys
  /** Whose key it is; may be empty. */
  readonly name: string
  readonly language: Language
  readonly date: Date
  /** The files of the key and of this sheet, which are told apart by their names. */
  readonly file: string
  readonly sheet: string
}

/** What every private key begins with, and what is unlike in each. */
const beginning = 'AGE-SECRET-KEY-1'

/** What is filled in by hand. */
const blanks: readonly TextKey[] = ['recoverySheet.copy', 'recoverySheet.place', 'recoverySheet.person']

/** The sheet as HTML: it fits one page of A4 and of Letter, and is clear without colours. */
export async function recoverySheet({ keys, name, language, ...facts }: SheetFacts): Promise<string> {
  const style = await readFile(join(root, 'resources/recovery-sheet.css'), 'utf8')
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(facts.date)
  const values = { date, file: basename(facts.file), sheet: basename(facts.sheet) }
  const text = (key: TextKey) => escapeHtml(say(language, key, values))
  const whose = escapeHtml(name || 'Groundswell')
  return `<!doctype html>
<html lang="${language}" dir="${direction(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text('recoverySheet.title')} – ${whose}</title>
<style>
${style}</style>
</head>
<body>
<header>
<p>${whose}</p>
<h1>${text('recoverySheet.title')}</h1>
<p>${text('recoverySheet.subtitle')}</p>
</header>
<section class="words">
<div>
<h2>${text('recoverySheet.what')}</h2>
<p>${text('recoverySheet.locks')}</p>
<p><strong>${text('recoverySheet.alone')}</strong></p>
</div>
<div>
<h2>${text('recoverySheet.keep')}</h2>
<ol>
<li>${text('recoverySheet.twice')}</li>
<li>${text('recoverySheet.never')}</li>
<li>${text('recoverySheet.delete')}</li>
</ol>
</div>
</section>
<section class="private">
${codeOf(keys.privateKey, text('recoverySheet.picture'))}
<div>
<h2>${text('recoverySheet.key')}</h2>
<p class="key">${inGroups(keys.privateKey)}</p>
<p>${text('recoverySheet.typing')}</p>
<p>${text('recoverySheet.code')}</p>
</div>
</section>
<section>
<h2>${text('recoverySheet.public')}</h2>
<p class="public">${keys.publicKey}</p>
<p>${text('recoverySheet.locksOnly')}</p>
</section>
<dl>
${blanks.map(blank => `<div><dt>${text(blank)}</dt><dd></dd></div>`).join('\n')}
</dl>
<footer>
<p>${text('recoverySheet.made')}</p>
<p>${text('recoverySheet.format')}</p>
</footer>
</body>
</html>
`
}

/** Capitals and digits make a code of few, large modules; the quiet zone is of 4 (ISO/IEC 18004). */
function codeOf(privateKey: string, words: string): string {
  const { size, path } = qrCode(privateKey)
  const box = `-4 -4 ${size + 8} ${size + 8}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" role="img" aria-label="${words}" shape-rendering="crispEdges"><path d="${path}"/></svg>`
}

/** In fours, five to a line, as far as fingers and eyes keep their place. */
function inGroups(privateKey: string): string {
  const groups = privateKey.slice(beginning.length).match(/.{1,4}/g) ?? []
  return [beginning, ...groups].map(group => `<span>${group}</span>`).join(' ')
}
