import { say } from '../../../text/index.ts'
import { Trouble } from '../../contract/errors.ts'
import { type Target, TargetProblem } from '../../sync/target.ts'

/** Does work at the storage. Throws SYNC_PROBLEM, in words, when the storage refuses. */
export async function atStorage<T>(target: Pick<Target, 'name'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof TargetProblem)) throw error
    const reason = `${say('en', `syncProblem.${error.kind}`)} (${error.message})`
    throw new Trouble('SYNC_PROBLEM', { target: target.name, reason, kind: error.kind }, error)
  }
}
