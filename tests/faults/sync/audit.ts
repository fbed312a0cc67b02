/**
 * Holds what lies at the storage and here against what the station acknowledged. It believes neither the sync's memory
 * nor its words: keys are put together anew, and every byte is hashed.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Purpose, purposes } from '../../../electron/contract/consent.ts'
import { postToken } from '../../../electron/share/links.ts'
import { openStoreToRead } from '../../../electron/store/open.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { runCli } from '../../support/cli.ts'
import { openDuck } from '../../support/duckdb.ts'
import { temporaryFolder } from '../../support/station.ts'
import { type History, readHistories } from './acknowledged.ts'

export interface AuditParts {
  readonly data: string
  readonly station: string
  /** The file of what was acknowledged. */
  readonly acknowledged: string
  readonly storage: ReadonlyMap<string, Buffer>
  readonly uploads: readonly string[]
}

export interface Audited {
  /** Photos whose original was acknowledged, and acknowledged withdrawals and deletions. */
  readonly acknowledged: number
  readonly withdrawn: number
  /** What must not be, in words; empty when all is well. */
  readonly violations: readonly string[]
}

/** A photo as the station itself lists it. */
interface Listed {
  readonly id: string
  readonly stage: string
  /** The path of its page. */
  readonly page: string
  readonly allowed: readonly Purpose[]
  readonly original: { readonly file: string; readonly sha256: string } | null
  readonly framed: { readonly file: string; readonly sha256: string } | null
}

/** The station must have stopped, and the sync have nothing left to do. */
export async function audit(parts: AuditParts): Promise<Audited> {
  const histories = readHistories(await readFile(parts.acknowledged, 'utf8'))
  const listed = JSON.parse((await runCli('photos', '--data', parts.data)).stdout) as Listed[]
  const violations = [
    ...(await photosWrong(parts, histories, listed)),
    ...namesWrong(parts, histories),
    ...pagesWrong(parts, listed),
    ...(await journalWrong(parts)),
    ...chainWrong(parts),
    ...(await hereWrong(parts, histories, listed)),
  ]
  const all = [...histories.values()]
  return {
    acknowledged: all.filter(({ original }) => original !== null).length,
    withdrawn: all.reduce((sum, one) => sum + one.takenBack + (one.erased === 'yes' ? 1 : 0), 0),
    violations,
  }
}

/** Every photo at the storage, against what people were told. */
async function photosWrong(
  { storage, station }: AuditParts,
  histories: ReadonlyMap<string, History>,
  listed: readonly Listed[],
): Promise<string[]> {
  const wrong: string[] = []
  const here = new Map(listed.map(photo => [photo.id, photo]))
  for (const history of histories.values()) {
    const id = history.photo
    const tell = (what: string) => wrong.push(`${id}: ${what}`)
    const photo = here.get(id)
    const keys = [...storage.keys()].filter(key => key.includes(id))
    const record = `v1/records/station=${station}/${id}.json`
    const contacts = `v1/contacts/station=${station}/${id}.json`
    const tombstone = `v1/tombstones/station=${station}/${id}.json`
    const media = (hash: string) => `v1/media/station=${station}/${id}/${hash}.jpg`

    if (history.erased === 'yes' && photo) tell('deleted, and still here')
    if (history.erased === 'no' && !photo) tell('acknowledged, and not here any more')
    const allowed = photo ? purposes.filter(one => stands(history, photo, one)) : []
    for (const [purpose, said] of history.says)
      if (photo && said !== 'unknown' && (said === 'yes') !== photo.allowed.includes(purpose))
        tell(`${purpose} was answered ${said}, and here it is otherwise`)

    const wanted = new Map<string, string | null>()
    if (allowed.length > 0 && photo && ['framed', 'failed'].includes(photo.stage)) {
      wanted.set(record, null)
      if (allowed.includes('contact')) wanted.set(contacts, null)
      const original = history.original ?? photo.original?.sha256
      const framed = history.framed ?? photo.framed?.sha256
      if (allowed.some(one => one !== 'contact'))
        for (const hash of [original, framed]) if (hash) wanted.set(media(hash), hash)
    } else if (allowed.length > 0 && history.original) tell(`allowed, and never framed (${photo?.stage})`)
    for (const [key, hash] of wanted) {
      const bytes = storage.get(key)
      if (!bytes) tell(`lost: ${key} is not at the storage`)
      else if (hash !== null && sha256(bytes) !== hash) tell(`${key} is not what was acknowledged`)
    }
    for (const key of keys) if (!wanted.has(key) && key !== tombstone) tell(`stays: ${key}`)
    if (storage.has(record) && wanted.has(record)) wrong.push(...recordWrong(storage, record, allowed))
    const isGone = !history.isPrivate && history.takenBack > 0 && allowed.length === 0
    if (history.erased === 'yes' && !storage.has(tombstone)) tell('deleted, and there is no tombstone')
    if (wanted.size > 0 && storage.has(tombstone)) tell('allowed, and there is a tombstone')
    if (isGone && keys.some(key => key !== tombstone)) tell('taken back, and not all of it is gone')
  }
  return wrong
}

