/** The page shown while the kiosk page cannot be: words alone, no script, and nothing it could load. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { direction, type Language, languages, say } from '../text/index.ts'
import { escapeHtml } from './system/html.ts'

const page = readFileSync(join(import.meta.dirname, 'one-moment.html'), 'utf8')
const style = page.match(/<style>(.*?)<\/style>/s)?.[1] ?? ''
const styleHash = `sha256-${createHash('sha256').update(style).digest('base64')}`

/**
 * The page as an address, in every language. With the station's own sentence it says that the kiosk cannot
 * start, so that an operator knows what to do.
 */
export function oneMoment(stationsSentence?: string): string {
  const words = Object.keys(languages).map((language, index) => {
    const [headline, ...lines] = linesIn(language as Language, stationsSentence)
    // The station speaks one language, so its sentence stands once.
    if (stationsSentence && index === 0) lines.unshift(stationsSentence)
    return `<section lang="${language}" dir="${direction(language as Language)}"><h1>${escapeHtml(headline)}</h1>${lines.map(line => `<p>${escapeHtml(line)}</p>`).join('')}</section>`
  })
  const html = page.replace('{style}', styleHash).replace('{words}', () => words.join('\n'))
  // A data address has an origin of its own, shared with nothing, and needs no file rights.
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`
}

function linesIn(language: Language, stationsSentence?: string): [string, ...string[]] {
  return stationsSentence
    ? [say(language, 'station.cannotStart'), say(language, 'station.startAgain')]
    : [say(language, 'kiosk.oneMoment'), say(language, 'kiosk.oneMomentWhy')]
}
