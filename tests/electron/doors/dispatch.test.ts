import { describe, expect, test, vi } from 'vitest'
import { calls, type Handlers } from '../../../electron/contract/calls.ts'
import type { ErrorCode } from '../../../electron/contract/errors.ts'
import { dispatch, readCall } from '../../../electron/doors/dispatch.ts'

/** Handlers that say which call they answered, and with what. */
const handlers = Object.fromEntries(
  Object.keys(calls).map(name => [name, (input: unknown) => ({ name, input })]),
) as unknown as Handlers

const refused = (code: ErrorCode) => expect.objectContaining({ name: 'Trouble', code })

describe('a call', () => {
  test('reaches its handler with the checked input, defaults filled in', async () => {
    const input = { level: 'warn', what: 'camera' }
    expect(await dispatch(handlers, 'kiosk', 'kiosk.report', input)).toEqual({
      name: 'kiosk.report',
      input: { ...input, detail: '' },
    })
  })

  test.each(['visit.undo', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'kiosk.hello.role'])(
    'named "%s" is unknown',
    async name => {
      await expect(dispatch(handlers, 'kiosk', name, {})).rejects.toEqual(refused('CALL_UNKNOWN'))
    },
  )

  test.each([
    ['kiosk.hello', undefined],
    ['kiosk.hello', null],
    ['kiosk.hello', []],
    ['kiosk.hello', { more: 1 }],
    ['visit.do', {}],
    ['visit.do', { verb: 'shutter' }],
    ['visit.do', { verb: ['begin'] }],
    ['visit.do', { verb: 'begin', also: 'agree' }],
    ['kiosk.report', { level: 'fatal', what: 'x' }],
    ['kiosk.report', { level: 'info', what: 'x'.repeat(81) }],
    ['kiosk.report', { level: 'info', what: 'x', detail: 'x'.repeat(2001) }],
  ])('of %s with %j never reaches its handler', async (name, input) => {
    const handler = vi.fn()
    const all = { ...handlers, [name]: handler } as Handlers
    await expect(dispatch(all, 'kiosk', name, input)).rejects.toEqual(refused('CALL_INPUT'))
    expect(handler).not.toHaveBeenCalled()
  })

  test('is refused to a role it is not for', async () => {
    await expect(dispatch(handlers, 'phone' as 'kiosk', 'kiosk.hello', {})).rejects.toEqual(
      refused('NOT_ALLOWED'),
    )
  })

  test('gives on what its handler throws', async () => {
    const broken = {
      ...handlers,
      'kiosk.hello': () => {
        throw new Error('disk on fire')
      },
    } as Handlers
    await expect(dispatch(broken, 'kiosk', 'kiosk.hello', {})).rejects.toThrow('disk on fire')
  })

  test('cannot reach the prototype of what is built from it', async () => {
    const input = JSON.parse('{"level":"info","what":"x","__proto__":{"polluted":true}}') as unknown
    await dispatch(handlers, 'kiosk', 'kiosk.report', input).catch(() => {})
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('a message', () => {
  test('is an id, the name of a call and its input', () => {
    expect(readCall('{"id":7,"call":"visit.do","input":{"verb":"begin"}}')).toEqual({
      id: 7,
      call: 'visit.do',
      input: { verb: 'begin' },
    })
  })

  test.each([
    ['nothing', ''],
    ['a word', 'begin'],
    ['half a message', '{"id":1'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"kiosk.hello"'],
    ['an id that is a text', '{"id":"1","call":"kiosk.hello"}'],
    ['an id that is a fraction', '{"id":1.5,"call":"kiosk.hello"}'],
    ['an id that is endless', '{"id":1e400,"call":"kiosk.hello"}'],
    ['no id', '{"call":"kiosk.hello"}'],
    ['a name that is a list', '{"id":1,"call":["kiosk.hello"]}'],
    ['a name that is an object', '{"id":1,"call":{"toString":"kiosk.hello"}}'],
    ['60,000 open brackets', '['.repeat(60_000)],
    ['a list 30,000 deep', '['.repeat(30_000) + ']'.repeat(30_000)],
  ])('that is %s is refused as wrong input', (_, text) => {
    expect(() => readCall(text)).toThrow(refused('CALL_INPUT'))
  })
})
