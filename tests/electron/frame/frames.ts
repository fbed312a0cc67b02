/** Small frames, events and pictures for the tests of framing. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import type { FrameValues } from '../../../electron/frame/gaps.ts'
import { type FramePlan, type LayoutParts, layOut } from '../../../electron/frame/layout.ts'
import type { OutputName } from '../../../electron/frame/outputs.ts'
import type { FramerOptions } from '../../../electron/frame/render.ts'
import { templateSettings } from '../../../electron/frame/template/settings.ts'
import { loadTemplate, type Template } from '../../../electron/frame/template/template.ts'
import type { Typesetter } from '../../../electron/frame/text/typesetter.ts'

export { seeded } from '../../support/random.ts'

export const values: FrameValues = {
  'event.name': 'Open Air Zürich',
  'event.hashtag': '#openairzh',
  brand: 'Nordlicht',
  place: 'Zürich',
  date: '22 November 2026',
  year: '2026',
  story: 'We danced until the last tram.',
  accent: '#1d3fbb',
  onAccent: '#ffffff',
}

export const options: FramerOptions = { values, language: 'en' }

/** A post of 1080 × 1350 without artwork or words: what a photo becomes in it is the photo alone. */
export const barePost = { ground: '#14110f', slots: [{ x: 0, y: 10, width: 320, height: 240 }] }

/** The bare frame with its post changed. */
export const bareSettings = (post: object = {}) => ({
  title: 'Bare',
  outputs: { post: { ...barePost, ...post } },
})

/** A folder of frames that is gone after the test: `files` maps a path such as `bare/template.json` to its content. */
export async function templatesFolder(files: Record<string, unknown>): Promise<string> {
  const folder = await writeTemplates(files)
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

/** The bare frame with its post changed, some files beside it, and further settings. */
export async function loadBare(
  post: object = {},
  files: Record<string, unknown> = {},
  settings: object = {},
): Promise<Template> {
  const folder = await writeTemplates({
    'bare/template.json': { ...bareSettings(post), ...settings },
    ...files,
  })
  try {
    return await loadTemplate('bare', [folder])
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** A frame without files, checked but never written: what layout alone needs. */
export function frameOf(settings: object, drawings: Template['drawings'] = new Map()): Template {
  const { $schema, fonts, ...rest } = templateSettings.parse(settings)
  return { ...rest, name: 'bare', fonts: [], drawings }
}

/** Draws words as the box they may fill, so that layout is tested without a font. */
export const boxes: Typesetter = {
  set: (words, { x, y, width, height, size }, { colour }) => ({
    svg: `<path fill="${colour}" d="M${x} ${y}h${width}v${height}h${-width}z"/>`,
    lines: [words],
    size,
    missing: [],
    ink: { x, y, width, height },
    cut: false,
  }),
}

/** Lays out one picture of a frame for the event of `values`. */
export const lay = (
  template: Template,
  output: OutputName = 'post',
  parts: Partial<LayoutParts> = {},
): FramePlan => layOut(template, output, { values, language: 'en', typesetter: boxes, ...parts })

async function writeTemplates(files: Record<string, unknown>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'frames-'))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    const bytes = typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content)
    await writeFile(join(folder, path), bytes)
  }
  return folder
}

export const photo = (name: string): Promise<Buffer> =>
  readFile(new URL(`../../fixtures/photos/${name}`, import.meta.url))

/** A photo of one colour. */
export const plain = (background: string, width = 400, height = 400): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()

/** A picture as plain RGB. */
export async function pixels(picture: Buffer): Promise<{ data: Buffer; width: number; height: number }> {
  const { data, info } = await sharp(picture)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/** How far two pictures of the same size are apart: mean difference of a channel, 0 to 255. */
export function meanDistance(a: Buffer, b: Buffer): number {
  if (a.length !== b.length) throw new Error(`${a.length} bytes against ${b.length}`)
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length
}
