const pause = 3000
/** So often it is asked for further pictures, which are made soon after the first or not at all. */
const askings = 3
/** How a published page begins that has its picture. */
const isWithPicture = /^\s*<!doctype html>\s*<html[^>]* data-state="picture"/

/** Brings the picture onto the page while it is on its way, and once more when it got lost. Gives it when it is there. */
export function bringPicture(): Promise<HTMLImageElement> {
  const { dataset } = document.documentElement
  let resolve: (picture: HTMLImageElement) => void
  const promise = new Promise<HTMLImageElement>(give => {
    resolve = give
  })
  const coming = document.querySelector<HTMLTemplateElement>('#coming')
  const there = document.querySelector<HTMLImageElement>('#picture')
  if (coming) again(coming)
  else if (there) watch(there)
  else lookAgain()
  promise.then(() => {
    for (const row of document.querySelectorAll<HTMLElement>('.coming')) later(row, askings)
  })
  return promise

  /** Asks the share door, which answers when the picture is there, and puts it in its place. */
  async function wait(coming: HTMLTemplateElement): Promise<void> {
    const page = coming.dataset.page!
    const answer = await fetch(`${page}/ready`, { cache: 'no-store' })
    if (answer.status === 404) return location.replace(page) // the link has ended meanwhile
    if (answer.status !== 200) return void setTimeout(again, answer.status === 204 ? 0 : pause, coming)
    if (coming.dataset.film !== undefined) return location.reload() // the page has more to show now
    const picture = coming.content.querySelector('img')!
    coming.replaceWith(picture)
    watch(picture)
  }

  function again(coming: HTMLTemplateElement): void {
    wait(coming).catch(() => setTimeout(again, pause, coming)) // bad network: it comes back
  }

  /** A published page is another file once its picture is there, or gone; no cache may hide that. */
  function lookAgain(): void {
    setTimeout(async () => {
      const answer = await fetch(location.href, { cache: 'no-store' }).catch(() => null)
      const page = await answer?.text().catch(() => '')
      // A bucket tells strangers that may not list that what is gone is forbidden.
      const isGone = answer?.status === 404 || answer?.status === 403
      if (isGone || (page && isWithPicture.test(page))) location.reload()
      else lookAgain()
    }, pause)
  }

  function watch(picture: HTMLImageElement): void {
    const shown = () => {
      show('picture')
      resolve(picture)
    }
    picture.addEventListener('load', shown)
    picture.addEventListener('error', () => lost(picture))
    if (!picture.complete) return
    // It was there before this script, or lost before it.
    if (picture.naturalWidth > 0) shown()
    else lost(picture)
  }

  function lost(picture: HTMLImageElement): void {
    show('lost')
    setTimeout(() => {
      picture.src = picture.getAttribute('src')! // has a browser load it once more
    }, pause)
  }

  function show(state: 'picture' | 'lost'): void {
    if (dataset.state !== 'ended') dataset.state = state
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
