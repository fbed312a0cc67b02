/**
 * Links to photos: an unguessable token, the address phones open, and its QR code. A few are always made
 * ahead, so that at the shutter nothing has to be computed before the code is on the screen.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { codeLength, codeLetters, type Qr } from '../contract/visit.ts'
import { linkCode } from '../system/qr.ts'

export interface Link {
  /** The photo's id: a UUIDv7 (RFC 9562), so that id order is time order. */
  readonly id: string
  /** 128 random bits in base64url, never derived from the id. */
  readonly token: string
  readonly url: string
  readonly qr: Qr
  /** Six letters and digits that people can read out, for those who have lost the link. */
  readonly code: string
}

export interface LinkPool {
  /** A link nobody has had yet; another is made after the answer went out. */
  take(): Link
}

const tokenBytes = 16

/** A token that nobody has had yet. */
export function newToken(): string {
  return randomBytes(tokenBytes).toString('base64url')
}

/**
 * The token of the page that a photo's posts lead to: it shows the picture, and who has it can neither change anything
 * nor find the page of the photo's own people.
 */
export function postToken(token: string): string {
  const hashed = createHash('sha256').update(`groundswell post ${token}`).digest()
  return hashed.subarray(0, tokenBytes).toString('base64url')
}

/** True for a text that could be a token; whether it is one, only the store knows. */
export function looksLikeToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{22}$/.test(text)
}

/** The path of a photo's page behind the share door. */
export function sharePath(token: string): string {
  return `/s/${token}`
}

/** The path behind the share door at which a phone takes the lead of a visit, and then leads it. */
export function remotePath(token: string): string {
  return `/r/${token}`
}

/** `address` gives where phones get photos now, such as http://192.168.1.20:4461; it may change with the network. */
export function openLinkPool(address: () => string, size = 8): LinkPool {
  let base = ''
  let ready: Omit<Link, 'id'>[] = []

  function fill(): void {
    if (base !== address()) {
      base = address()
      ready = []
    }
    while (ready.length < size) ready.push(mint(base))
  }

  fill()
  return {
    take() {
      if (base !== address() || ready.length === 0) fill()
      const link = ready.shift()
      if (!link) throw new Error('unreachable: the pool was just filled')
      setImmediate(fill)
      return { id: uuidv7(), ...link } // made now, so that ids are in the order of the photos
    },
  }
}

function mint(base: string): Omit<Link, 'id'> {
  const token = newToken()
  const url = base + sharePath(token)
  const code = Array.from({ length: codeLength }, () => codeLetters[randomInt(codeLetters.length)]).join('')
  return { token, url, qr: linkCode(url), code }
}