/** Every photo that is here has its page, with its picture once that is framed; nobody else has one. */
function pagesWrong({ storage }: AuditParts, listed: readonly Listed[]): string[] {
  const wrong: string[] = []
  const open = new Map(listed.map(photo => [photo.page.slice('/s/'.length), photo]))
  const known = new Set([...open.keys()].flatMap(token => [token, postToken(token)]))
  for (const key of storage.keys()) {
    const token = /^s\/([\w-]{22})/.exec(key)?.[1]
    if (key.startsWith('s/') && !known.has(token ?? '')) wrong.push(`stays: ${key}`)
  }
  for (const [token, { id, framed }] of open) {
    const page = storage.get(`s/${token}`)?.toString()
    const post = postToken(token)
    const picture = storage.get(`s/${post}.jpg`)
    if (!page) wrong.push(`${id}: lost: it has no page`)
    else if (framed && (!picture || sha256(picture) !== framed.sha256))
      wrong.push(`${id}: lost: its page has not its picture`)
    else if (framed !== null && !page.includes(`${post}.jpg`)) wrong.push(`${id}: its page does not show it`)
    else if (framed && !storage.has(`s/${post}`)) wrong.push(`${id}: lost: its posts lead nowhere`)
    // In the address of a network its slashes are %2F, whose letters are none of a token's.
    for (const [name] of page?.replaceAll('%2F', '/').matchAll(/(?<![\w-])[\w-]{22}(-\w+)?\.jpg/g) ?? [])
      if (!storage.has(`s/${name}`)) wrong.push(`${id}: its page names ${name}, which is not there`)
  }
  return wrong
}

/** What was acknowledged counts; of what was not, the station's own word does. */
function stands({ says }: History, photo: Listed, purpose: Purpose): boolean {
  const said = says.get(purpose) ?? 'no'
  return said === 'unknown' ? photo.allowed.includes(purpose) : said === 'yes'
}

function recordWrong(storage: ReadonlyMap<string, Buffer>, key: string, allowed: readonly Purpose[]) {
  const wrong: string[] = []
  const record = JSON.parse(String(storage.get(key))) as {
    readonly media: readonly { readonly key: string; readonly sha256: string }[]
    readonly allowed: readonly { readonly purpose: Purpose }[]
  }
  const says = record.allowed.map(({ purpose }) => purpose)
  if (String([...says].sort()) !== String([...allowed].sort()))
    wrong.push(`${key} allows ${says}, and it should be ${allowed}`)
  for (const one of record.media) {
    const bytes = storage.get(one.key)
    if (!bytes || sha256(bytes) !== one.sha256) wrong.push(`${key} names ${one.key}, which is not there`)
  }
  return wrong
}

/** What is unfinished at the storage. A sign of life's is of nobody: the nightly look clears it away once it is a day old. */
export function leftOver(uploads: readonly string[]): string[] {
  return uploads
    .filter(key => !key.startsWith('v1/kiosks/'))
    .map(key => `an upload in parts of ${key} was left over`)
}

/** Private photos, unfinished files and uploads, and what belongs to nobody. */
function namesWrong({ storage, uploads }: AuditParts, histories: ReadonlyMap<string, History>): string[] {
  const wrong = leftOver(uploads)
  // The last probe may have been killed in its middle; the next one would take it away.
  const probes = [...storage.keys()].filter(key => key.includes('probe'))
  if (probes.length > 1) wrong.push(`left over: ${probes}`)
  const privates = [...histories.values()].filter(({ isPrivate }) => isPrivate)
  for (const [key, bytes] of storage) {
    if (key.endsWith('.part')) wrong.push(`left over: ${key}`)
    const photo = /\/([0-9a-f]{8}-[0-9a-f-]{27})[/.]/.exec(key)?.[1]
    if (photo && /^v1\/(media|records|contacts)/.test(key) && !histories.has(photo))
      wrong.push(`${key} belongs to no photo that was taken`)
    if (key.startsWith('v1/tombstones/') || !key.endsWith('.json')) continue
    for (const one of privates)
      if (bytes.includes(one.photo))
        wrong.push(`${key} tells of ${one.photo}, with which nothing was allowed`)
  }
  for (const one of privates)
    for (const key of storage.keys())
      if (key.includes(one.photo) && !(one.erased !== 'no' && key.startsWith('v1/tombstones/')))
        wrong.push(`${key} is of a photo with which nothing was allowed`)
  return wrong
}

