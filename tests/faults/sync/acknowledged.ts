/**
 * What the station has acknowledged, as its clients see it: a line is on disk before the client goes on. The audit reads
 * nothing else of what people did.
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import type { Purpose } from '../../../electron/contract/consent.ts'

/** What a client did: the station's word that it is done came (`acknowledged`), or may never come (`begun`). */
export type Act = { readonly photo: string; readonly is: 'begun' | 'acknowledged' } & (
  | { readonly did: 'reserve' }
  | { readonly did: 'send' | 'see framed'; readonly sha256: string }
  | { readonly did: 'answer'; readonly asked: readonly Purpose[]; readonly given: readonly Purpose[] }
  | { readonly did: 'take back'; readonly purpose: Purpose }
  | { readonly did: 'erase' }
)

export interface Acknowledged extends Disposable {
  readonly file: string
  write(act: Act): void
}

export function openAcknowledged(file: string): Acknowledged {
  const descriptor = openSync(file, 'a')
  return {
    file,
    write(act) {
      writeSync(descriptor, `${JSON.stringify(act)}\n`)
      fsyncSync(descriptor)
    },
    [Symbol.dispose]: () => closeSync(descriptor),
  }
}

/** What is known of a photo from outside. */
export interface History {
  readonly photo: string
  /** SHA-256 of the original that the station took. */
  original: string | null
  /** SHA-256 of the framed picture that the station has shown. */
  framed: string | null
  /** How each purpose stands; `unknown` when the station's word never came. */
  readonly says: Map<Purpose, 'yes' | 'no' | 'unknown'>
  /** Nobody has ever even begun to allow anything. */
  isPrivate: boolean
  /** Acknowledged withdrawals. */
  takenBack: number
  erased: 'no' | 'unknown' | 'yes'
}

/** Reads the text of a log. */
export function readHistories(text: string): Map<string, History> {
  const histories = new Map<string, History>()
  for (const line of text.trim().split('\n').filter(Boolean)) {
    const act = JSON.parse(line) as Act
    const history = histories.get(act.photo) ?? unknown(act.photo)
    histories.set(act.photo, history)
    apply(history, act)
  }
  return histories
}

function unknown(photo: string): History {
  const rest = { original: null, framed: null, isPrivate: true, takenBack: 0, erased: 'no' } as const
  return { photo, says: new Map(), ...rest }
}

function apply(history: History, act: Act): void {
  const isSure = act.is === 'acknowledged'
  const say = (purpose: Purpose, what: 'yes' | 'no') => {
    if ((history.says.get(purpose) ?? 'no') !== what || isSure)
      history.says.set(purpose, isSure ? what : 'unknown')
  }
  switch (act.did) {
    case 'send':
      if (isSure) history.original = act.sha256
      break
    case 'see framed':
      history.framed = act.sha256
      break
    case 'answer':
      if (act.given.length > 0) history.isPrivate = false
      for (const purpose of act.asked) say(purpose, act.given.includes(purpose) ? 'yes' : 'no')
      break
    case 'take back':
      say(act.purpose, 'no')
      if (isSure) history.takenBack++
      break
    case 'erase':
      if (history.erased !== 'yes') history.erased = isSure ? 'yes' : 'unknown'
      break
  }
}
