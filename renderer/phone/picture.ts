const pause = 3000
/** So often it is asked for further pictures, which are made soon after the first or not at all. */
const askings = 3

/** Brings the picture onto the page while it is on its way, and once more when it got lost. */
export function waitForPicture(): void {
  const root = document.documentElement
  const picture = document.getElementById('picture') as HTMLImageElement | null
  if (!picture) return // a published page loads itself again
  const source = picture.dataset.src
  picture.addEventListener('load', () => show('picture'))
  picture.addEventListener('error', lost)
  if (source) again(source)
  else if (picture.complete && picture.naturalWidth === 0) lost() // before this script ran
  for (const row of document.querySelectorAll<HTMLElement>('.coming'))
    picture.addEventListener('load', () => later(row, askings), { once: true })

  /** Asks the share door, which answers when the picture is there, and shows it. */
  async function wait(source: string): Promise<void> {
    const page = source.replace(/\/photo\.jpg$/, '')
    const answer = await fetch(`${page}/ready`, { cache: 'no-store' })
    if (answer.status === 200) {
      picture!.src = source
      return
    }
    if (answer.status === 404) return location.replace(page) // the link has ended meanwhile
    setTimeout(again, answer.status === 204 ? 0 : pause, source)
  }

  function again(source: string): void {
    wait(source).catch(() => setTimeout(again, pause, source)) // bad network: it comes back
  }

  function show(state: 'picture' | 'lost'): void {
    if (root.dataset.state !== 'ended') root.dataset.state = state
  }

  function lost(): void {
    show('lost')
    setTimeout(() => {
      picture!.src = picture!.src // has a browser load it once more
    }, pause)
  }

  /** Shows the row of a further picture once that is there. */
  function later(row: HTMLElement, left: number): void {
    if (left === 0) return
    setTimeout(async () => {
      const address = row.querySelector('a')!.href.replace('?save', '')
      const answer = await fetch(address, { method: 'HEAD' }).catch(() => null)
      if (!answer?.ok) return later(row, left - 1)
      row.hidden = false
      document.getElementById('more')!.hidden = false
    }, pause)
  }
}
