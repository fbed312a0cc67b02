/** The frames of the kiosk's photos, each made ready. */
import { Trouble } from '../contract/errors.ts'
import { sha256 } from '../system/files.ts'
import type { OutputName } from './outputs.ts'
import { createFramer, type Framer, type FramerOptions } from './render.ts'
import { loadTemplate, standardTemplate, type Template } from './template/template.ts'

/** A frame that photos can be taken in. */
export interface KioskFrame {
  readonly name: string
  /** What it is called. */
  readonly title: string
  readonly post: ReadyFrame
  /** Null where no strips are taken, or it has none. */
  readonly strip: ReadyFrame | null
}

export interface ReadyFrame {
  readonly framer: Framer
  /** Its artwork over the live view. */
  readonly overlay: Overlay
}

export interface KioskFrameOptions extends FramerOptions {
  /** Strips are taken too. */
  readonly takesStrips?: boolean
}

export interface Overlay {
  /** A transparent PNG of the frame's size. */
  readonly png: Buffer
  /** Named by what it shows: a page that stays open over other settings would show the one that it has. */
  readonly sha256: string
}

/**
 * Makes the `post` of frame `name` ready. A frame that cannot serve never stops the kiosk: the standard one takes
 * its place, and `trouble` says why. Throws only when the standard frame itself is broken.
 */
export async function openKioskFrame(
  name: string,
  options: KioskFrameOptions,
  folders?: readonly string[],
): Promise<KioskFrame & { readonly trouble: Trouble | null }> {
  try {
    return { ...(await open(name, options, folders)), trouble: null }
  } catch (error) {
    if (name === standardTemplate) throw error
    return { ...(await open(standardTemplate, options)), trouble: troubleOf(name, error) }
  }
}

/** Makes those ready that people can pick instead, in their order; one that cannot serve is left out. */
export async function openFurtherFrames(
  names: readonly string[],
  options: KioskFrameOptions,
  folders?: readonly string[],
): Promise<{ readonly frames: readonly KioskFrame[]; readonly troubles: readonly Trouble[] }> {
  const frames: KioskFrame[] = []
  const troubles: Trouble[] = []
  for (const name of names) {
    try {
      frames.push(await open(name, options, folders))
    } catch (error) {
      troubles.push(troubleOf(name, error))
    }
  }
  return { frames, troubles }
}

/** What resvg or the typesetter throws is no Trouble yet: artwork can be fine file by file and too much as a whole. */
function troubleOf(name: string, error: unknown): Trouble {
  if (error instanceof Trouble) return error
  const reason = `cannot be drawn (${(error as Error).message})`
  return new Trouble('TEMPLATE_FILE', { template: name, file: `${name}/`, reason }, error)
}

async function open(
  name: string,
  { takesStrips = false, ...options }: KioskFrameOptions,
  folders?: readonly string[],
): Promise<KioskFrame> {
  const template = await loadTemplate(name, folders)
  const post = await ready(template, 'post', options)
  // The live view is one picture; a frame of several serves where several are taken.
  const came = post.framer.plan.slots.length
  if (came > 1) throw new Trouble('TEMPLATE_SLOTS', { template: name, expected: 1, came })
  const hasStrip = takesStrips && (template.outputs.strip?.slots.length ?? 0) > 1
  const strip = hasStrip ? await ready(template, 'strip', { ...options, once: true }) : null
  return { name, title: template.title, post, strip }
}

async function ready(template: Template, output: OutputName, options: FramerOptions): Promise<ReadyFrame> {
  const framer = await createFramer(template, output, options)
  const png = await framer.overlay()
  return { framer, overlay: { png, sha256: sha256(png) } }
}
