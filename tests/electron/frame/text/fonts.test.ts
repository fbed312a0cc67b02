import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundledFamilies, fontFamily, openTypesetter } from '../../../../electron/frame/text/typesetter.ts'
import { box, bundledFont } from './words.ts'

// Five letters of @fontsource-variable/figtree 5.3.0, whose licence is in templates/swell/fonts/OFL.txt.
const variable = join(import.meta.dirname, 'figtree-variable.ttf')

const options = { language: 'en', colour: '#000000' }

describe('a font file', () => {
  it('says its family and weight', async () => {
    expect(await fontFamily(bundledFont('NotoSansThai'))).toEqual({
      family: 'Noto Sans Thai',
      lightest: 700,
      heaviest: 700,
    })
  })

  it('that is variable says all its weights, and its family without a style', async () => {
    expect(await fontFamily(variable)).toEqual({ family: 'Figtree', lightest: 300, heaviest: 900 })
  })

  it('that is none is said so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fonts-'))
    const bad = {
      'words.ttf': Buffer.from('These are words, not letters'),
      'empty.ttf': Buffer.alloc(0),
      'half.ttf': (await readFile(bundledFont('NotoSansThai'))).subarray(0, 400),
    }
    for (const [name, data] of Object.entries(bad)) {
      const file = join(folder, name)
      await writeFile(file, data)
      await expect(fontFamily(file), name).rejects.toThrow(/^is (no|a) /)
      await expect(openTypesetter([file])).rejects.toThrow(name)
    }
  })
})

describe('the font for words', () => {
  it('is the package’s of the asked family, then a bundled one, never another of the package', async () => {
    const [without, own] = [await openTypesetter([]), await openTypesetter([bundledFont('NotoSansHebrew')])]
    const draw = (typesetter: typeof own, words: string, family: string) =>
      typesetter.set(words, { ...box, family }, options).svg
    expect(draw(own, 'Anna', 'noto sans hebrew')).toBe(draw(without, 'Anna', 'Noto Sans Hebrew'))
    expect(draw(own, 'Anna', 'Unknown')).toBe(draw(without, 'Anna', 'Noto Sans'))
  })

  it('is of the nearest weight', async () => {
    const typesetter = await openTypesetter([])
    const width = (weight: number) => typesetter.set('Anna', { ...box, weight }, options).ink.width
    expect(width(300)).toBe(width(400))
    expect(width(900)).toBe(width(700))
    expect(width(400)).toBeLessThan(width(700))
  })

  it('is of the very weight where a font is variable', async () => {
    const typesetter = await openTypesetter([variable])
    const width = (weight: number) =>
      typesetter.set('Anna', { ...box, family: 'Figtree', weight }, options).ink.width
    expect(width(100)).toBe(width(300))
    expect(width(500)).toBeGreaterThan(width(300))
    expect(width(501)).toBeGreaterThan(width(500))
    expect(width(900)).toBeGreaterThan(width(501))
  })

  it('may be any that Groundswell brings', () => {
    expect(bundledFamilies).toContain('Noto Sans')
    expect(bundledFamilies).toContain('Noto Sans JP')
  })
})
