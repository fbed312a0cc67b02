import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { openBrand, sweepBrand } from '../../../electron/brand/brand.ts'
import { contrast, quietInk, standardGround } from '../../../electron/event/colour.ts'
import { eventSchema } from '../../../electron/event/settings.ts'
import { projectRoot, temporaryFolder } from '../../support/station.ts'

/** A data folder with the fixtures in brand/. */
async function dataFolder() {
  const folder = await temporaryFolder()
  const brand = join(folder.path, 'brand')
  await mkdir(brand)
  for (const name of ['light.svg', 'dark.svg', 'loop.mp4'])
    await copyFile(join(projectRoot, 'tests/fixtures/brand', name), join(brand, name))
  return Object.assign(folder, { brand })
}
const themeOf = (theme: object) => eventSchema.parse({ theme }).theme

test('without anything, the kiosk looks as Groundswell brings it, and nothing is amiss', async () => {
  const brand = await openBrand('/nowhere', themeOf({}))
  expect(brand.theme).toEqual({ ground: standardGround, logo: null, background: null, font: null })
  expect(brand.troubles).toEqual([])
})

test('what the brand brings is served under a name of its content, and nothing else of the folder', async () => {
  await using at = await dataFolder()
  const { theme, served, troubles } = await openBrand(
    at.path,
    themeOf({ logo: 'dark.svg', background: 'loop.mp4' }),
  )
  expect(troubles).toEqual([])
  expect(theme.logo).toMatchObject({ width: 320, height: 80, on: 'card' })
  expect(theme.logo?.address).toMatch(/^\/brand\/[0-9a-f]{32}\.svg$/)
  expect(served(theme.logo!.address)?.type).toBe('image/svg+xml')
  expect(served(theme.background!.address)?.bytes).toEqual(await readFile(join(at.brand, 'loop.mp4')))
  expect([served('/brand/light.svg'), served('/brand/../event.json')]).toEqual([undefined, undefined])
})

test('a file that cannot serve leaves the rest in force and says why', async () => {
  await using at = await dataFolder()
  const wished = themeOf({ logo: 'gone.svg', background: 'light.svg', font: 'light.svg' })
  const { theme, troubles } = await openBrand(at.path, wished)
  expect([theme.logo, theme.background, theme.font]).toEqual([null, null, null])
  expect(troubles.map(({ code, details }) => [code, details.file])).toEqual(
    expect.arrayContaining([
      ['BRAND_FILE_MISSING', 'gone.svg'],
      ['BRAND_FILE_KIND', 'light.svg'],
      ['BRAND_FILE_KIND', 'light.svg'],
    ]),
  )
})

test('a ground on which no words can be read gives way to a darker one', async () => {
  const { theme, troubles } = await openBrand('/nowhere', themeOf({ ground: '#88aacc' }))
  expect(contrast(theme.ground, quietInk)).toBeGreaterThanOrEqual(4.5)
  expect(troubles).toMatchObject([
    { code: 'BRAND_COLOUR', details: { came: '#88aacc', expected: theme.ground } },
  ])
})

test.each([
  ['white', '#ffffff'],
  ['the sky', '#87ceeb'],
  ['night', '#101010'],
])('over %s lies just as much of the ground as words need', async (_, background) => {
  await using at = await dataFolder()
  const flat = sharp({ create: { width: 1280, height: 800, channels: 3, background } })
  await flat.jpeg({ quality: 100 }).toFile(join(at.brand, 'flat.jpg'))
  const { theme } = await openBrand(at.path, themeOf({ background: 'flat.jpg' }))
  const seen = [1, 3, 5].map(from => {
    const [below, over] = [background, standardGround].map(one =>
      Number.parseInt(one.slice(from, from + 2), 16),
    ) as [number, number]
    return Math.round(below + (over - below) * theme.background!.scrim)
      .toString(16)
      .padStart(2, '0')
  })
  expect(contrast(`#${seen.join('')}`, quietInk)).toBeGreaterThanOrEqual(4.45)
  expect(theme.background!.scrim).toBeLessThan(0.8)
  if (background === '#101010') expect(theme.background!.scrim).toBe(0)
})

test('a file that is brought replaces none, and goes when no settings name it any more', async () => {
  await using at = await dataFolder()
  const brand = await openBrand(at.path, themeOf({ logo: 'light.svg' }))
  const [one, two] = await Promise.all(
    ['light.svg', 'dark.svg'].map(async name =>
      brand.keep('logo', name, await readFile(join(at.brand, name))),
    ),
  )
  expect(one!.name).toMatch(/^logo-[0-9a-f]{16}\.svg$/)
  expect(brand.served(two!.address)?.type).toBe('image/svg+xml') // to be looked at before it counts
  await writeFile(join(at.path, 'event.json'), '{}')
  await writeFile(join(at.path, 'event.before.json'), JSON.stringify({ theme: { logo: one!.name } }))
  await sweepBrand(at.path)
  expect((await readdir(at.brand)).sort()).toEqual(['dark.svg', 'light.svg', one!.name, 'loop.mp4'].sort())
})

test('what is brought and cannot serve is not kept', async () => {
  await using at = await dataFolder()
  const brand = await openBrand(at.path, themeOf({}))
  await expect(brand.keep('logo', 'mark.gif', Buffer.from('GIF89a'))).rejects.toMatchObject({
    code: 'BRAND_FILE_KIND',
  })
  expect(await readdir(at.brand)).toHaveLength(3)
})
