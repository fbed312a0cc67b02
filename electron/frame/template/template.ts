import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Trouble } from '../../contract/errors.ts'
import { ifMissing } from '../../system/files.ts'
import { root } from '../../system/root.ts'
import { didYouMean, readSettings } from '../../system/settings-check.ts'
import { svgProblem } from '../artwork.ts'
import { unknownGaps } from '../gaps.ts'
import { fontFamily } from '../text/fonts.ts'
import { openPackage, type PackageFiles } from './package-files.ts'
import { type TemplateSettings, templateSettings } from './settings.ts'
import { readArtwork, svgSize, UnsafeArtwork, withOwnIds } from './svg-safety.ts'

/** A frame package that was read and checked. Lengths are in pixels of the finished picture. */
export interface Template extends Omit<TemplateSettings, '$schema' | 'fonts'> {
  readonly name: string
  /** Absolute paths of the package's own TrueType or OpenType files. */
  readonly fonts: readonly string[]
  /** What the layers draw, by their file's name. */
  readonly drawings: ReadonlyMap<string, Drawing>
}

/** An SVG text with gaps such as `{accent}` unfilled, or a PNG. */
export type Drawing =
  | { readonly kind: 'svg'; readonly svg: string; readonly width: number; readonly height: number }
  | { readonly kind: 'png'; readonly base64: string }

export const templatesFolder = join(root, 'templates')

/** The frame that serves when another cannot. */
export const standardTemplate = 'swell'

/** Where frames are looked for: those that Groundswell brings, and those imported into a data folder. */
export function templateFolders(data: string): string[] {
  return [templatesFolder, join(data, 'templates')]
}

/** Every frame's name and the folder it lies in, sorted by name. */
export async function listTemplates(
  folders: readonly string[] = [templatesFolder],
): Promise<Map<string, string>> {
  const found = await Promise.all(
    folders.map(async folder => {
      const files = await readdir(folder, { withFileTypes: true }).catch(ifMissing([]))
      return files
        .filter(file => file.isDirectory() && !file.name.startsWith('.'))
        .map(({ name }) => ({ name, folder }))
    }),
  )
  // Of two with one name, the first folder's counts.
  const inOrder = found
    .flat()
    .toReversed()
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
  return new Map(inOrder.map(({ name, folder }) => [name, folder]))
}

/**
 * Reads and checks the frame `templates/<name>/`. Throws `TEMPLATE_UNKNOWN`; `SETTINGS_NOT_JSON`,
 * `SETTINGS_KEY_UNKNOWN` or `SETTINGS_VALUE` for its template.json; `TEMPLATE_FILE` for artwork and fonts.
 */
export async function loadTemplate(
  name: string,
  folders: readonly string[] = [templatesFolder],
): Promise<Template> {
  const all = await listTemplates(folders)
  const names = [...all.keys()]
  const folder = all.get(name)
  if (folder === undefined) {
    throw new Trouble('TEMPLATE_UNKNOWN', {
      came: name,
      hint: didYouMean(name, names),
      expected: names.join(', '),
    })
  }
  const files = await openPackage(name, folder)
  const text = await files.text('template.json')
  const { $schema, fonts, ...settings } = readSettings(
    templateSettings,
    text,
    join('templates', name, 'template.json'),
  )
  const layers = Object.values(settings.outputs).flatMap(one => (one ? [...one.below, ...one.above] : []))
  const drawn = [...new Set(layers.map(({ file }) => file))]
  const drawings = await Promise.all(
    drawn.map(async (file, i) => [file, await readDrawing(files, file, `f${i}-`)] as const),
  )
  return {
    ...settings,
    name,
    fonts: await Promise.all(fonts.map(file => fontPath(files, file))),
    drawings: new Map(drawings),
  }
}

async function readDrawing(files: PackageFiles, file: string, prefix: string): Promise<Drawing> {
  const wrong = (reason: string) => new Trouble('TEMPLATE_FILE', { template: files.name, file, reason })
  if (/\.png$/i.test(file)) return { kind: 'png', base64: (await files.bytes(file)).toString('base64') }
  if (!/\.svg$/i.test(file)) throw wrong('is neither an SVG nor a PNG file')
  const text = await files.text(file)
  try {
    const svg = readArtwork(text)
    const [gap] = unknownGaps(svg)
    if (gap !== undefined) throw wrong(`asks for {${gap}}, which no event has`)
    const problem = svgProblem(svg)
    if (problem !== null) throw wrong(`is no SVG that can be drawn (${problem})`)
    return { kind: 'svg', svg: withoutSize(withOwnIds(svg, prefix)), ...svgSize(svg) }
  } catch (error) {
    throw error instanceof UnsafeArtwork ? wrong(error.reason) : error
  }
}

/** Its viewBox alone says how large a drawing is: `210mm` beside it would leave its place half empty. */
function withoutSize(svg: string): string {
  return svg.replace(/^<svg[^>]*>/, root => root.replace(/ (x|y|width|height)="[^"]*"/g, ''))
}

/** The path of a font that can be read. */
async function fontPath(files: PackageFiles, file: string): Promise<string> {
  const path = await files.path(file)
  try {
    await fontFamily(path)
  } catch (cause) {
    throw new Trouble(
      'TEMPLATE_FILE',
      { template: files.name, file, reason: (cause as Error).message },
      cause,
    )
  }
  return path
}
