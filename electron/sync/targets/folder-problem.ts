/** What went wrong with a folder, told apart by what can be done about it. */
import { type ProblemKind, TargetProblem } from '../target.ts'

/** The system's error codes (errno(3)). */
const kindOfCode: Readonly<Record<string, ProblemKind>> = {
  // A plug that was pulled, a share whose server is gone; ENOENT where the folder was a moment ago.
  ECONNREFUSED: 'offline',
  ECONNRESET: 'offline',
  EHOSTDOWN: 'offline',
  EHOSTUNREACH: 'offline',
  EIO: 'offline',
  ENETUNREACH: 'offline',
  ENODEV: 'offline',
  ENOENT: 'offline',
  ENOTCONN: 'offline',
  ENXIO: 'offline',
  ESTALE: 'offline',
  ETIMEDOUT: 'offline',

  ENOTDIR: 'missing',

  EAGAIN: 'busy',
  EBUSY: 'busy',
  EMFILE: 'busy',
  ENFILE: 'busy',

  EDQUOT: 'full',
  ENOSPC: 'full',

  EACCES: 'refused',
  EPERM: 'refused',
  EROFS: 'refused',
}

/** Makes the problem of what was thrown at work in the folder `name`; one that is a problem already stays as it is. */
export function problemOf(thrown: unknown, name: string): TargetProblem {
  if (thrown instanceof TargetProblem) return thrown
  const { code = '', syscall = '' } = thrown as NodeJS.ErrnoException
  const kind = kindOfCode[code]
  // Without a cause where the code says it all: the system's message names files, and they name photos.
  if (kind) return new TargetProblem(kind, `${name}: ${code} (${syscall})`)
  return new TargetProblem('unexpected', `${name}: ${code || 'something else went wrong'}`, thrown)
}
