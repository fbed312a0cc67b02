/**
 * The people of an evening, through the real doors: they take photos, answer, change their mind on their phones, and
 * delete. What the station acknowledges is written down; what it never answered is done again when it is back.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Purpose } from '../../../electron/contract/consent.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'
import type { chances } from '../../support/random.ts'
import { ask, get } from '../../support/raw-http.ts'
import type { StationProcess } from '../../support/station.ts'
import type { Acknowledged } from './acknowledged.ts'
import { picture } from './pictures.ts'

export interface GuestsParts {
  readonly log: Acknowledged
  readonly chance: ReturnType<typeof chances>
  /** One original in so many is so large that it goes in parts. */
  readonly largeOneIn: number
}

export interface Guests {
  /** Comes and goes until the station is dead. */
  visit(station: StationProcess): Promise<void>
  /** Has done what is still open: pictures that were not taken, withdrawals that were not acknowledged. */
  settle(station: StationProcess): Promise<void>
}

interface Guest {
  readonly photo: string
  readonly page: string
  readonly bytes: Buffer
  isSent: boolean
  isFramed: boolean
  isErased: boolean
  /** It is on the kiosk's screen: what a phone said at the same time could come before or after. */
  isOnScreen: boolean
  /** What was begun and never acknowledged. */
  open: Wish | null
}

type Wish = { readonly did: 'take back'; readonly purpose: Purpose } | { readonly did: 'erase' }

const largeSize = 9 * 1024 * 1024
const atKiosk: readonly Purpose[] = ['screens', 'social']

class StationGone extends Error {}

