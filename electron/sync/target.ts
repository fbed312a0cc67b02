/**
 * What the brand's storage must be able to do, whatever it is: an S3 bucket, a WebDAV folder, a drive. Seven verbs,
 * and every failure told apart by what can be done about it.
 */
import type { Throttle } from './throttle.ts'

/** Whole bytes, with what they must still be when they are read back. */
export interface Content {
  readonly bytes: Buffer
  /** SHA-256 of `bytes` in lower-case hex. */
  readonly sha256: string
  /** Media type, such as `image/jpeg`. */
  readonly type: string
  /** Everybody may read it and pass it on, and who does may keep it for so many seconds; else nobody but the brand. */
  readonly publicFor?: number
}

/** What is public and taken down is gone everywhere after this time, in seconds, if caches keep to it. */
export const cachedFor = 300

export interface PutOptions {
  /** Ends the attempt; what was sent by then may still come to lie there. */
  readonly signal?: AbortSignal
  /** An upload that broke off, as `onUpload` told it: what of it is there already is not sent again. */
  readonly upload?: string | null
  /** Told the name of an upload before anything lies there that has to be cleared away, and null when it is done. */
  readonly onUpload?: (upload: string | null) => void
}

/** A form, sent as multipart/form-data with a last field `file`, that leaves an object of a few bytes at one key. */
export interface DropForm {
  readonly address: string
  readonly fields: Readonly<Record<string, string>>
  /** Until when it is taken, in milliseconds since 1970. */
  readonly until: number
}

export interface Listed {
  readonly key: string
  readonly bytes: number
}

/**
 * All methods throw a TargetProblem and nothing else; what the signal ended is `offline`. Keys are relative, with `/`
 * between their parts.
 */
export interface Target {
  /** For people and logs, such as `https://s3.example.org/bucket`; never with a secret in it. */
  readonly name: string
  /** How far the storage's clock is ahead of ours in milliseconds, by its newest answer; null when it has not said. */
  readonly clockOffset: number | null
  /** Whether the storage is there, lets us in and can be written to. */
  probe(signal?: AbortSignal): Promise<void>
  /** Puts an object in one step; one of the same key is replaced. Readers never see a half. */
  put(key: string, content: Content, options?: PutOptions): Promise<void>
  /** Reads anew what lies there: size and hash, as the storage itself holds it. */
  verify(key: string, content: Content, signal?: AbortSignal): Promise<'whole' | 'different' | 'missing'>
  /** The bytes; null when there are none. */
  get(key: string, signal?: AbortSignal): Promise<Buffer | null>
  /** Fine when it is not there. */
  remove(key: string, signal?: AbortSignal): Promise<void>
  /** All that lies below `prefix` (a folder, ending in `/`), in no order. Not every key to a storage may do this (`refused`). */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<Listed>
  /** Gives up an upload, so that what is there of it takes no room. */
  abandon(key: string, upload: string, signal?: AbortSignal): Promise<void>
  /**
   * A form by which anybody can leave something at `key`, and nothing else, from and until these times (milliseconds
   * since 1970); then the browser goes to `then`. Only storage that knows signed forms has it, and it may refuse them.
   */
  dropForm?(key: string, times: { readonly from: number; readonly until: number }, then: string): DropForm
  close(): void
}

/** A short text that a target needs again after a restart, such as which drive is the right one. */
export interface TargetMemory {
  /** What was remembered last of this storage; null when nothing was. */
  recall(): string | null
  /** On disk when it returns. */
  remember(text: string): void
}

/** What a target is made with beside its settings. */
export interface TargetParts {
  /** The secret key or password; empty for a folder. */
  readonly secret: string
  readonly memory: TargetMemory
  /** Keeps what is sent below the bandwidth's cap. */
  readonly throttle: Throttle
  /** How long a single request may take before it is given up, in milliseconds. */
  readonly patience?: number
}

/** How long a single request may take, in milliseconds: a full server can hang for ever. */
export const standardPatience = 60_000

export const problemKinds = [
  /** No answer: no network, refused, reset, timed out; or the drive is not plugged in. */
  'offline',
  /** The storage is there and asks to come back later, or broke while it worked. */
  'busy',
  /** What came is not what was sent, on the way there or back. */
  'damaged',
  /** The credentials are not taken, or may not do this. */
  'refused',
  /** There is no such bucket or folder. */
  'missing',
  /** No room is left, or a quota is used up. */
  'full',
  /** The storage takes our clock for wrong. */
  'clock',
  /** Anything else; it is in the cause. */
  'unexpected',
] as const
export type ProblemKind = (typeof problemKinds)[number]

/** Why the storage did not do something. Its words hold no secret. */
export class TargetProblem extends Error {
  override readonly name = 'TargetProblem'
  readonly kind: ProblemKind

  constructor(kind: ProblemKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.kind = kind
  }
}
