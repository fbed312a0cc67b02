/** From a page's message to the handler of its call, and every check on the way. */
import { z } from 'zod'
import { type CallName, calls, type Handlers, type Role } from '../contract/calls.ts'
import { Trouble } from '../contract/errors.ts'
import type { CallMessage } from '../contract/events.ts'

const callMessage = z.object({
  id: z.int(),
  call: z.string(),
  input: z.unknown(),
  token: z.string().max(100).optional(),
})

/** Reads one message of a page. Throws CALL_INPUT. */
export function readCall(text: string): CallMessage {
  try {
    return check('message', callMessage, JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new Trouble('CALL_INPUT', { call: 'message', key: '', expected: 'JSON' })
    throw error
  }
}

/** Answers one call: who may, what came in, then the handler. Throws CALL_UNKNOWN, NOT_ALLOWED, CALL_INPUT or what the handler throws. */
export async function dispatch(
  handlers: Handlers,
  role: Role,
  name: string,
  input: unknown,
): Promise<unknown> {
  if (!Object.hasOwn(calls, name)) throw new Trouble('CALL_UNKNOWN', { came: name })
  const call: { readonly role: Role; readonly input: z.ZodType } = calls[name as CallName]
  if (call.role !== role) throw new Trouble('NOT_ALLOWED')
  const checked = check(name, call.input, input)
  const handler = handlers[name as CallName] as (input: unknown) => unknown
  return handler(checked)
}

function check<T>(call: string, schema: z.ZodType<T>, input: unknown): T {
  const checked = schema.safeParse(input)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw new Trouble('CALL_INPUT', { call, key: issue?.path.join('.') ?? '', expected: issue?.message ?? '' })
}
