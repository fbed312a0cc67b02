import type { Shade } from '../contract/event-form.ts'
import { contrast } from '../event/colour.ts'

/** What the kiosk's main button stands on. */
const ground = '#14110f'

/** What can be touched must stand out so much (WCAG 2.2, 1.4.11). */
const least = 3

/** How `accent` (#rrggbb) stands out on the kiosk, and the nearest lighter colour that does enough where it does not. */
export function shadeOf(accent: string): Shade {
  const own = contrast(accent, ground)
  const better = own >= least ? null : lighterOnes(accent).find(one => contrast(one, ground) >= least)!
  return { contrast: own, better }
}

/** First brighter and as full as it is, then with more and more white in it, up to white. */
function lighterOnes(colour: string): string[] {
  const channels = [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16))
  const most = 255 / Math.max(...channels, 1)
  const steps = Array.from({ length: 50 }, (_, i) => (i + 1) / 50)
  const brightest = channels.map(one => one * most)
  return [
    ...steps.map(step => hex(channels.map(one => one * (1 + step * (most - 1))))),
    ...steps.map(step => hex(brightest.map(one => one + (255 - one) * step))),
  ]
}

function hex(channels: readonly number[]): string {
  return `#${channels.map(one => Math.round(one).toString(16).padStart(2, '0')).join('')}`
}
