import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { type BrandFile, readBrandFile, standsOn } from '../../../electron/brand/brand-file.ts'
import { type BrandPart, brandLimits } from '../../../electron/contract/brand.ts'
import { standardGround } from '../../../electron/event/colour.ts'
import { projectRoot } from '../../support/station.ts'

const at = (file: string) => readFile(join(projectRoot, file))
const fixture = (name: string) => at(`tests/fixtures/brand/${name}`)
const picture = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 4, background } })

test.each<[BrandPart, string, Partial<BrandFile>]>([
  ['logo', 'tests/fixtures/brand/light.svg', { is: 'logo', type: 'image/svg+xml', width: 320, height: 80 }],
  ['background', 'tests/fixtures/photos/portrait-1080p.jpg', { is: 'picture', type: 'image/jpeg' }],
  ['background', 'tests/fixtures/brand/loop.mp4', { is: 'video', type: 'video/mp4' }],
  ['background', 'tests/fixtures/brand/loop.webm', { is: 'video', type: 'video/webm' }],
  ['font', 'resources/fonts/NotoSans-Bold.ttf', { is: 'font', type: 'font/ttf', lightest: 700, scale: 1 }],
  // Broad letters are set smaller.
  ['font', 'templates/booth/fonts/CourierPrime-Bold.ttf', { is: 'font', scale: 0.872 }],
  ['font', 'resources/fonts/NotoSansArabic-Bold.ttf', { is: 'font', scale: 1 }], // it has no Latin to be broad in
  [
    'font',
    'node_modules/@fontsource/bricolage-grotesque/files/bricolage-grotesque-latin-800-normal.woff2',
    { is: 'font', type: 'font/woff2', lightest: 800, heaviest: 800, scale: 1 },
  ],
])('a %s can be %s', async (part, file, facts) => {
  expect(await readBrandFile(part, file, await at(file))).toMatchObject(facts)
})

const svg = (inside: string) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">${inside}</svg>`)
const gif = Buffer.from('GIF89a, of which no more is read')
const half = async (bytes: Promise<Buffer>) => (await bytes).subarray(0, 20_000)
const woff = Buffer.from('wOFF and so on')

test.each<[string, BrandPart, () => Buffer | Promise<Buffer>, string, object]>([
  ['a GIF', 'logo', () => gif, 'BRAND_FILE_KIND', { expected: 'an SVG, PNG or WebP', came: 'a GIF' }],
  [
    'a photo as the logo',
    'logo',
    () => at('tests/fixtures/photos/portrait-1080p.jpg'),
    'BRAND_FILE_KIND',
    {},
  ],
  ['a drawing that runs', 'logo', () => svg('<script>alert(1)</script>'), 'BRAND_FILE_DAMAGED', {}],
  [
    'a drawing that asks elsewhere',
    'logo',
    () => svg('<image href="http://a.example/x.png"/>'),
    'BRAND_FILE_DAMAGED',
    {},
  ],
  ['a drawing without anything', 'logo', () => svg(''), 'BRAND_FILE_DAMAGED', { reason: 'shows nothing' }],
  [
    'a tiny logo',
    'logo',
    () => picture(40, 20, '#fff').png().toBuffer(),
    'BRAND_FILE_SIZE',
    { came: '40 × 20' },
  ],
  [
    'a small background',
    'background',
    () => picture(900, 500, '#fff').png().toBuffer(),
    'BRAND_FILE_SIZE',
    { came: '900 × 500' },
  ],
  [
    'half a photo',
    'background',
    () => half(at('tests/fixtures/photos/portrait-1080p.jpg')),
    'BRAND_FILE_DAMAGED',
    {},
  ],
  [
    'half a video',
    'background',
    async () => (await fixture('loop.mp4')).subarray(0, -300),
    'BRAND_FILE_DAMAGED',
    {},
  ],
  [
    'a long video',
    'background',
    () => fixture('long.webm'),
    'BRAND_VIDEO',
    { expected: 'at most 60 s', came: '61 s' },
  ],
  ['an older web font', 'font', () => woff, 'BRAND_FILE_KIND', { came: 'a font of the kind wOFF' }],
  [
    'a font without letters',
    'font',
    () => at('tests/electron/frame/text/figtree-variable.ttf'),
    'BRAND_FILE_DAMAGED',
    { reason: 'has no letters' },
  ],
  ['a packed font that is none', 'font', () => Buffer.from('wOF2 and so on'), 'BRAND_FILE_DAMAGED', {}],
  [
    'more than there is room for',
    'font',
    () => Buffer.alloc(brandLimits.font + 1),
    'BRAND_FILE_LARGE',
    { expected: '16 MB' },
  ],
])('%s is refused with its name', async (_, part, bytes, code, details) => {
  const refused = readBrandFile(part, 'mark.x', await bytes())
  await expect(refused).rejects.toMatchObject({ code, details: { file: 'mark.x', ...details } })
})

test('an SVG is served as it was checked, without what draws nothing', async () => {
  const { bytes } = await readBrandFile(
    'logo',
    'a.svg',
    svg('<!-- who made it --><title>A</title><path d="M0 0h90v30H0z"/>'),
  )
  expect(bytes.toString()).not.toMatch(/who made it|<title>/)
  expect(bytes.toString()).toContain('<path')
})

test.each([
  ['a white mark on the dark ground', 'light.svg', 'ground'],
  ['a dark mark, whatever bright dot it has, on a card', 'dark.svg', 'card'],
])('%s', async (_, name, on) => {
  const logo = await readBrandFile('logo', name, await fixture(name))
  expect(logo.is === 'logo' && standsOn(logo.seen, [standardGround])).toBe(on)
})

test('a dark picture that fills its rectangle brings its own ground', async () => {
  const logo = await readBrandFile('logo', 'a.png', await picture(300, 100, '#101820').png().toBuffer())
  expect(logo.is === 'logo' && standsOn(logo.seen, [standardGround])).toBe('ground')
})
