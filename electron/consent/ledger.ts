/**
 * The consent ledger: who was asked for what, in which words, and what was answered. Entries are only ever added, and
 * each is sealed with the hash of the one before, so that a later change shows. What was said lies beside its entry,
 * which holds only its fingerprint: with the photo it can be erased, and the chain still holds.
 */
import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import type { Purpose, Way } from '../contract/consent.ts'
import { Trouble } from '../contract/errors.ts'
import type { Store } from '../store/open.ts'
import { sha256 } from '../system/files.ts'
import type { Moment } from '../system/time.ts'

/** A text as it was on the screen. */
export interface ShownText {
  readonly version: string
  /** A BCP 47 tag. */
  readonly language: string
  readonly text: string
}

/** The licence for the picture, which is not the consent to use personal data: what for, where, until when. */
export interface Licence {
  readonly scope: string
  readonly channels: string
  readonly territory: string
  /** RFC 3339 in UTC. */
  readonly until: string
}

/** A grown-up who answers for a child. */
export interface Guardian {
  readonly name: string
  readonly relation: string
  /** The drawn signature, as the `d` of an SVG path. */
  readonly signature: string
}

interface Statement {
  readonly photo: string
  /** Who asked: the event and the brand behind it. */
  readonly event: string
  readonly asker: string
  readonly way: Way
  readonly station: string
  readonly app: string
  /** SHA-256 of the photo's original; null when it was not yet on disk. */
  readonly photoSha256: string | null
}

/** What one person in the picture answered for one purpose. */
export interface Answer extends Statement {
  readonly purpose: Purpose
  readonly given: boolean
  /** Which of the people in the picture, counted from 1, and how many they are. */
  readonly person: number
  readonly people: number
  readonly children: boolean
  readonly guardian?: Guardian | undefined
  readonly language: string
  readonly wordingVersion: string
  readonly wordingSha256: string
  /** Null for a no. */
  readonly licence: Licence | null
  /** SHA-256 of the sealed address, for `contact`. */
  readonly contactSha256?: string | undefined
}

/** Somebody took a purpose back, or the whole photo. */
export interface Withdrawal extends Statement {
  readonly purpose: Purpose | 'everything'
}

export type NewAnswer = Omit<Answer, 'station' | 'app' | 'wordingVersion' | 'wordingSha256' | 'language'> & {
  readonly shown: ShownText
  /** The sealed address, for `contact`. */
  readonly contact?: string | undefined
}
export type NewWithdrawal = Omit<Withdrawal, 'station' | 'app'>

/** An entry with what was said; times as in `Moment`. */
export type Entry = Moment & { readonly seq: number } & (
    | { readonly kind: 'answer'; readonly said: Answer }
    | { readonly kind: 'withdrawal'; readonly said: Withdrawal }
  )

/** What `verify` found. `broken` names the first entry that does not hold, and why. */
export interface Verdict {
  readonly entries: number
  /** Entries whose statement was erased with its photo. */
  readonly erased: number
  readonly head: Head
  readonly broken: { readonly seq: number; readonly why: Broken } | null
}
export type Broken =
  /** An entry is not there. */
  | 'missing'
  /** An entry is not what its hash says. */
  | 'changed'
  /** What was said is not what the entry's fingerprint says, or is gone though nothing was erased. */
  | 'statement'
  /** A sealed address is not the one that was left, or is gone though it was not erased. */
  | 'contact'
  /** The words that were shown are gone or not those. */
  | 'wording'
  /** A head that was kept elsewhere is not in the chain: it was written anew, or its end was cut off. */
  | 'head'

/** Where the chain stood: whoever holds it can later tell whether the ledger was written anew. */
export interface Head {
  readonly seq: number
  readonly hash: string
  /** Of the entry; null while there is none. */
  readonly at: string | null
}

