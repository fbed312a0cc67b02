import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Trouble } from '../../../electron/contract/errors.ts'
import { brandKeyOf, isFor, largestSettings, readSigned } from '../../../electron/sync/signed-settings.ts'
import { wordsFor } from '../../../electron/system/words.ts'
import { openBrand } from '../../support/brand.ts'

const brand = openBrand()
const whole = {
  serial: 7,
  stations: ['hall-a'],
  event: { name: 'Harbour Lights', hashtag: '#harbour' },
  templates: [{ name: 'ours', sha256: 'a'.repeat(64), bytes: 12 }],
  withdraw: [
    { code: 'ABC234', what: 'take-back' as const },
    { photo: '01936b2e-1f7e-7c3a-9a54-0c1f2b7d9e11', what: 'erase' as const },
  ],
}

const read = (text: string | Buffer, key = brand.key) => readSigned(Buffer.from(text), key)

function troubleOf(text: string | Buffer, key?: string): Trouble {
  try {
    read(text, key)
  } catch (error) {
    expect(error).toBeInstanceOf(Trouble)
    return error as Trouble
  }
  throw new Error('It was taken')
}

/** The signed file with something in it changed. */
function changed(change: (file: { payload: string; signature: string }) => object): string {
  const file = JSON.parse(brand.sign(whole))
  return JSON.stringify({ ...file, ...change(file) })
}

describe('settings that the brand signed', () => {
  test('are read as they were written, with defaults for what they leave out', () => {
    const set = read(brand.sign(whole))
    expect(set).toMatchObject(whole)
    expect(set.event).toMatchObject({ name: 'Harbour Lights', linkDays: 3, template: 'swell' })
  })

  test('become an event.json that leaves out what they leave out', () => {
    expect(JSON.parse(read(brand.sign(whole)).eventText)).toEqual(whole.event)
  })

  test('bring nothing and withdraw nothing unless they say so', () => {
    expect(read(brand.sign())).toMatchObject({ serial: 1, templates: [], withdraw: [] })
  })

  test('are for all stations, or for those they name', () => {
    expect(isFor(read(brand.sign()), 'hall-b')).toBe(true)
    expect(isFor(read(brand.sign(whole)), 'hall-a')).toBe(true)
    expect(isFor(read(brand.sign(whole)), 'hall-b')).toBe(false)
  })
})

describe('nothing counts of a file', () => {
  const flipped = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1)
  test.each([
    ['whose text was changed', changed(({ payload }) => ({ payload: payload.replace('Lights', 'Nights') }))],
    ['whose text has one space more', changed(({ payload }) => ({ payload: `${payload} ` }))],
    ['whose signature was changed', changed(({ signature }) => ({ signature: flipped(signature) }))],
    ['that another brand signed', openBrand().sign(whole)],
    [
      'whose signature is that of the bare text, such as another program makes',
      changed(({ payload }) => ({
        signature: sign(null, Buffer.from(payload), brand.privateKey).toString('base64'),
      })),
    ],
  ])('%s', (_, text) => {
    expect(troubleOf(text)).toMatchObject({ code: 'SIGNATURE_WRONG' })
  })

  test.each([
    ['that is no JSON', 'not json'],
    ['that is empty', ''],
    ['that is cut short', brand.sign(whole).slice(0, -40)],
    ['that is no text', Buffer.from([0xff, 0xfe, 0x00])],
    ['that is a list', '[]'],
    ['without a signature', changed(() => ({ signature: undefined }))],
    ['with something beside it', changed(() => ({ extra: 1 }))],
    ['whose signature is too short', changed(() => ({ signature: 'AAAA' }))],
    ['whose text has no bytes of its own', brand.signText('"\ud800"')],
    ['that is an event.json', '{"name": "Harbour Lights"}'],
  ])('%s', (_, text) => {
    expect(troubleOf(text)).toMatchObject({ code: 'SETTINGS_UNSIGNED' })
  })

  test('that is larger than any settings, though it is signed', () => {
    const text = brand.signText(' '.repeat(2 * largestSettings))
    expect(wordsFor(troubleOf(text))).toMatch(/^v1\/settings\/event\.json has 1 MB; at most 512 kB/)
    expect(() => brand.sign({ withdraw: Array(2000).fill({ code: 'ABC234', what: 'erase' }) })).not.toThrow()
  })
})

describe('what the brand signed is checked as what is written by hand', () => {
  const event = (words: string) =>
    brand.signText(`{"version":1,"serial":1,"issued":"2026-11-22T15:00:00Z","event":{}${words}}`)
  const said = (value: object) =>
    brand.signText(
      JSON.stringify({ version: 1, serial: 1, issued: '2026-11-22T15:00:00Z', event: {}, ...value }),
    )

  test.each([
    [said({ event: { nmae: 'x' } }), 'there is no setting "event.nmae". Did you mean "event.name"?'],
    [said({ evnt: {} }), 'there is no setting "evnt". Did you mean "event"?'],
    [said({ withdraw: [{ cod: 'ABC234', what: 'erase' }] }), 'Did you mean "withdraw[0].code"?'],
    [said({ version: 2 }), 'expected 1 for "version", but 2 came'],
    [said({ serial: 0 }), 'expected at least 1 for "serial", but 0 came'],
    [said({ serial: 1.5 }), 'expected a whole number for "serial"'],
    [said({ serial: 2 ** 60 }), 'for "serial"'],
    [said({ issued: 'today' }), 'expected a time such as 2026-11-22T15:00:00Z for "issued"'],
    [said({ stations: [] }), 'expected at least 1 item for "stations"'],
    [said({ stations: ['Hall A'] }), 'such as hall-a for "stations[0]"'],
    [said({ event: { accent: 'red' } }), 'expected a colour such as #ff7a59 for "event.accent"'],
    [said({ withdraw: [{ code: 'ABC10O', what: 'erase' }] }), "the 6 letters of a photo's code"],
    [said({ withdraw: [{ what: 'erase' }] }), 'either a photo or a code'],
    [said({ withdraw: [{ code: 'ABC234', what: 'hide' }] }), '"take-back" or "erase"'],
    [said({ templates: [{ name: '../x', sha256: 'a'.repeat(64), bytes: 1 }] }), '"templates[0].name"'],
    [said({ templates: [{ name: 'x', sha256: 'a', bytes: 1 }] }), '"templates[0].sha256"'],
    [said({ templates: [{ name: 'x', sha256: 'a'.repeat(64), bytes: 2 ** 40 }] }), '"templates[0].bytes"'],
    [event(',"templates":[{}'), 'is not valid JSON'],
  ])('%#: %s', (text, words) => {
    expect(wordsFor(troubleOf(text))).toContain(words)
  })
})

test('the public key is the raw 32 bytes that RFC 8032 has', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const der = publicKey.export({ format: 'der', type: 'spki' })
  expect(brandKeyOf(privateKey)).toBe(der.subarray(-32).toString('base64'))
  expect(brandKeyOf(publicKey)).toBe(brandKeyOf(privateKey))
})