/** Every line of the journal is at the storage, once. */
async function journalWrong({ storage, data, station }: AuditParts): Promise<string[]> {
  await using folder = await temporaryFolder()
  let count = 0
  for (const [key, bytes] of storage) {
    if (!key.startsWith('v1/events/')) continue
    if (!key.includes(`/station=${station}/`)) return [`${key} is of another station`]
    await mkdir(join(folder.path, 'events'), { recursive: true })
    await writeFile(join(folder.path, 'events', `${++count}.parquet`), bytes)
  }
  const there: string[] = []
  if (count > 0) {
    using duck = await openDuck()
    const rows = await duck.ask(
      `SELECT seq, kind FROM read_parquet('${join(folder.path, 'events/*.parquet')}') ORDER BY seq`,
    )
    for (const { seq, kind } of rows) there.push(`${seq} ${kind}`)
  }
  const here = rowsOf<{ seq: number; kind: string }>(data, 'SELECT seq, kind FROM journal ORDER BY seq')
  return differences(
    'journal',
    there,
    here.map(({ seq, kind }) => `${seq} ${kind}`),
  )
}

/** Every entry of the ledger is at the storage, once, and the chain is the same. */
function chainWrong({ storage, data }: AuditParts): string[] {
  const there = [...storage]
    .filter(([key]) => key.startsWith('v1/ledger/'))
    .flatMap(([, bytes]) => String(bytes).trim().split('\n'))
    .map(line => JSON.parse(line) as { seq: number; hash: string })
    .sort((a, b) => a.seq - b.seq)
  const here = rowsOf<{ seq: number; hash: string }>(data, 'SELECT seq, hash FROM ledger ORDER BY seq')
  const text = (one: { seq: number; hash: string }) => `${one.seq} ${one.hash}`
  return differences('ledger', there.map(text), here.map(text))
}

function differences(what: string, there: readonly string[], here: readonly string[]): string[] {
  const wrong: string[] = []
  if (new Set(there).size < there.length) wrong.push(`${what}: lines lie at the storage twice`)
  const [those, these] = [new Set(there), new Set(here)]
  for (const line of these) if (!those.has(line)) wrong.push(`${what}: ${line} is not at the storage`)
  for (const line of those) if (!these.has(line)) wrong.push(`${what}: ${line} is not here`)
  return wrong.length > 12 ? [...wrong.slice(0, 10), `${what}: and ${wrong.length - 10} more`] : wrong
}

/** The station's own folder. */
async function hereWrong(
  { data }: AuditParts,
  histories: ReadonlyMap<string, History>,
  listed: readonly Listed[],
): Promise<string[]> {
  const wrong: string[] = []
  const [integrity] = rowsOf<{ integrity_check: string }>(data, 'PRAGMA integrity_check')
  if (integrity?.integrity_check !== 'ok') wrong.push(`database: ${integrity?.integrity_check}`)
  const { code, stdout } = await runCli('ledger', 'verify', '--data', data)
  if (code !== 0) wrong.push(`ledger verify: ${stdout.trim()}`)
  for (const { id, original, framed } of listed) {
    const known = histories.get(id)
    if (known?.original && known.original !== original?.sha256) wrong.push(`${id}: another original is here`)
    for (const one of [original, framed]) {
      if (one === null) continue
      const bytes = await readFile(one.file).catch(() => null)
      if (!bytes || sha256(bytes) !== one.sha256) wrong.push(`${id}: ${one.file} is not what its row says`)
    }
  }
  for (const name of await readdir(join(data, 'photos'), { recursive: true }))
    if (name.endsWith('.part')) wrong.push(`left over here: ${name}`)
  return wrong
}

/** What the station's own database says. */
export function rowsOf<T>(data: string, sql: string): T[] {
  const store = openStoreToRead(join(data, 'groundswell.sqlite'))
  try {
    return store.prepare<[], T>(sql).all()
  } finally {
    store.close()
  }
}