export interface Ledger {
  readonly station: string
  /** The photo's id as the ledger knows it when the photo is gone. */
  subject(photoId: string): string
  answer(answer: NewAnswer, when: Moment): number
  withdraw(withdrawal: NewWithdrawal, when: Moment): number
  /**
   * Says that a photo and all that was said about it is erased, and erases what was said. To be called in one
   * transaction with the erasure of the photo's row.
   */
  erase(photoId: string, reason: string, when: Moment): void
  /** Erases a photo's sealed addresses alone. */
  eraseContacts(photoId: string, reason: string, when: Moment): void
  /** Says of a subject of which nothing but its entries is left that all of it, or its addresses alone, was lost. */
  lose(subject: string, what: 'everything' | 'contacts', when: Moment): void
  /** What was said about a photo, in order. */
  entriesOf(photoId: string): Entry[]
  /** What was said for a purpose, withdrawals of everything included: photo by photo, each in order. */
  entriesFor(purpose: Purpose): IterableIterator<Entry>
  /** The photos about which something was said for a purpose, the newest first, at most `most`. */
  newestAsked(purpose: Purpose, most: number): string[]
  contactsOf(photoId: string): { readonly seq: number; readonly sealed: string }[]
  /** When and why a photo was erased; null when it was not. */
  erasureOf(photoId: string): { readonly at: string; readonly reason: string } | null
  /** The text that was shown, by its hash. */
  wording(hash: string): ShownText | undefined
  head(): Head
  /** The last head of each day (UTC), oldest first. */
  heads(): Head[]
  /** Proves the chain. `known` are heads that were kept elsewhere. */
  verify(known?: readonly Head[]): Verdict
}

/** The hash before the first entry. */
const beginning = '0'.repeat(64)

interface Row extends Moment {
  readonly seq: number
  readonly subject: string
  readonly kind: 'answer' | 'withdrawal' | 'erasure' | 'contact-erasure'
  readonly reason: string | null
  readonly digest: string | null
  readonly hash: string
}

