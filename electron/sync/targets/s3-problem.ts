/** What went wrong with an S3 server, told apart by what can be done about it. */
import { type ProblemKind, TargetProblem } from '../target.ts'

/**
 * Error codes of the S3 interface, with those of Swift and Ceph. Amazon's list:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const kindOfCode: Readonly<Record<string, ProblemKind>> = {
  // No such part or upload: somebody gave it up, and the next attempt begins anew.
  NoSuchUpload: 'busy',
  OperationAborted: 'busy',
  RequestTimeout: 'busy',
  SlowDown: 'busy',

  BadDigest: 'damaged',
  IncompleteBody: 'damaged',
  InvalidDigest: 'damaged',
  InvalidPart: 'damaged',
  XAmzContentChecksumMismatch: 'damaged',
  XAmzContentSHA256Mismatch: 'damaged',

  // A wrong region is part of the signature.
  AuthorizationHeaderMalformed: 'refused',
  ExpiredToken: 'refused',
  InvalidToken: 'refused',

  NoSuchBucket: 'missing',
  // The bucket is in another region, behind another address.
  PermanentRedirect: 'missing',
  TemporaryRedirect: 'missing',

  // What is sent here is far below S3's own limits: it is the quota of the account or bucket.
  EntityTooLarge: 'full',
  QuotaExceeded: 'full',

  RequestExpired: 'clock',
  RequestTimeTooSkewed: 'clock',
}

function kindOfStatus(status: number): ProblemKind {
  // An answer of success that cannot be read.
  if (status < 300) return 'damaged'
  if (status === 401 || status === 403) return 'refused'
  // 511: the network wants somebody to log in (RFC 6585).
  if (status === 407 || status === 511) return 'offline'
  if (status === 413 || status === 507) return 'full'
  if (status === 408 || status === 429) return 'busy'
  if (status >= 500 && status !== 501 && status !== 505) return 'busy'
  return 'unexpected'
}

/** What the library throws: an answer of the server has a status, everything else has none. */
interface LibraryError extends Error {
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean }
}

/** The cause of a problem that the server's answer is. */
interface Answered {
  readonly code: string
  readonly status: number
}

/** Makes the problem of what the S3 library threw while `doing`; one that is a problem already stays as it is. */
export function problemOf(thrown: unknown, doing: string): TargetProblem {
  if (thrown instanceof TargetProblem) return thrown
  const error = thrown as LibraryError
  const status = error.$metadata?.httpStatusCode
  if (error.name === 'AbortError') return new TargetProblem('offline', `${doing}: given up`)
  if (status !== undefined && error.name !== 'TimeoutError') {
    const kind = kindOfCode[error.name] ?? kindOfStatus(status)
    // The library's own error holds what was signed.
    const cause: Answered = { code: error.name, status }
    return new TargetProblem(kind, `${doing}: ${error.name} (${status}) ${plain(error.message)}`, cause)
  }
  return new TargetProblem(kindOfFailure(error), `${doing}: ${plain(error.message || error.code)}`, error)
}

function kindOfFailure({ name, message, code = '' }: LibraryError): ProblemKind {
  // Node's word for an answer that was cut off, and its parser's for what is no HTTP.
  if ((code === 'ECONNRESET' && message === 'aborted') || code.startsWith('HPE_')) return 'damaged'
  // The system's codes and those of TLS.
  return name === 'TimeoutError' || code !== '' ? 'offline' : 'unexpected'
}

/** Whether the server said no more than that we may not: neither that it does not know us, nor that we are locked out. */
export function isDenied(thrown: unknown): boolean {
  const { code, status } = ((thrown as Error).cause ?? {}) as Partial<Answered>
  // The answer to a HEAD has no code; each library has its own word for that.
  return status === 403 && (code === 'AccessDenied' || code === 'Forbidden' || code === 'Unknown')
}

/** An answer of success that no S3 server gives: somebody answers in its place, such as a hotel's log-in page. */
export function notS3(doing: string): TargetProblem {
  return new TargetProblem('damaged', `${doing}: the answer is not one of S3`)
}

/** A server's words without what could be a signature, and not too many of them. */
function plain(words = ''): string {
  return words
    .replace(/[0-9a-f]{64}/gi, '…')
    .replace(/\s+/g, ' ')
    .slice(0, 200)
}

/** The kind of a problem; `unexpected` for what is none. */
export function kindOf(thrown: unknown): ProblemKind {
  return thrown instanceof TargetProblem ? thrown.kind : 'unexpected'
}

/** For `.catch`: gives null when S3 answered with one of these codes, and throws every other error on. */
export function nullIf(...codes: readonly string[]): (error: Error) => null {
  return error => {
    if (codes.includes(error.name)) return null
    throw error
  }
}

/**
 * Whether the same once more may do: the server took our clock for wrong, and the library has set it by the answer.
 * The answer to a HEAD has no code.
 */
export function isClockCorrected(thrown: unknown): boolean {
  const { name, $metadata } = thrown as LibraryError
  return (
    $metadata?.clockSkewCorrected === true &&
    (name === 'RequestTimeTooSkewed' || name === 'RequestExpired' || $metadata.httpStatusCode === 403)
  )
}