export function openGuests({ log, chance, largeOneIn }: GuestsParts): Guests {
  const guests: Guest[] = []
  let asker = 0
  /** Each phone has an address of its own, so that none runs out of what an address may ask. */
  const phone = () => `127.2.${Math.floor(++asker / 250) % 250}.${(asker % 250) + 1}`

  async function photograph(kiosk: Kiosk): Promise<void> {
    const given = chance.oneOf<readonly Purpose[] | null>([null, [], ['social'], ['screens', 'social']])
    const { id: photo, link } = await kiosk.shutter()
    const bytes = picture(chance.once(largeOneIn) ? largeSize : undefined)
    const guest: Guest = {
      ...{ photo, page: new URL(link).pathname, bytes },
      ...{ isSent: false, isFramed: false, isErased: false, isOnScreen: true, open: null },
    }
    guests.push(guest)
    log.write({ photo, is: 'acknowledged', did: 'reserve' })
    const sending = send(kiosk, guest)
    sending.catch(() => {})
    if (given) {
      log.write({ photo, is: 'begun', did: 'answer', asked: atKiosk, given })
      await kiosk.call('consent.answer', { given: [...given], people: 1, agreed: 1, children: false })
      log.write({ photo, is: 'acknowledged', did: 'answer', asked: atKiosk, given })
    }
    await sending
    guest.isOnScreen = false
  }

  /** The page holds the picture and sends it again until the station has it. */
  async function send(kiosk: Kiosk, guest: Guest): Promise<void> {
    const { photo, bytes } = guest
    const { status } = await kiosk.send(photo, bytes)
    if (status === 404) guest.isErased = true // somebody deleted it meanwhile
    if (status !== 200 && status !== 201) return
    guest.isSent = true
    log.write({ photo, is: 'acknowledged', did: 'send', sha256: sha256(bytes) })
  }

  async function knock(station: StationProcess, path: string, form?: string) {
    const port = Number(new URL(station.ready.share).port)
    const length = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': `${form?.length}`,
    }
    const request = form === undefined ? get(path) : get(path, length).replace('GET', 'POST') + form
    const answer = await ask({ port, from: phone() }, request)
    if (!answer) throw new StationGone()
    return answer
  }

  async function look(station: StationProcess, guest: Guest): Promise<void> {
    const { status, body } = await knock(station, `${guest.page}/photo.jpg`)
    if (status !== 200) return
    guest.isFramed = true
    log.write({ photo: guest.photo, is: 'acknowledged', did: 'see framed', sha256: sha256(body) })
  }

  /** One more yes or no, with an address; the form is the one on the page. */
  async function answerOnPhone(station: StationProcess, { photo, page }: Guest): Promise<void> {
    const html = String((await knock(station, page)).body)
    const form = /<form class="question".*?<\/form>/s.exec(html)?.[0]
    if (!form) return
    const hidden = [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)]
    const fields = hidden.map(([, name = '', value = '']) => [name, value] as const)
    const asked = fields.filter(([name]) => name === 'asked').map(([, value]) => value as Purpose)
    const given = asked.filter(() => chance.once(2))
    const typed = new URLSearchParams([
      ...fields.map(field => [...field]),
      ['people', '1'],
      ['say', given.length > 0 ? 'yes' : 'no'],
      ...(given.includes('contact') ? [['address', `guest-${photo}@example.org`]] : []),
      ...given.map(purpose => ['given', purpose]),
    ])
    log.write({ photo, is: 'begun', did: 'answer', asked, given })
    const { status } = await knock(station, `${page}/answer`, String(typed))
    if (status === 303) log.write({ photo, is: 'acknowledged', did: 'answer', asked, given })
  }

  async function wish(station: StationProcess, guest: Guest, wanted: Wish): Promise<void> {
    const { photo, page } = guest
    guest.open = wanted
    log.write({ photo, is: 'begun', ...wanted })
    const { status } =
      wanted.did === 'erase'
        ? await knock(station, `${page}/delete`, '')
        : await knock(station, `${page}/take-back`, `purpose=${wanted.purpose}`)
    // A link that opens nothing any more: an earlier attempt has erased it.
    if (status === 404 && wanted.did === 'erase') guest.isErased = true
    else if (status !== 303) return
    guest.open = null
    if (wanted.did === 'erase') guest.isErased = true
    log.write({ photo, is: 'acknowledged', ...wanted })
  }

  async function onPhones(station: StationProcess): Promise<void> {
    const here = guests.filter(({ isErased, isOnScreen }) => !isErased && !isOnScreen)
    const guest = here.length > 0 ? chance.oneOf(here) : undefined
    if (!guest) return
    if (guest.open) return wish(station, guest, guest.open)
    const purpose = chance.oneOf<Purpose>(['social', 'screens', 'contact'])
    const what = chance.below(8)
    if (what < 3) return wish(station, guest, { did: 'take back', purpose })
    if (what === 3) return wish(station, guest, { did: 'erase' })
    if (what === 4) return answerOnPhone(station, guest)
    if (guest.isSent && !guest.isFramed) return look(station, guest)
  }

  async function atTheKiosk(station: StationProcess): Promise<void> {
    const kiosk = await openKiosk(station.ready)
    try {
      for (const guest of guests.filter(one => !one.isSent && !one.isErased)) await send(kiosk, guest)
      for (;;) {
        await photograph(kiosk)
        await kiosk.leave()
        await pause(chance.below(200))
      }
    } finally {
      kiosk.close()
    }
  }

  return {
    async visit(station) {
      for (const guest of guests) guest.isOnScreen = false // that was in its last life
      const gone = new Promise<never>((_, reject) =>
        station.child.once('exit', () => reject(new StationGone())),
      )
      const phones = async () => {
        for (;;) {
          await onPhones(station)
          await pause(20 + chance.below(120))
        }
      }
      const going = [atTheKiosk(station), phones()].map(one => one.catch(error => error as Error))
      const first = await Promise.race([...going, gone.catch(error => error as Error)])
      await gone.catch(() => {})
      if (first && !isOfDeath(first)) throw first
    },
    async settle(station) {
      const kiosk = await openKiosk(station.ready)
      for (const guest of guests.filter(one => !one.isErased)) {
        if (!guest.isSent) await send(kiosk, guest)
        if (guest.open) await wish(station, guest, guest.open)
      }
      kiosk.close()
    },
  }
}

/** What a client sees when the station dies under it. */
function isOfDeath(error: Error): boolean {
  const { code } = (error.cause ?? error) as { readonly code?: string }
  return error instanceof StationGone || /^(ECONN|EPIPE|UND_ERR)/.test(code ?? '')
}
