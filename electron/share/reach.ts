/** Which address goes into a photo's code: that of the share door, which changes with the network, or a published page's. */
import { isDeepStrictEqual } from 'node:util'
import type { LinkWay, Reach, ShareWay } from '../contract/share.ts'
import type { Log } from '../system/log.ts'
import { lanAddress } from '../system/network.ts'

export interface ReachWatch {
  /** Where phones get photos now. */
  now(): Reach
  way(): LinkWay
  /** The address of a photo's page is this and its path. */
  address(way?: LinkWay): string
  close(): void
}

export interface ReachParts {
  /** What the event asks for. */
  readonly wanted: ShareWay
  /** Where published pages are read; empty where none are. */
  readonly publicAddress: string
  /** Whether a page that is made now is published at once. */
  readonly isPublishing: () => boolean
  /** The share door's name, when it is not found by itself. */
  readonly host: string | undefined
  /** What the door's address is on a machine that is on no network. */
  readonly ownHost: string
  /** The name under which the door speaks TLS now; null while it does not. */
  readonly secureName: () => string | null
  readonly port: number
  /** Told when an address works or works no more, and when the door's has changed. */
  readonly onChange: (reach: Reach) => void
  readonly log: Log
  readonly every?: number
}

/** How often the network and the publishing are looked at, in milliseconds. */
const standardEvery = 2_000

export function openReach(parts: ReachParts): ReachWatch {
  const { host, publicAddress, log } = parts
  let seen = look()

  function look() {
    const lan = lanAddress()
    const secureName = parts.secureName()
    const door = new URL(`${secureName ? 'https' : 'http'}://${host ?? secureName ?? lan ?? parts.ownHost}`)
    door.port = String(parts.port)
    return {
      reach: {
        local: host !== undefined || lan !== null,
        public: publicAddress !== '' && parts.isPublishing(),
      },
      door: door.origin,
    }
  }

  const timer = setInterval(() => {
    try {
      const before = seen
      seen = look()
      if (isDeepStrictEqual(seen, before)) return
      log.info({ ...seen.reach, door: seen.door }, 'where phones get photos has changed')
      parts.onChange(seen.reach)
    } catch (error) {
      log.warn({ err: error }, 'network cannot be read') // no file descriptors left, say
    }
  }, parts.every ?? standardEvery)

  const way = () => chooseWay(parts.wanted, seen.reach, publicAddress !== '')
  return {
    now: () => seen.reach,
    way,
    address: (which = way()) => (which === 'public' ? publicAddress : seen.door),
    close: () => clearInterval(timer),
  }
}

/** Never an address that cannot work while another can; where none works now, the one that will. */
export function chooseWay(wanted: ShareWay, reach: Reach, isPublicSet: boolean): LinkWay {
  if (wanted === 'local' || !isPublicSet) return 'local'
  if (wanted === 'public' || reach.public) return 'public'
  return reach.local ? 'local' : 'public'
}
