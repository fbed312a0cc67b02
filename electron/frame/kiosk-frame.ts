import { Trouble } from '../contract/errors.ts'
import { createFramer, type Framer, type FramerOptions } from './render.ts'
import { loadTemplate, standardTemplate } from './template/template.ts'

/** The frame of the kiosk's photos. */
export interface KioskFrame {
  readonly name: string
  readonly framer: Framer
  /** Why the frame that the event asks for does not serve; null when it does. */
  readonly trouble: Trouble | null
}

/**
 * Makes the `post` of frame `name` ready. A frame that cannot serve never stops the kiosk: the standard one takes
 * its place, and `trouble` says why. Throws only when the standard frame itself is broken.
 */
export async function openKioskFrame(
  name: string,
  options: FramerOptions,
  folders?: readonly string[],
): Promise<KioskFrame> {
  try {
    return { name, framer: await open(name, options, folders), trouble: null }
  } catch (error) {
    if (name === standardTemplate) throw error
    const trouble = error instanceof Trouble ? error : undrawable(name, error as Error)
    return { name: standardTemplate, framer: await open(standardTemplate, options), trouble }
  }
}

/** What resvg or the typesetter throws is no Trouble yet: artwork can be fine file by file and too much as a whole. */
function undrawable(name: string, cause: Error): Trouble {
  const reason = `cannot be drawn (${cause.message})`
  return new Trouble('TEMPLATE_FILE', { template: name, file: `${name}/`, reason }, cause)
}

async function open(name: string, options: FramerOptions, folders?: readonly string[]): Promise<Framer> {
  const framer = await createFramer(await loadTemplate(name, folders), 'post', options)
  // The live view is one picture; a frame of several serves where several are taken.
  const came = framer.plan.slots.length
  if (came > 1) throw new Trouble('TEMPLATE_SLOTS', { template: name, expected: 1, came })
  return framer
}
