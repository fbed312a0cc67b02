import { describe, expect, test } from 'vitest'
import { csvOf, readCsv } from '../../../electron/system/csv.ts'
import { chances, seeded } from '../../support/random.ts'

/** The table without its byte order mark and last line end. */
const written = (...rows: (string | number | null)[][]) => {
  const text = csvOf(rows)
  expect(text.startsWith('\uFEFF')).toBe(true)
  expect(text.endsWith('\r\n')).toBe(true)
  return text.slice(1, -2)
}

describe('a table is written', () => {
  test('as RFC 4180 has it', () => {
    const rows = [
      ['id', 'text'],
      ['a', 'one, "two"\nthree'],
      ['b', null],
      ['c', 7],
    ]
    expect(written(...rows)).toBe('id,text\r\na,"one, ""two""\nthree"\r\nb,\r\nc,7')
  })

  test.each([
    '=HYPERLINK("http://evil.example","Click")',
    '+1+1',
    '-2',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1',
    '＋1',
    '－1',
    '＠A1',
  ])('with an apostrophe before what a spreadsheet would run: %j', cell => {
    expect(csvOf([[cell]]).slice(1)).toMatch(/^"?'/)
    expect(readCsv(csvOf([[cell]]))).toEqual([[cell]])
  })

  test('with a negative number as it is', () => {
    expect(written([-7])).toBe('-7')
  })
})

describe('a table is read', () => {
  test('as it was written, whatever stands in it', () => {
    const { below, oneOf } = chances(seeded(4180))
    const pieces = ['a', 'ß🌊', ',', ';', '"', "'", '=', '-', '+', '@', '\r\n', '\n', '\r', '\t', ' ', '']
    const cell = () => Array.from({ length: below(6) }, () => oneOf(pieces)).join('')
    for (let round = 0; round < 2000; round++) {
      const header = Array.from({ length: 1 + below(4) }, (_, i) => `column${i}`)
      const rows = Array.from({ length: below(4) }, () => header.map(cell))
      expect(readCsv(csvOf([header, ...rows]))).toEqual([header, ...rows])
    }
  })

  test.each([
    ['semicolons, as a German Excel saves it', 'id;text\r\na;"1;2"\r\n'],
    ['tabs', 'id\ttext\r\na\t1;2\r\n'],
    ['no last line end', '\uFEFFid;text\na;"1;2"'],
  ])('with %s', (_, text) => {
    expect(readCsv(text)).toEqual([
      ['id', 'text'],
      ['a', '1;2'],
    ])
  })

  test('as empty when nothing is in it', () => {
    expect(readCsv('')).toEqual([])
    expect(readCsv('\uFEFF')).toEqual([])
  })

  test.each(['a,"b', 'a,b"c,d', '"a"b'])('not at all when a quote has no other half: %j', text => {
    expect(() => readCsv(text)).toThrow('a quote in row 1 has no other half')
  })
})
