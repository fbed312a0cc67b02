/**
 * Sealed contacts: what an attendee leaves is encrypted at once to the brand's public key. The private key is never
 * on the kiosk, so a stolen one gives no addresses. The format is age (https://age-encryption.org/v1), which other
 * programs open too. Loading this module takes about 0.1 s, so the station imports it only when something is sealed.
 */
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { Trouble } from '../contract/errors.ts'

export interface Keys {
  /** `age1…`: locks, and may be seen by anybody. */
  readonly publicKey: string
  /** `AGE-SECRET-KEY-1…`: opens. */
  readonly privateKey: string
}

/** So long, in bytes, that every address (at most 254, RFC 5321 with erratum 1690 of RFC 3696) seals to one length. */
const block = 256

// X25519 alone: its names are short enough to type. A second "1" would name another kind of key, such as age1pq1….
const publicForm = /^age1[02-9ac-hj-np-z]{58}$/
const privateForm = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/

/** Whether `text` is a whole age public key for X25519, its checksum included. */
export function isPublicKey(text: string): boolean {
  return publicForm.test(text) && passes(() => new Encrypter().addRecipient(text))
}

/** A new pair of keys, from the system's randomness. */
export async function makeKeys(): Promise<Keys> {
  const privateKey = await generateX25519Identity()
  return { publicKey: await identityToRecipient(privateKey), privateKey }
}

/**
 * Gives `text` sealed to `publicKey`, as armored age text (ASCII with line breaks); two seals of one text differ.
 * Throws KEY_INVALID.
 */
export async function sealTo(publicKey: string, text: string): Promise<string> {
  if (!isPublicKey(publicKey)) throw notAKey('public', publicKey)
  const encrypter = new Encrypter()
  encrypter.addRecipient(publicKey)
  try {
    return armor.encode(await encrypter.encrypt(padded(text)))
  } catch {
    // Its checksum may be right, and yet it is no point to encrypt to (RFC 7748, 6.1).
    throw notAKey('public', publicKey)
  }
}

/**
 * Opens what `sealTo` gave. The private key may be typed from paper: spaces and small letters do no harm.
 * Throws KEY_INVALID, or SEAL_BROKEN when this key does not open it or it is not as it was.
 */
export async function openSealed(privateKey: string, sealed: string): Promise<string> {
  const key = privateKey.replace(/\s/g, '').toUpperCase()
  const decrypter = new Decrypter()
  if (!privateForm.test(key) || !passes(() => decrypter.addIdentity(key))) throw notAKey('private', key)
  try {
    return unpadded(await decrypter.decrypt(armor.decode(sealed)))
  } catch (error) {
    throw new Trouble('SEAL_BROKEN', {}, error)
  }
}

/** With a line break and then spaces: still plain text for who opens it with another program. */
function padded(text: string): Uint8Array {
  const bytes = Buffer.from(`${text}\n`)
  const whole = Buffer.alloc(Math.ceil(bytes.length / block) * block, ' ')
  whole.set(bytes)
  return whole
}

function unpadded(bytes: Uint8Array): string {
  const whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  const [, text] = /^(.*)\n *$/s.exec(whole) ?? []
  if (text === undefined) throw new Error('It was not sealed here: its padding is missing')
  return text
}

function passes(check: () => void): boolean {
  try {
    check()
    return true
  } catch {
    return false // not handed on: the library's words repeat the key
  }
}

/** Names the kind of what came, and never a part of it: it may be a private key in the wrong place. */
function notAKey(wanted: 'public' | 'private', text: string): Trouble {
  const forms = { public: 'age1…', private: 'AGE-SECRET-KEY-1…' }
  const expected = `a ${wanted} key (${forms[wanted]})`
  return new Trouble('KEY_INVALID', { expected, came: described(wanted, text.trim()) })
}

function described(wanted: 'public' | 'private', text: string): string {
  if (text === '') return 'nothing'
  if (/^(age1(pq|tag)|AGE-SECRET-KEY-PQ-)/i.test(text)) return 'an age key of another kind'
  const kind = /^age1/i.test(text) ? 'public' : /AGE-SECRET-KEY-/i.test(text) ? 'private' : null
  if (kind === null) return 'a text that is no age key'
  return kind === wanted ? 'one with a character wrong, missing or too many' : `a ${kind} key`
}