/** `app` is the version of the program that writes. */
export function openLedger(store: Store, app: string): Ledger {
  const { id: station, subject_key: key } = store
    .prepare<[], { id: string; subject_key: Buffer }>('SELECT id, subject_key FROM station')
    .get()!
  const last = store.prepare<[], Head>('SELECT seq, hash, at FROM ledger ORDER BY seq DESC LIMIT 1')
  const add = store.prepare(`
    INSERT INTO ledger (seq, subject, kind, reason, at, offset, digest, hash)
    VALUES (@seq, @subject, @kind, @reason, @at, @offset, @digest, @hash)`)
  const say = store.prepare('INSERT INTO statements (seq, body) VALUES (?, ?)')
  const show = store.prepare(
    'INSERT INTO wordings (sha256, version, language, text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const shown = store.prepare<[string], ShownText>(
    'SELECT version, language, text FROM wordings WHERE sha256 = ?',
  )
  const keepContact = store.prepare('INSERT INTO contacts (seq, photo, sealed) VALUES (?, ?, ?)')
  const contacts = store.prepare<[string], { seq: number; sealed: string }>(
    'SELECT seq, sealed FROM contacts WHERE photo = ? ORDER BY seq',
  )
  const erasure = store.prepare<[string], { at: string; reason: string }>(
    `SELECT at, reason FROM ledger WHERE subject = ? AND kind = 'erasure' ORDER BY seq DESC LIMIT 1`,
  )
  const knownSubject = store
    .prepare<[string], string>('SELECT subject FROM known_subjects WHERE photo = ?')
    .pluck()
  const dropContacts = store.prepare('DELETE FROM contacts WHERE photo = ?')
  const dropStatements = store.prepare('DELETE FROM statements WHERE photo = ?')
  const columns = 's.seq, l.kind, l.at, l.offset, s.body FROM statements s JOIN ledger l USING (seq)'
  const ofPhoto = store.prepare<[string], Stated>(`SELECT ${columns} WHERE s.photo = ? ORDER BY s.seq`)
  // Two runs of an index that is in this order are merged; a list of both purposes would be sorted with all it says.
  const said = `SELECT s.photo, ${columns}`
  const ofPurpose = store.prepare<[string], Stated>(`
    ${said} WHERE s.purpose = ? UNION ALL ${said} WHERE s.purpose = 'everything' ORDER BY s.photo, s.seq`)
  const asked = store
    .prepare<[string, number], string>(
      'SELECT DISTINCT photo FROM statements WHERE purpose = ? ORDER BY photo DESC LIMIT ?',
    )
    .pluck()
  const chain = store.prepare<[], Link>(`
    SELECT l.*, s.body, s.photo, s.purpose, c.sealed FROM ledger l
    LEFT JOIN statements s USING (seq) LEFT JOIN contacts c USING (seq) ORDER BY l.seq`)
  const daily = store.prepare<[], Head>(`
    SELECT seq, hash, at FROM ledger
    WHERE seq IN (SELECT max(seq) FROM ledger GROUP BY substr(at, 1, 10)) ORDER BY seq`)

  const secret = createSecretKey(key) // made once, since making it takes six times as long as using it
  // One that came from another station, when this one was rebuilt, keeps the name it has in the chain.
  const subject = (photoId: string) =>
    knownSubject.get(photoId) ?? createHmac('sha256', secret).update(photoId).digest('hex')
  const head = (): Head => last.get() ?? { seq: 0, hash: beginning, at: null }

  function append(
    kind: Row['kind'],
    subject: string,
    body: object | null,
    when: Moment,
    reason: string | null,
  ) {
    const { seq: before, hash: previous } = head()
    // Without the salt, a fingerprint of so few possible answers could be guessed back.
    const text = body && JSON.stringify({ salt: randomBytes(16).toString('base64url'), ...body })
    const digest = text === null ? null : sha256(text)
    // Half a character would come back from the database as another one.
    const why = reason?.toWellFormed() ?? null
    const entry = { seq: before + 1, subject, kind, reason: why, ...when, digest }
    add.run({ ...entry, hash: chained(previous, entry) })
    if (text !== null) say.run(entry.seq, text)
    return entry.seq
  }

  /** One transaction, alone or within the caller's, that has its turn before it reads where the chain stands. */
  const together = <T>(work: () => T): T => store.transaction(work).immediate()

  return {
    station,
    subject,
    answer: ({ shown: words, contact, ...said }, when) =>
      together(() => {
        const hash = wordingHash(words)
        show.run(hash, words.version, words.language, words.text.toWellFormed())
        const body = { ...said, language: words.language, wordingVersion: words.version, wordingSha256: hash }
        const contactSha256 = contact === undefined ? {} : { contactSha256: sha256(contact) }
        const seq = append(
          'answer',
          subject(said.photo),
          { ...body, ...contactSha256, station, app },
          when,
          null,
        )
        if (contact !== undefined) keepContact.run(seq, said.photo, contact)
        return seq
      }),
    withdraw: (said, when) =>
      together(() => append('withdrawal', subject(said.photo), { ...said, station, app }, when, null)),
    erase: (photoId, reason, when) =>
      together(() => {
        append('erasure', subject(photoId), null, when, reason)
        dropContacts.run(photoId)
        dropStatements.run(photoId)
      }),
    eraseContacts: (photoId, reason, when) =>
      together(() => {
        if (contacts.all(photoId).length === 0) return
        append('contact-erasure', subject(photoId), null, when, reason)
        dropContacts.run(photoId)
      }),
    lose: (lost, what, when) =>
      void together(() =>
        append(what === 'contacts' ? 'contact-erasure' : 'erasure', lost, null, when, 'lost'),
      ),
    entriesOf: photoId => ofPhoto.all(photoId).map(entryOf),
    *entriesFor(purpose) {
      for (const row of ofPurpose.iterate(purpose)) yield entryOf(row)
    },
    newestAsked: (purpose, most) => asked.all(purpose, most),
    contactsOf: photoId => contacts.all(photoId),
    erasureOf: photoId => erasure.get(subject(photoId)) ?? null,
    wording: hash => shown.get(hash),
    head,
    heads: () => daily.all(),
    verify: known =>
      verifyChain(chain.iterate(), { wording: hash => shown.get(hash), subject, known: known ?? [] }),
  }
}

/** What to tell whoever asks a ledger that does not hold. */
export function brokenLedger({ seq, why }: NonNullable<Verdict['broken']>): Trouble {
  return new Trouble('LEDGER_BROKEN', { entry: seq, why })
}

interface Stated extends Moment {
  readonly seq: number
  readonly kind: string
  readonly body: string
}

function entryOf({ seq, kind, at, offset, body }: Stated): Entry {
  return { seq, kind, at, offset, said: JSON.parse(body) } as Entry
}

/** The name of a text that was shown. */
export function wordingHash({ version, language, text }: ShownText): string {
  return sha256(JSON.stringify([version, language, text.toWellFormed()]))
}

