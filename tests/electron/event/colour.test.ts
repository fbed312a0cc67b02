import { expect, test } from 'vitest'
import { contrast, textOn } from '../../../electron/event/colour.ts'

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
