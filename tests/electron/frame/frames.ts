/** Small frames and pictures for the tests of framing. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import type { FrameValues } from '../../../electron/frame/gaps.ts'
import { loadTemplate, type Template } from '../../../electron/frame/template.ts'

export const values: FrameValues = {
  'event.name': 'Open Air Zürich',
  'event.hashtag': '#openairzh',
  brand: 'Nordlicht',
  date: '22 November 2026',
  accent: '#1d3fbb',
  onAccent: '#ffffff',
}

/** A frame without artwork or words: what a photo becomes in it is the photo alone. */
export const bareSettings = {
  title: 'Bare',
  canvas: { width: 320, height: 260, ground: '#14110f' },
  slots: [{ x: 0, y: 10, width: 320, height: 240 }],
  artwork: [] as string[],
  fonts: [] as string[],
}

/** A folder of frames that is gone after the test: `files` maps a path such as `bare/template.json` to its content. */
export async function templatesFolder(files: Record<string, unknown>): Promise<string> {
  const folder = await writeTemplates(files)
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

/** The bare frame with some settings changed and some files added. */
export async function loadBare(changes: object = {}, files: Record<string, unknown> = {}): Promise<Template> {
  const folder = await writeTemplates({ 'bare/template.json': { ...bareSettings, ...changes }, ...files })
  try {
    return await loadTemplate('bare', folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function writeTemplates(files: Record<string, unknown>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'frames-'))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

export const photo = (name: string): Promise<Buffer> =>
  readFile(new URL(`../../fixtures/photos/${name}`, import.meta.url))

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
