/**
 * The form with which a phone answers the brand: its fields, read and checked. What a person may get wrong is told in
 * words; what no page of ours sends is refused as it is.
 */
import type { Language, TextKey } from '../../text/index.ts'
import { languageCodes } from '../../text/languages.ts'
import type { Reply } from '../consent/answers.ts'
import type { ConsentAsk } from '../contract/calls.ts'
import { mostPeople, type Purpose, purposes } from '../contract/consent.ts'
import { Trouble } from '../contract/errors.ts'
import type { EventSettings } from '../event/settings.ts'
import { sha256 } from '../system/files.ts'

/** What came, each field whole and in its bounds. */
export interface AnswerForm {
  readonly say: 'yes' | 'no'
  readonly asked: readonly Purpose[]
  readonly given: readonly Purpose[]
  /** Null when it is no number of people. */
  readonly people: number | null
  readonly children: boolean
  readonly guardianName: string
  readonly guardianRelation: string
  /** The `d` of an SVG path. */
  readonly signature: string
  readonly address: string
  readonly language: Language
  /** The photo's newest entry when the page was made. */
  readonly seen: number
  /** Which question the page showed, as `questionMark` gives it. */
  readonly question: string
  /** The form's own mark: no two pages have the same. */
  readonly form: string
}

/** Why nothing was written down, and in which words that is said. The status is HTTP's (RFC 9110). */
export const notices = {
  late: { status: 409, words: 'phone.late' },
  changed: { status: 409, words: 'phone.changed' },
  refused: { status: 422, words: 'phone.refused' },
  needsTick: { status: 422, words: 'phone.needsTick' },
  needsPeople: { status: 422, words: 'phone.needsPeople' },
  needsAddress: { status: 422, words: 'phone.needsAddress' },
  needsGuardian: { status: 422, words: 'phone.needsGuardian' },
  childrenPrivate: { status: 422, words: 'phone.childrenPrivate' },
} as const satisfies Record<string, { status: 409 | 422; words: TextKey }>
export type Notice = keyof typeof notices

/** The longest answers, in characters as the page counts them. */
export const longest = { name: 80, address: 254, signature: 8192 } as const

/** The signature's field, in the units of its path. */
export const signatureSize = { width: 600, height: 200 } as const

const whole = /^\d{1,15}$/
const mark = /^[\w-]{22}$/
const signaturePath = /^M\d{1,3} \d{1,3}(?:[ML]\d{1,3} \d{1,3})*$/

/** Tells one question from another: a page may be older than a change of the event's settings. */
export function questionMark(ask: ConsentAsk): string {
  return sha256(JSON.stringify(ask)).slice(0, 22)
}

/** Reads the form. Throws CALL_INPUT for what no page of ours sends. */
export function readAnswerForm(fields: URLSearchParams): AnswerForm {
  const one = (key: string) => single(fields, key)
  const people = one('people')
  const signature = one('signature')
  check(
    'signature',
    signature === '' || (fits(signature, longest.signature) && signaturePath.test(signature)),
  )
  const form = {
    say: named(['yes', 'no'], 'say', one('say')),
    asked: set(purposes, 'asked', fields.getAll('asked')),
    given: set(purposes, 'given', fields.getAll('given')),
    people: whole.test(people) ? Number(people) : null,
    children: one('children') !== '',
    guardianName: line('guardian-name', one('guardian-name'), longest.name),
    guardianRelation: line('guardian-relation', one('guardian-relation'), longest.name),
    signature,
    address: line('address', one('address'), longest.address),
    language: named(languageCodes, 'language', one('language')),
    seen: Number(matching(whole, 'seen', one('seen'))),
    question: matching(mark, 'question', one('question')),
    form: matching(mark, 'form', one('form')),
  }
  check('asked', form.asked.length > 0)
  check(
    'given',
    form.given.every(purpose => form.asked.includes(purpose)),
  )
  return form
}

/**
 * What the form answers for one person, or what it lacks. `known` is how many people earlier answers spoke of: they
 * do not become fewer.
 */
export function replyOf(
  form: AnswerForm,
  known: number,
  rules: EventSettings['consent']['children'],
): Omit<Reply, 'photoId' | 'way'> | Notice {
  const { asked, language, seen, children, people } = form
  const fit = people !== null && people >= known && people <= mostPeople
  if (form.say === 'no')
    return { asked, language, seen, children, given: [], agreed: 0, people: fit ? people : known }
  if (form.given.length === 0) return 'needsTick'
  if (!fit) return 'needsPeople'
  if (form.given.includes('contact') && !isAddress(form.address)) return 'needsAddress'
  if (children && rules.allowed === 'no') return 'childrenPrivate'
  const { guardianName: name, guardianRelation: relation, signature } = form
  const signed = signature.includes('L') // a dot is none
  if (children && !(name && relation && signed)) return 'needsGuardian'
  return {
    ...{ asked, language, seen, children, people, given: form.given, agreed: 1 },
    ...(children ? { guardian: { name, relation, signature } } : {}),
    ...(form.given.includes('contact') ? { address: form.address } : {}),
  }
}

/** The purpose that is taken back. Throws CALL_INPUT for any other field. */
export function readPurpose(fields: URLSearchParams): Purpose {
  return named(purposes, 'purpose', single(fields, 'purpose'))
}

/** Whether mail may get there, as far as its form tells: one @, then a name with a dot (RFC 5321, 2.3.11). */
function isAddress(text: string): boolean {
  return (
    Buffer.byteLength(text) <= longest.address &&
    /^[^\s@<>,;"]+@[^\s@<>,;".]+(?:\.[^\s@<>,;".]+)+$/.test(text)
  )
}

/** A field that may be left out and is there once at most. */
function single(fields: URLSearchParams, key: string): string {
  const [value = '', another] = fields.getAll(key)
  check(key, another === undefined)
  return value
}

/** A line of text as a person means it: no control characters, no spaces at its ends. */
function line(key: string, text: string, most: number): string {
  const plain = text
    .normalize('NFC')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
  check(key, fits(plain, most))
  return plain
}

function named<T extends string>(names: readonly T[], key: string, value: string): T {
  check(key, (names as readonly string[]).includes(value))
  return value as T
}

function set<T extends string>(names: readonly T[], key: string, values: readonly string[]): T[] {
  check(key, new Set(values).size === values.length)
  return values.map(value => named(names, key, value))
}

function matching(pattern: RegExp, key: string, value: string): string {
  check(key, pattern.test(value))
  return value
}

function fits(text: string, most: number): boolean {
  return text.length <= most
}

function check(key: string, holds: boolean): void {
  if (!holds) throw new Trouble('CALL_INPUT', { call: 'answer', expected: 'what the page sends', key })
}
