import { describe, expect, test } from 'vitest'
import { stationFlags } from '../../../electron/contract/flags.ts'
import { parseCommandLine, parseFlags } from '../../../electron/system/flags.ts'
import { wordsFor } from '../../../electron/system/words.ts'

const table = { ...stationFlags, browser: { kind: 'switch' } } as const
const listTable = { ...table, set: { kind: 'list', expected: 'NAME=WORDS' } } as const

/** What a person reads who types this. */
function wordsOf(...args: string[]): string {
  try {
    parseFlags(args, table)
  } catch (trouble) {
    return wordsFor(trouble)
  }
  return 'no trouble'
}

describe('flags', () => {
  test('have their standards when nothing is typed', () => {
    expect(parseFlags([], table)).toEqual({
      data: undefined,
      port: 4460,
      'share-port': 4461,
      'share-host': undefined,
      camera: 'auto',
      words: 'event',
      browser: false,
    })
  })

  test('take their values after a space or an equals sign, and the last one wins', () => {
    const args = ['--port', '1', '--port=0', '--data', '/srv/my photos', '--camera=demo', '--browser']
    expect(parseFlags(args, table)).toMatchObject({
      port: 0,
      data: '/srv/my photos',
      camera: 'demo',
      words: 'event',
      browser: true,
    })
  })

  test('that are unknown are refused, and the near one is named', () => {
    expect(wordsOf('--prot', '1')).toMatch(
      /^There is no flag --prot\. Did you mean --port\? Flags: --data, --port/,
    )
    expect(wordsOf('--nothing-like-it')).toMatch(/^There is no flag --nothing-like-it\. Flags: /)
    expect(wordsOf('-p', '1')).toMatch(/^There is no flag -p\./)
    expect(wordsOf('stray')).toMatch(/^There is no flag stray\./)
    expect(wordsOf('--constructor')).toMatch(/^There is no flag --constructor\./)
  })

  test.each(['65536', '-1', '80a', '1e3', '', ' ', '0x10'])('take no port "%s"', port => {
    expect(wordsOf(`--port=${port}`)).toBe(`Expected 0–65535 for --port, but "${port}" came.`)
  })

  test('do not swallow the next flag when their own value was forgotten', () => {
    expect(wordsOf('--data', '--port', '0')).toBe('Expected FOLDER for --data, but "" came.')
  })

  test('with a choice name the choices', () => {
    expect(wordsOf('--camera', 'webcam')).toBe('Expected auto | demo for --camera, but "webcam" came.')
  })

  test('that are switches take no value', () => {
    expect(wordsOf('--browser=no')).toBe('Expected --browser for --browser, but "--browser=no" came.')
  })

  test('that are lists may come as often as one likes, and keep their order', () => {
    expect(parseFlags([], listTable).set).toEqual([])
    const args = ['--set', 'a=1', '--port', '0', '--set=b=2 = 2', '--set', 'a=1']
    expect(parseFlags(args, listTable).set).toEqual(['a=1', 'b=2 = 2', 'a=1'])
  })

  test('that are lists do not swallow the next flag either, unless = binds it', () => {
    expect(() => parseFlags(['--set', '--port', '0'], listTable)).toThrow('FLAG_VALUE')
    expect(() => parseFlags(['--set='], listTable)).toThrow('FLAG_VALUE')
    expect(parseFlags(['--set=--port'], listTable).set).toEqual(['--port'])
    expect(parseFlags([], listTable).set).toEqual([]) // a table is not filled by what was read before
  })

  test('may stand between the other words of a command', () => {
    const { flags, rest } = parseCommandLine(['frame', '--port', '0', 'in.jpg', 'out.jpg'], table)
    expect(flags.port).toBe(0)
    expect(rest).toEqual(['frame', 'in.jpg', 'out.jpg'])
  })
})

test('a trouble without a code gets the words of an unexpected one, in the language asked for', () => {
  expect(wordsFor(new Error('secret detail'))).toBe(
    'Something went wrong that should not. It is written in the log; nothing is lost.',
  )
  expect(wordsFor(null, 'de')).toMatch(/^Etwas ging schief/)
})
