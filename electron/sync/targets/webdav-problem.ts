/** What went wrong with a WebDAV server, told apart by what can be done about it. */
import { type ProblemKind, TargetProblem } from '../target.ts'

/** The problem of an answer with this status code (RFC 9110, RFC 4918), which was not expected. */
export function problemOfStatus(status: number, doing: string): TargetProblem {
  return new TargetProblem(kindOfStatus(status), `${doing}: ${status}`)
}

function kindOfStatus(status: number): ProblemKind {
  // An answer of success that WebDAV does not give: somebody answers in its place, such as a hotel's log-in page.
  if (status < 300) return 'damaged'
  if (status === 401 || status === 403) return 'refused'
  // 409: the folder above is not there.
  if (status < 400 || status === 404 || status === 409 || status === 410) return 'missing'
  // 511: the network wants somebody to log in (RFC 6585).
  if (status === 407 || status === 511) return 'offline'
  if (status === 413 || status === 507) return 'full'
  if (status === 408 || status === 423 || status === 425 || status === 429) return 'busy'
  return status >= 500 && status !== 501 && status !== 505 ? 'busy' : 'unexpected'
}

/** Makes the problem of what was thrown while `doing`; one that is a problem already stays as it is. */
export function problemOf(thrown: unknown, doing: string): TargetProblem {
  if (thrown instanceof TargetProblem) return thrown
  const { code = '', type = '' } = thrown as NodeJS.ErrnoException & { readonly type?: string }
  // The library's way to say that a body cannot be sent once more, to where the server says that we should.
  if (type.endsWith('redirect')) return new TargetProblem('missing', `${doing}: it is elsewhere now`)
  // Node's parser: what came is no HTTP.
  if (code.startsWith('HPE_')) return new TargetProblem('damaged', `${doing}: ${code}`)
  // The system's codes and those of TLS; the library's own message holds the whole address.
  if (code !== '') return new TargetProblem('offline', `${doing}: ${code}`)
  return new TargetProblem('unexpected', `${doing}: something else went wrong`, thrown)
}
