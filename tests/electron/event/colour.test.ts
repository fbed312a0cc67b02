import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  card,
  contrast,
  groundShade,
  quietInk,
  standardGround,
  textOn,
} from '../../../electron/event/colour.ts'
import { projectRoot } from '../../support/station.ts'

test('contrast is that of WCAG 2.2', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
})

test.each(['#ff7a59', '#ffd400', '#0a2a66', '#000000', '#ffffff', '#777777', '#c2185b'])(
  'text on %s can be read (4.5:1, WCAG 2.2, 1.4.3)',
  background => {
    expect(contrast(background, textOn(background))).toBeGreaterThanOrEqual(4.5)
  },
)

test("the kiosk's colours are those of its style", async () => {
  const tokens = await readFile(join(projectRoot, 'renderer/kiosk/tokens.css'), 'utf8')
  expect(tokens).toContain(`--brand-ground, ${standardGround})`)
  expect(tokens).toContain(`--ink-quiet: ${quietInk};`)
  expect(tokens).toContain(`--card: ${card};`)
})

test('a dark ground needs no other, and for a lighter one the darker one is only just dark enough', () => {
  for (const ground of ['#000000', standardGround, '#0b1220']) expect(groundShade(ground).better).toBe(null)
  for (const ground of ['#ffffff', '#808080', '#c2185b', '#3355cc']) {
    const { better } = groundShade(ground)
    expect(contrast(quietInk, better!)).toBeGreaterThanOrEqual(5.5)
    expect(contrast(quietInk, better!)).toBeLessThan(6.2)
  }
})
