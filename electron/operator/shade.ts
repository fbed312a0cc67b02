import type { Shade } from '../contract/event-form.ts'
import { channelsOf, contrast, hexOf } from '../event/colour.ts'

/** What can be touched must stand out so much (WCAG 2.2, 1.4.11). */
const least = 3

/** How `accent` (#rrggbb) stands out on the kiosk's `ground`, and the nearest lighter colour that does enough where it does not. */
export function shadeOf(accent: string, ground: string): Shade {
  const own = contrast(accent, ground)
  // On a ground that is no dark one there may be none.
  const better = own >= least ? null : lighterOnes(accent).find(one => contrast(one, ground) >= least)
  return { contrast: own, better: better ?? null }
}

/** First brighter and as full as it is, then with more and more white in it, up to white. */
function lighterOnes(colour: string): string[] {
  const channels = channelsOf(colour)
  const most = 255 / Math.max(...channels, 1)
  const steps = Array.from({ length: 50 }, (_, i) => (i + 1) / 50)
  const brightest = channels.map(one => one * most)
  return [
    ...steps.map(step => hexOf(channels.map(one => one * (1 + step * (most - 1))))),
    ...steps.map(step => hexOf(brightest.map(one => one + (255 - one) * step))),
  ]
}
