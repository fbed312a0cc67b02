/** The one place where the benchmarks know the engine: when its API changes, nothing else here does. */
import { eventSchema } from '../electron/event/settings.ts'
import { eventValues } from '../electron/frame/event-values.ts'
import { type OutputName, outputs } from '../electron/frame/outputs.ts'
import { createFramer } from '../electron/frame/render.ts'
import { loadTemplate, standardTemplate } from '../electron/frame/template/template.ts'
import type { Slot } from './peers/peer.ts'

/** A frame of one event, made ready. Lengths are in pixels. */
export interface BenchFramer {
  readonly width: number
  readonly height: number
  readonly slots: readonly Slot[]
  /** Of the JPEG, 1–100. */
  readonly quality: number
  /** The artwork as a transparent PNG. */
  readonly overlay: Buffer
  /** Photos as a camera gives them, one a shot, into a JPEG. */
  frame(photos: readonly Buffer[]): Promise<Buffer>
}

/** An output of the standard frame for an event with default settings: `post` has one slot, `strip` four, each twice. */
export async function openFramer(output: OutputName = 'post'): Promise<BenchFramer> {
  const values = eventValues(eventSchema.parse({}), new Date())
  const framer = await createFramer(await loadTemplate(standardTemplate), output, { values, language: 'en' })
  const { width, height, slots } = framer.plan
  return {
    width,
    height,
    slots: slots.map(({ bounds, shot, focus }) => ({ ...bounds, shot, focus })),
    quality: outputs[output].quality,
    overlay: await framer.overlay(),
    frame: async photos => (await framer.frame(photos)).jpeg,
  }
}
