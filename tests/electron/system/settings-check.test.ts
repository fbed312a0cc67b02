import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkSettings, readSettings } from '../../../electron/system/settings-check.ts'

const schema = z.strictObject({
  name: z.string().min(2).max(80).default('Gala'),
  hours: z.int().min(1).max(24).optional(),
  colour: z.string().regex(/^#/, 'a colour such as #ff5533').optional(),
  on: z.boolean().optional(),
  mode: z.enum(['quick', 'calm']).optional(),
  size: z.strictObject({ width: z.number().gt(0) }).default({ width: 1 }),
  rows: z
    .array(z.strictObject({ x: z.number() }))
    .min(1)
    .optional(),
})

describe('a setting that is not as expected', () => {
  it.each<[value: unknown, key: string, expected: string, came: string]>([
    [[], 'the whole file', 'an object', '[]'],
    [{ name: 7 }, 'name', 'a text', '7'],
    [{ name: 'x' }, 'name', 'at least 2 characters', '"x"'],
    [{ name: 'x'.repeat(99) }, 'name', 'at most 80 characters', `"${'x'.repeat(56)}...`],
    [{ hours: 25 }, 'hours', 'at most 24', '25'],
    [{ hours: 1.5 }, 'hours', 'a whole number', '1.5'],
    [{ colour: 'red' }, 'colour', 'a colour such as #ff5533', '"red"'],
    [{ on: 'yes' }, 'on', 'true or false', '"yes"'],
    [{ mode: 'fast' }, 'mode', '"quick" or "calm"', '"fast"'],
    [{ size: {} }, 'size.width', 'a number', 'nothing'],
    [{ size: { width: 0 } }, 'size.width', 'more than 0', '0'],
    [{ rows: [] }, 'rows', 'at least 1 item', '[]'],
    [{ rows: [{ x: 1 }, { x: null }] }, 'rows[1].x', 'a number', 'null'],
  ])('%j', (value, key, expected, came) => {
    expect(() => checkSettings(schema, value, 'event.json')).toThrow(
      expect.objectContaining({
        code: 'SETTINGS_VALUE',
        details: { file: 'event.json', key, expected, came },
      }),
    )
  })
})

describe('a key that is not known', () => {
  it.each([
    [{ nmae: 'x' }, 'nmae', ' Did you mean "name"?'],
    [{ size: { widht: 1 } }, 'size.widht', ' Did you mean "size.width"?'],
    [{ rows: [{ X1: 1 }] }, 'rows[0].X1', ' Did you mean "rows[0].x"?'],
    [{ somethingElse: 1 }, 'somethingElse', ''],
  ])('%j', (value, key, hint) => {
    expect(() => checkSettings(schema, value, 'event.json')).toThrow(
      expect.objectContaining({ code: 'SETTINGS_KEY_UNKNOWN', details: { file: 'event.json', key, hint } }),
    )
  })
})

it('fills in the defaults', () => {
  expect(readSettings(schema, '\uFEFF{"hours": 2}', 'event.json')).toEqual({
    name: 'Gala',
    hours: 2,
    size: { width: 1 },
  })
})

it('says where the JSON breaks', () => {
  expect(() => readSettings(schema, '{\n"name" 1}', 'event.json')).toThrow(
    expect.objectContaining({
      code: 'SETTINGS_NOT_JSON',
      details: { file: 'event.json', reason: expect.stringContaining('line 2') },
    }),
  )
})
