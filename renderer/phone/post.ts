import { count } from './count.ts'
import { wordsNow } from './words.ts'

/** How the page marks where words and a server belong in an address. */
const textGap = '%7Btext%7D'
const instanceGap = 'instance.example'
/** How long it is said that something was copied, in milliseconds. */
const saidFor = 3000

/** Lets people change the words before they post them: the networks' links follow. */
export function offerPosting(): void {
  const field = document.getElementById('caption') as HTMLTextAreaElement | null
  const copy = document.getElementById('copy')
  if (!field || !copy) return
  const plain = document.querySelector<HTMLElement>('.caption')
  const copied = document.querySelector<HTMLElement>('.copy span')
  const links = document.querySelectorAll<HTMLAnchorElement>('a[data-to]')
  const instance = document.getElementById('instance') as HTMLInputElement | null
  if (plain) plain.hidden = true
  field.parentElement!.hidden = false
  offerMastodon()
  follow() // a browser that goes back keeps what was typed

  field.addEventListener('input', follow)
  instance?.addEventListener('input', follow)
  instance?.addEventListener('keydown', event => {
    if (event.key === 'Enter') instance.closest('div')?.querySelector('a')?.click()
  })
  copy.addEventListener('click', () => {
    field.select()
    // The newer way is for pages over HTTPS alone, and a kiosk's is often not.
    if (!document.execCommand('copy') || !copied) return
    copied.hidden = false
    setTimeout(() => {
      copied.hidden = true
    }, saidFor)
    count('copy')
  })

  function offerMastodon(): void {
    const row = document.getElementById('mastodon')
    if (!row) return
    row.hidden = false
    const details = row.querySelector('details')!
    details.addEventListener('toggle', () => row.classList.toggle('open', details.open))
  }

  function follow(): void {
    const server = hostOf(instance?.value ?? '')
    for (const link of links) {
      const { to = '', most } = link.dataset
      const text = encode(most ? shorten(wordsNow(), Number(most)) : wordsNow())
      if (!to.includes(instanceGap)) link.href = to.replace(textGap, text)
      else if (server) link.href = to.replace(instanceGap, server).replace(textGap, text)
      else link.removeAttribute('href')
    }
  }
}

/** The server in what people type as theirs: mastodon.social, https://mastodon.social/home, @me@mastodon.social. */
function hostOf(typed: string): string | null {
  try {
    const { hostname } = new URL(`https://${typed.trim().replace(/^https?:\/\//i, '')}`)
    return /^[^.[\]]+\..*[a-z]/.test(hostname) ? hostname : null
  } catch {
    return null
  }
}

/** Halves of letters, which a cut can leave, cannot be written in an address. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, ''))
}

/** At most so many letters as people count them, where the browser knows them. */
function shorten(text: string, most: number): string {
  const letters =
    'Segmenter' in Intl
      ? Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
      : Array.from(text)
  return letters.length <= most ? text : `${letters.slice(0, Math.max(most - 1, 0)).join('')}…`
}
