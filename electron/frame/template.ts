import { readdir, readFile, realpath } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { Trouble } from '../contract/errors.ts'
import { root } from '../system/root.ts'
import { didYouMean, readSettings } from '../system/settings-check.ts'
import { svgProblem } from './artwork.ts'
import { unknownGaps } from './gaps.ts'
import { type TemplateSettings, templateSettings } from './template-settings.ts'

/** A frame package that was read and checked. Lengths are in pixels of the finished picture. */
export interface Template extends Omit<TemplateSettings, '$schema' | 'artwork' | 'fonts'> {
  readonly name: string
  /** The SVG texts above the photo, lowest first, with gaps such as `{accent}` unfilled. */
  readonly artwork: readonly string[]
  /** Absolute paths of the TrueType or OpenType files. No other font is ever used. */
  readonly fonts: readonly string[]
}

const templatesFolder = join(root, 'templates')

/** The names of the frames there are, sorted. */
export async function listTemplates(folder: string = templatesFolder): Promise<string[]> {
  const files = await readdir(folder, { withFileTypes: true })
  return files
    .filter(file => file.isDirectory())
    .map(file => file.name)
    .sort()
}

/**
 * Reads and checks the frame `templates/<name>/`. Throws `TEMPLATE_UNKNOWN`; `SETTINGS_NOT_JSON`,
 * `SETTINGS_KEY_UNKNOWN` or `SETTINGS_VALUE` for its template.json; `TEMPLATE_FILE` for artwork and fonts.
 */
export async function loadTemplate(name: string, folder: string = templatesFolder): Promise<Template> {
  const names = await listTemplates(folder)
  if (!names.includes(name)) {
    throw new Trouble('TEMPLATE_UNKNOWN', {
      came: name,
      hint: didYouMean(name, names),
      expected: names.join(', '),
    })
  }
  const home = join(folder, name)
  const settingsFile = join('templates', name, 'template.json')
  const text = await readInside(name, home, 'template.json')
  const { $schema, artwork, fonts, ...settings } = readSettings(templateSettings, text, settingsFile)
  return {
    ...settings,
    name,
    artwork: await Promise.all(artwork.map(file => readArtwork(name, home, file))),
    fonts: await Promise.all(fonts.map(file => fontPath(name, home, file))),
  }
}

async function readArtwork(template: string, home: string, file: string): Promise<string> {
  const svg = await readInside(template, home, file)
  const wrong = (reason: string) => new Trouble('TEMPLATE_FILE', { template, file, reason })
  // resvg opens any local path that an <image> names, so a stranger's frame could print this machine's files.
  const link = svg.match(/\bhref\s*=\s*["'](?!\s*#|\s*data:)([^"']*)/)
  if (link !== null) throw wrong(`refers to "${link[1]}"`)
  if (/<!ENTITY/i.test(svg)) throw wrong('defines an entity')
  const [gap] = unknownGaps(svg)
  if (gap !== undefined) throw wrong(`asks for {${gap}}, which no event has`)
  const problem = svgProblem(svg)
  if (problem !== null) throw wrong(`is no SVG that can be drawn (${problem})`)
  return svg
}

/** The path of a font that is one: resvg passes over others in silence, and the words would be missing. */
async function fontPath(template: string, home: string, file: string): Promise<string> {
  const path = await insidePath(template, home, file)
  const signature = (await readFile(path)).toString('latin1', 0, 4)
  if (['\0\x01\0\0', 'OTTO', 'true', 'ttcf'].includes(signature)) return path
  throw new Trouble('TEMPLATE_FILE', { template, file, reason: 'is no TrueType or OpenType font' })
}

async function readInside(template: string, home: string, file: string): Promise<string> {
  return readFile(await insidePath(template, home, file), 'utf8')
}

/** The real path of a package's file. Links are followed first, so that none leads out of the package. */
async function insidePath(template: string, home: string, file: string): Promise<string> {
  const wrong = (reason: string, cause?: unknown) =>
    new Trouble('TEMPLATE_FILE', { template, file, reason }, cause)
  const inside = (from: string, path: string) => {
    const way = relative(from, path)
    return way !== '' && way !== '..' && !way.startsWith(`..${sep}`)
  }
  if (!inside(home, join(home, file))) throw wrong('lies outside the folder')
  const path = await realpath(join(home, file)).catch(cause => {
    throw wrong('is missing', cause)
  })
  if (!inside(await realpath(home), path)) throw wrong('lies outside the folder')
  return path
}
