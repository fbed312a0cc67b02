import { type CallName, calls, type Handlers, type Role } from '../contract/calls.ts'
import { Trouble } from '../contract/errors.ts'

/** Answers one call: who may, what came in, then the handler. Throws CALL_UNKNOWN, NOT_ALLOWED, CALL_INPUT or what the handler throws. */
export async function dispatch(
  handlers: Handlers,
  role: Role,
  name: string,
  input: unknown,
): Promise<unknown> {
  if (!Object.hasOwn(calls, name)) throw new Trouble('CALL_UNKNOWN', { came: name })
  const call = calls[name as CallName]
  if (call.role !== role) throw new Trouble('NOT_ALLOWED')
  const checked = call.input.safeParse(input)
  if (!checked.success) {
    const issue = checked.error.issues[0]
    throw new Trouble('CALL_INPUT', {
      call: name,
      key: issue?.path.join('.') ?? '',
      expected: issue?.message ?? '',
    })
  }
  const handler = handlers[name as CallName] as (input: unknown) => unknown
  return handler(checked.data)
}