function chained(
  previous: string,
  { seq, subject, kind, reason, at, offset, digest }: Omit<Row, 'hash'>,
): string {
  return sha256(JSON.stringify([previous, seq, subject, kind, reason, at, offset, digest]))
}

/** An entry with all that lies beside it. */
interface Link extends Row {
  readonly body: string | null
  readonly photo: string | null
  readonly purpose: string | null
  readonly sealed: string | null
}

interface Proof {
  readonly wording: (hash: string) => ShownText | undefined
  readonly subject: (photoId: string) => string
  readonly known: readonly Head[]
}

function verifyChain(links: Iterable<Link>, { wording, subject, known }: Proof): Verdict {
  const subjects = remembered(subject)
  const isShown = remembered(hash => {
    const text = wording(hash)
    return text !== undefined && wordingHash(text) === hash
  })
  const expected = Map.groupBy(known, head => head.seq)
  const statements = new Presence()
  const contacts = new Presence()
  let head: Head = { seq: 0, hash: beginning, at: null }
  let erased = 0
  let broken: Verdict['broken'] = null
  const found = (seq: number | null, why: Broken) => {
    if (seq !== null && (!broken || seq < broken.seq)) broken = { seq, why }
  }

  function problemOf(link: Link): Broken | null {
    if (link.seq !== head.seq + 1) return 'missing'
    if (chained(head.hash, link) !== link.hash) return 'changed'
    if (expected.get(link.seq)?.some(({ hash }) => hash !== link.hash)) return 'head'
    if (link.body === null) return null
    if (sha256(link.body) !== link.digest) return 'statement'
    // What is found by photo and purpose is what was said about them.
    const said = JSON.parse(link.body) as Answer
    const isFiled = said.photo === link.photo && said.purpose === link.purpose
    if (!isFiled || subjects(said.photo) !== link.subject) return 'statement'
    if (link.kind === 'answer' && !isShown(said.wordingSha256)) return 'wording'
    const isLeft = link.sealed === null || sha256(link.sealed) === said.contactSha256
    if (!isLeft) return 'contact'
    if (said.contactSha256) contacts.note(link.subject, link.seq, link.sealed !== null)
    return null
  }

  for (const link of links) {
    // One that comes after the first broken entry still explains what is gone before it.
    if (link.kind === 'erasure') {
      found(statements.erase(link.subject), 'statement')
      found(contacts.erase(link.subject), 'contact')
    }
    if (link.kind === 'contact-erasure') found(contacts.erase(link.subject), 'contact')
    if (broken) continue
    const why = problemOf(link)
    if (why) {
      found(why === 'missing' ? head.seq + 1 : link.seq, why)
      continue
    }
    if (link.digest !== null) statements.note(link.subject, link.seq, link.body !== null)
    if (link.digest !== null && link.body === null) erased++
    head = { seq: link.seq, hash: link.hash, at: link.at }
  }
  found(statements.firstGone, 'statement')
  found(contacts.firstGone, 'contact')
  if (!broken && known.some(({ seq }) => seq > head.seq)) broken = { seq: head.seq + 1, why: 'head' }
  return { entries: head.seq, erased, head, broken }
}

/** What should be there and is, or is not, by subject: an erasure explains what is gone, and leaves nothing behind. */
class Presence {
  readonly #there = new Map<string, number>()
  readonly #gone = new Map<string, number>()

  note(subject: string, seq: number, isThere: boolean): void {
    const side = isThere ? this.#there : this.#gone
    if (!side.has(subject)) side.set(subject, seq)
  }

  /** Gives the first that is still there though it was erased. */
  erase(subject: string): number | null {
    const left = this.#there.get(subject) ?? null
    this.#there.delete(subject)
    this.#gone.delete(subject)
    return left
  }

  /** The first that is gone though nothing was erased. */
  get firstGone(): number | null {
    return this.#gone.size > 0 ? this.#gone.values().reduce((a, b) => Math.min(a, b)) : null
  }
}

/** `work`, done once for each key. */
function remembered<T>(work: (key: string) => T): (key: string) => T {
  const done = new Map<string, T>()
  return key => {
    if (!done.has(key)) done.set(key, work(key))
    return done.get(key) as T
  }
}
