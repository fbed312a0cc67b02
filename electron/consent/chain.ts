/**
 * The ledger's chain without what was said: for the copy of it that the brand keeps, and for rebuilding a ledger from
 * such a copy. Whether anything is allowed, only the gate knows.
 */
import type { Store } from '../store/open.ts'
import { sha256 } from '../system/files.ts'
import type { Moment } from '../system/time.ts'
import type { Ledger, ShownText } from './ledger.ts'

/** An entry, as it is sealed. */
export interface ChainEntry {
  readonly seq: number
  readonly subject: string
  readonly kind: string
  readonly reason: string | null
  readonly at: string
  /** Minutes east of UTC. */
  readonly offset: number
  readonly digest: string | null
  readonly hash: string
}

/** What was said about a photo, as it was kept elsewhere. */
export interface KeptWords {
  readonly photo: string
  /** By the numbers of their entries, the texts whose hashes these hold. */
  readonly said: readonly { readonly seq: number; readonly body: string }[]
  readonly contacts: readonly { readonly seq: number; readonly sealed: string }[]
  /** The words that were shown, by the hash that a statement names. */
  readonly wordings: ReadonlyMap<string, ShownText>
}

/** How what was kept of a photo stands to the chain. */
export type Proof =
  /** It is all that the entries speak of. */
  | 'whole'
  /** Newer entries speak of something that is not in it: a no, perhaps. */
  | 'behind'
  /** It has something of which the entries know nothing. */
  | 'unknown'

export interface Chain {
  /** The entries from one number to another, as far as there are any. */
  entries(from: number, to: number): ChainEntry[]
  /** Puts entries into an empty ledger, from number 1 on without a gap. */
  rebuild(entries: readonly ChainEntry[]): void
  /** Holds what was kept of a photo against the entries. */
  proofOf(subject: string, said: KeptWords['said']): Proof
  /** Puts back what was said, whose proof must be whole; an address that is not the one that was left is left out. */
  putBack(words: KeptWords): void
  /** Writes down as lost what the entries speak of and nobody has any more. Gives of how many photos that is all. */
  loseTheRest(ledger: Ledger, when: Moment): number
}

export function openChain(store: Store): Chain {
  const columns = 'seq, subject, kind, reason, at, offset, digest, hash'
  const entries = store.prepare<[number, number], ChainEntry>(
    `SELECT ${columns} FROM ledger WHERE seq BETWEEN ? AND ? ORDER BY seq`,
  )
  const add = store.prepare(`
    INSERT INTO ledger (${columns}) VALUES (@seq, @subject, @kind, @reason, @at, @offset, @digest, @hash)`)
  const ofSubject = store.prepare<[string], { seq: number; digest: string }>(
    'SELECT seq, digest FROM ledger WHERE subject = ? AND digest IS NOT NULL ORDER BY seq',
  )
  const say = store.prepare('INSERT INTO statements (seq, body) VALUES (?, ?)')
  const show = store.prepare(
    'INSERT INTO wordings (sha256, version, language, text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const seal = store.prepare('INSERT INTO contacts (seq, photo, sealed) VALUES (?, ?, ?)')
  const explained = (kind: string) =>
    `EXISTS (SELECT 1 FROM ledger e WHERE e.subject = l.subject AND e.kind = '${kind}' AND e.seq > l.seq)`
  const wordless = store
    .prepare<[], string>(`
      SELECT DISTINCT l.subject FROM ledger l LEFT JOIN statements s USING (seq)
      WHERE l.digest IS NOT NULL AND s.seq IS NULL AND NOT ${explained('erasure')}`)
    .pluck()
  const unaddressed = store
    .prepare<[], string>(`
      SELECT DISTINCT l.subject FROM ledger l JOIN statements s USING (seq) LEFT JOIN contacts c USING (seq)
      WHERE s.body ->> 'contactSha256' IS NOT NULL AND c.seq IS NULL AND NOT ${explained('contact-erasure')}`)
    .pluck()

  return {
    entries: (from, to) => entries.all(from, to),
    rebuild: all =>
      store.transaction(() => {
        for (const entry of all) add.run(entry)
      })(),
    proofOf(subject, said) {
      const bodies = new Map(said.map(({ seq, body }) => [seq, sha256(body)]))
      const spokenOf = ofSubject.all(subject)
      const known = new Map(spokenOf.map(entry => [entry.seq, entry.digest]))
      if ([...bodies].some(([seq, hash]) => known.get(seq) !== hash)) return 'unknown'
      return spokenOf.some(({ seq }) => !bodies.has(seq)) ? 'behind' : 'whole'
    },
    putBack: ({ photo, said, contacts, wordings }) =>
      store.transaction(() => {
        for (const [hash, { version, language, text }] of wordings) show.run(hash, version, language, text)
        for (const { seq, body } of said) {
          say.run(seq, body)
          const { contactSha256 } = JSON.parse(body) as { contactSha256?: string }
          const sealed = contacts.find(one => one.seq === seq)?.sealed
          if (sealed !== undefined && sha256(sealed) === contactSha256) seal.run(seq, photo, sealed)
        }
      })(),
    loseTheRest: (ledger, when) =>
      store.transaction(() => {
        const gone = wordless.all()
        for (const subject of gone) ledger.lose(subject, 'everything', when)
        for (const subject of unaddressed.all()) ledger.lose(subject, 'contacts', when)
        return gone.length
      })(),
  }
}
