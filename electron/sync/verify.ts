/**
 * Proves what lies at the storage, byte by byte: everything that should be there is fetched and hashed anew, and the
 * ledger's files are held against the ledger. What is not whole is sent again.
 */
import { z } from 'zod'
import { type ChainEntry, openChain } from '../consent/chain.ts'
import { sha256 } from '../system/files.ts'
import type { StoredObject } from './objects.ts'
import { ranks } from './outbox.ts'
import { type OwnFilesParts, putAgain } from './own-files.ts'
import { type Reconciled, reconcile } from './reconcile.ts'
import type { Target } from './target.ts'

export type ObjectVerdict = 'whole' | 'different' | 'missing'

/** Fetches an object and holds it against what it should be. Throws a TargetProblem. */
export async function readBack(
  target: Target,
  { key, sha256: hash, bytes }: Pick<StoredObject, 'key' | 'sha256' | 'bytes'>,
  signal?: AbortSignal,
): Promise<ObjectVerdict> {
  const found = await target.get(key, signal)
  if (!found) return 'missing'
  return found.length === bytes && sha256(found) === hash ? 'whole' : 'different'
}

export interface Verified {
  readonly whole: number
  /** What is to be sent again, or lost where this kiosk has it no more. */
  readonly wrong: readonly { readonly key: string; readonly verdict: ObjectVerdict }[]
  readonly reconciled: Reconciled
  /** How many entries of the ledger the storage has, and the first that is another one there: it was written anew. */
  readonly ledger: { readonly compared: number; readonly firstDifferent: number | null }
}

export interface VerifyParts extends OwnFilesParts {
  readonly target: Target
}

/** Throws a TargetProblem. */
export async function verifyStorage(parts: VerifyParts, signal?: AbortSignal): Promise<Verified> {
  const { store, target, layout, objects } = parts
  const wrong: { key: string; verdict: ObjectVerdict }[] = []
  let whole = 0
  const note = store.prepare('INSERT INTO changes (photo, rank) VALUES (?, ?)')
  for (const object of objects.all()) {
    if (!objects.isWanted(object.key)) continue
    const verdict = await readBack(target, object, signal)
    if (verdict === 'whole') {
      objects.there(object.key, Date.now())
      whole++
      continue
    }
    wrong.push({ key: object.key, verdict })
    objects.different(object.key)
    if (object.photo !== null) note.run(object.photo, ranks.photo)
    else await putAgain(parts, object.key, signal)
  }
  const { isWanted } = objects
  const reconciled = await reconcile({ target, layout, isWanted }, signal)
  return { whole, wrong, reconciled, ledger: await compareLedger(parts, signal) }
}

/** Holds the ledger's files at the storage against the ledger here. */
async function compareLedger({ store, target, objects }: VerifyParts, signal?: AbortSignal) {
  const chain = openChain(store)
  let compared = 0
  let firstDifferent: number | null = null
  for (const { key } of objects.startingWith('v1/ledger/')) {
    const bytes = await target.get(key, signal)
    for (const line of readChain(bytes)) {
      compared++
      if (chain.entries(line.seq, line.seq)[0]?.hash !== line.hash)
        firstDifferent = Math.min(firstDifferent ?? Infinity, line.seq)
    }
  }
  return { compared, firstDifferent }
}

const entrySchema: z.ZodType<ChainEntry> = z.object({
  seq: z.int().min(1),
  subject: z.string(),
  kind: z.string(),
  reason: z.string().nullable(),
  at: z.string(),
  offset: z.int(),
  digest: z.string().nullable(),
  hash: z.string(),
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The entries in a ledger file; of a damaged one, those before the damage. */
export function readChain(bytes: Buffer | null): ChainEntry[] {
  const lines: ChainEntry[] = []
  for (const text of bytes?.toString('utf8').split('\n') ?? []) {
    if (text === '') continue
    const line = entrySchema.safeParse(parsed(text)).data
    if (!line) break
    lines.push(line)
  }
  return lines
}
