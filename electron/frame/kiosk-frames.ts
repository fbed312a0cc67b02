/** What can be taken at this event, and in which frames. */
import type { Photo } from '../capture/photos.ts'
import type { Trouble } from '../contract/errors.ts'
import type { Mode, Picked } from '../contract/visit.ts'
import type { EventSettings } from '../event/settings.ts'
import { type KioskFrame, openFurtherFrames, openKioskFrame } from './kiosk-frame.ts'
import type { Framer, FramerOptions, Story } from './render.ts'

export interface KioskFrames {
  /** The event's own first. */
  readonly all: readonly KioskFrame[]
  /** What is taken, and in which frame, when nobody picks. */
  readonly standard: Picked
  /** Why the event's own frame does not serve; null when it does. */
  readonly trouble: Trouble | null
  /** Why further ones do not. */
  readonly furtherTroubles: readonly Trouble[]
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
  const [mode = 'photo'] = event.modes

  const namesFor = (wanted: Mode) =>
    all.filter(({ strip }) => wanted !== 'strip' || strip !== null).map(({ name }) => name)
  const standard = { mode, frame: namesFor(mode)[0] ?? own.name }
  const ready = ({ mode, frame }: Picked) => {
    const one = all.find(({ name }) => name === frame) ?? own
    return (mode === 'strip' ? one.strip : null) ?? one.post
  }
  const byOverlay = (hash: string) =>
    all
      .flatMap(({ post, strip }) => (strip ? [post, strip] : [post]))
      .find(({ overlay }) => overlay.sha256 === hash)
  return {
    ...{ all, standard, trouble, furtherTroubles: further.troubles, namesFor },
    shotsFor: (picked = standard) => ready(picked).framer.plan.shots,
    framerOf: ({ mode, template }) => ready({ mode, frame: template }).framer,
    overlay: hash => byOverlay(hash)?.overlay.png ?? null,
    story: async (hash, story) => (await byOverlay(hash)?.framer.storyOverlay(story)) ?? null,
  }
}
