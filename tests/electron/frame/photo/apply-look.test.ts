import { describe, expect, it } from 'vitest'
import { lookNames, looks } from '../../../../electron/contract/looks.ts'
import { cutPhoto } from '../../../../electron/frame/photo/pixels.ts'
import { photo } from '../frames.ts'
import { cutOf, drawn, near, png } from './cuts.ts'

describe('looks', () => {
  const [width, height] = [320, 320]
  let seed = 7
  const random = () => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    return (seed >> 8) & 255
  }
  const colours = drawn(width, height, () => [random(), random(), random()])
  const cut = cutOf({ width, height })

  it.each(lookNames)('%s is its matrix and offset, within 1 of 255', async look => {
    const picture = await png(colours, width, height)
    const rgb = await cutPhoto(picture, { ...cut, look })
    const { matrix, offset } = looks[look]
    let worst = 0
    for (let i = 0; i < rgb.length; i += 3) {
      for (let to = 0; to < 3; to++) {
        const sum = [0, 1, 2].reduce(
          (s, from) => s + matrix[to * 3 + from]! * colours[i + from]!,
          offset[to]!,
        )
        worst = Math.max(worst, Math.abs(rgb[i + to]! - Math.min(255, Math.max(0, Math.round(sum)))))
      }
    }
    expect(worst).toBeLessThanOrEqual(look === 'natural' ? 0 : 1)
  })
  it('mono has no colours', async () => {
    const rgb = await cutPhoto(await photo('astronaut.png'), cutOf({ look: 'mono' }))
    for (let i = 0; i < rgb.length; i += 3) {
      near([rgb[i + 1]!, rgb[i + 2]!], [rgb[i]!, rgb[i]!], 1)
    }
  })
})
