/** The page of the phone that leads a visit: follows the kiosk, and says what happens there. */

const pause = 2000
/** So long before a screen ends by itself it is asked whether somebody is there, in milliseconds. */
const notice = 20_000
/** The screens that come with a photo. */
const withPhoto = ['review', 'story', 'takeaway']

/** Takes the lead as soon as somebody looks at the page that asks for it: a preview does not. */
export function takeLead(): void {
  const form = document.getElementById('take') as HTMLFormElement | null
  if (!form) return
  const take = () => {
    if (document.visibilityState === 'visible') form.submit()
  }
  document.addEventListener('visibilitychange', take, { once: true })
  take()
}

/** Follows the visit on this page until it is over, and sends what is touched. */
export function leadVisit(): void {
  const root = document.documentElement
  const remote = document.getElementById('remote')!
  const said = document.getElementById('said')
  const lost = document.getElementById('lost')
  document.querySelector<HTMLElement>('#screen h1')?.focus()
  if (!said || !lost) return // it is over
  let timers: number[] = []
  let isSending = false
  remote.addEventListener('click', event => {
    const button = (event.target as Element).closest('button')
    if (!button?.form) return
    event.preventDefault()
    void send(button.form, button)
  })
  // A page that comes back from the browser's memory has missed what came meanwhile.
  addEventListener('pageshow', event => {
    if (event.persisted) location.reload()
  })
  arrive(screen())
  void follow()

  function screen(): HTMLElement {
    return document.getElementById('screen')!
  }

  async function follow(): Promise<void> {
    while (screen().dataset.at !== 'over') {
      try {
        const answer = await fetch(`${location.pathname}/next?after=${screen().dataset.number}`, {
          cache: 'no-store',
        })
        if (answer.status === 404) return void location.reload() // it is over
        tell(lost!, '')
        if (answer.status === 200) show(await answer.text())
        else if (answer.status !== 204) await rest()
      } catch {
        tell(lost!, lost!.dataset.text!) // bad network: it comes back
        await rest()
      }
    }
  }

  async function send(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
    if (isSending) return
    isSending = true
    // The screen may have gone on under a form that stayed.
    const fields = new URLSearchParams({ at: screen().dataset.at! })
    const typed = form.querySelector<HTMLInputElement>('.text')
    if (typed) fields.set(typed.name, typed.value)
    else fields.set(button.name, button.value)
    try {
      // What comes of it comes with the next screen.
      await fetch(form.action, { method: 'POST', body: fields, redirect: 'manual' })
    } catch {
      tell(lost!, lost!.dataset.text!)
    } finally {
      isSending = false
    }
  }

  function show(html: string): void {
    const before = screen()
    const next = new DOMParser().parseFromString(html, 'text/html').getElementById('screen')
    if (!next) return
    const { at, language } = next.dataset
    const isSame = at === before.dataset.at
    if (language && language !== root.lang) location.reload()
    else if (!isSame || at === 'count' || next.innerHTML !== plain(before)) goOn(before, next)
    else {
      // More time, or a picture that is ready: nobody who reads is interrupted.
      Object.assign(before.dataset, next.dataset)
      arrive(before)
    }
  }

  function goOn(before: HTMLElement, next: HTMLElement): void {
    const [wasAt, at] = [before.dataset.at!, next.dataset.at!]
    const { name, value } = document.activeElement as HTMLButtonElement
    before.replaceWith(next)
    arrive(next)
    if (wasAt === 'count' && withPhoto.includes(at)) tell(said!, said!.dataset.taken!)
    // Who has just chosen a look or a frame stays there.
    const chosen = next.querySelector<HTMLElement>(`[name="${name}"][value="${value}"]`)
    const heading = next.querySelector('h1')!
    const field = next.querySelector<HTMLElement>('.text')
    if (at === wasAt && (chosen ?? field)) (field ?? chosen)!.focus()
    else if (at !== wasAt) heading.focus()
    if (at === 'takeaway' && wasAt !== at) toPhoto(next)
  }

  /** What runs by itself while this screen is shown. */
  function arrive(to: HTMLElement): void {
    timers.forEach(clearTimeout)
    timers = []
    const { at, left, seconds, since } = to.dataset
    if (at === 'count') count(to, Number(seconds), Number(since))
    const ends = to.querySelector<HTMLElement>('.ends')
    if (!ends) return
    const asks = ends.querySelector<HTMLElement>('.asks')!
    tell(asks, '')
    ends.hidden = true
    after(Number(left) - notice, () => {
      ends.hidden = false
      tell(asks, asks.dataset.text!)
    })
  }

  /** Counts along with the kiosk, from when that began. */
  function count(to: HTMLElement, seconds: number, since: number): void {
    const shown = to.querySelector<HTMLElement>('.left')!
    for (let left = seconds; left > 0; left--) {
      const begins = (seconds - left) * 1000 - since
      if (begins > -1000)
        after(begins, () => {
          tell(shown, String(left))
          tell(said!, String(left))
        })
    }
  }

  function after(time: number, act: () => void): void {
    timers.push(window.setTimeout(act, Math.max(0, time)))
  }
}

/** Straight to the photo, once it is there: back from it is where the visit goes on. */
function toPhoto(screen: HTMLElement): void {
  const photo = screen.querySelector<HTMLAnchorElement>('#photo')
  if (photo) location.assign(photo.href)
}

/** Leads back from the photo to the visit that this phone led to it. */
export function offerWayBack(): void {
  const link = document.querySelector<HTMLAnchorElement>('#to-visit')
  const from = document.referrer
  if (!link || !from.startsWith(`${location.origin}/r/`)) return
  link.href = from
  link.parentElement!.hidden = false
}

function tell(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/** As it came, without what the page itself has said and hidden in it. */
function plain(screen: HTMLElement): string {
  const copy = screen.cloneNode(true) as HTMLElement
  for (const one of Array.from(copy.querySelectorAll('.asks'))) one.textContent = ''
  copy.querySelector('.ends')?.removeAttribute('hidden')
  return copy.innerHTML
}

function rest(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, pause))
}
