import { expect, test } from 'vitest'
import { contrast, standardGround } from '../../../electron/event/colour.ts'
import { shadeOf } from '../../../electron/operator/shade.ts'

test('a colour that stands out needs no better one', () => {
  for (const accent of ['#ff7a59', '#FFFFFF', '#2e9e5b'])
    expect(shadeOf(accent, standardGround), accent).toMatchObject({ better: null })
})

test.each(['#000000', '#14110f', '#5a0f0f', '#1b2a6b'])(
  'for %s the proposed one stands out, and only just',
  accent => {
    const { contrast: own, better } = shadeOf(accent, standardGround)
    expect(own).toBeLessThan(3)
    expect(contrast(better!, '#14110f')).toBeGreaterThanOrEqual(3)
    expect(contrast(better!, '#14110f')).toBeLessThan(3.3)
  },
)
