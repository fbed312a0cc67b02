/** What can be taken at this event, and in which frames. */
import type { TextKey } from '../../text/index.ts'
import type { Photo } from '../capture/photos.ts'
import { Trouble } from '../contract/errors.ts'
import type { Mode, Picked } from '../contract/visit.ts'
import type { EventSettings } from '../event/settings.ts'
import { type KioskFrame, openFurtherFrames, openKioskFrame } from './kiosk-frame.ts'
import type { FramePlan } from './layout.ts'
import type { Framer, FramerOptions, Story } from './render.ts'
import { loadTemplate } from './template/template.ts'

export interface KioskFrames {
  /** The event's own first. */
  readonly all: readonly KioskFrame[]
  /** What can be taken, each once: of what the event wants, that which a frame makes. */
  readonly modes: readonly Mode[]
  /** What is taken, and in which frame, when nobody picks. */
  readonly standard: Picked
  /** The picture of theirs that has the most pixels. */
  readonly largest: Pick<FramePlan, 'width' | 'height'>
  /** What of the event's frames does not serve, and what does until then. */
  readonly troubles: readonly { readonly trouble: Trouble; readonly meanwhile?: TextKey }[]
  /** The names of those that this can be taken in, the event's own first. */
  namesFor(mode: Mode): readonly string[]
  /** How many shots what is picked takes. */
  shotsFor(picked: Picked | undefined): number
  /** What a photo is framed by; by the event's own frame when its own cannot be picked any more. */
  framerOf(photo: Pick<Photo, 'mode' | 'template'>): Framer
  /** A frame's artwork as a PNG, by its hash; null when there is none such. */
  overlay(sha256: string): Buffer | null
  /** What people say as that frame shows it, as a PNG; null when it does not. */
  story(sha256: string, story: Story): Promise<Buffer | null>
}

/** Makes the event's frames ready. Throws only when the standard frame itself is broken. */
export async function openKioskFrames(
  event: Pick<EventSettings, 'template' | 'frames' | 'modes'>,
  options: FramerOptions,
  folders: readonly string[],
): Promise<KioskFrames> {
  const every = { ...options, takesStrips: event.modes.includes('strip') }
  const { trouble, ...own } = await openKioskFrame(event.template, every, folders)
  const others = [...new Set(event.frames)].filter(name => name !== own.name)
  const further = await openFurtherFrames(others, every, folders)
  const all = [own, ...further.frames]

  const namesFor = (wanted: Mode) =>
    all.filter(({ strip }) => wanted !== 'strip' || strip !== null).map(({ name }) => name)
  const [mode = 'photo', ...rest] = [...new Set(event.modes)].filter(one => namesFor(one).length > 0)
  const modes = [mode, ...rest]
  const standard = { mode, frame: namesFor(mode)[0] ?? own.name }
  const troubles: KioskFrames['troubles'][number][] = [
    ...(trouble ? [{ trouble, meanwhile: 'station.standardFrame' as const }] : []),
    ...further.troubles.map(one => ({ trouble: one, meanwhile: 'station.otherFrames' as const })),
  ]
  if (every.takesStrips && !modes.includes('strip'))
    troubles.push({ trouble: await noStrip(own.name, folders) })
  const ready = ({ mode, frame }: Picked) => {
    const one = all.find(({ name }) => name === frame) ?? own
    return (mode === 'strip' ? one.strip : null) ?? one.post
  }
  const everyPicture = all.flatMap(({ post, strip }) => (strip ? [post, strip] : [post]))
  const [largest] = everyPicture
    .map(({ framer }) => framer.plan)
    .toSorted((a, b) => b.width * b.height - a.width * a.height)
  const byOverlay = (hash: string) => everyPicture.find(({ overlay }) => overlay.sha256 === hash)
  return {
    ...{ all, modes, standard, largest: largest!, troubles, namesFor },
    shotsFor: (picked = standard) => ready(picked).framer.plan.shots,
    framerOf: ({ mode, template }) => ready({ mode, frame: template }).framer,
    overlay: hash => byOverlay(hash)?.overlay.png ?? null,
    story: async (hash, story) => (await byOverlay(hash)?.framer.storyOverlay(story)) ?? null,
  }
}

/** Strips are wanted, and no frame makes any of several photos. */
async function noStrip(name: string, folders: readonly string[]): Promise<Trouble> {
  const { outputs } = await loadTemplate(name, folders)
  const others = Object.keys(outputs).filter(one => one !== 'strip')
  return new Trouble('TEMPLATE_OUTPUT', { template: name, came: 'strip', expected: others.join(', ') })
}
