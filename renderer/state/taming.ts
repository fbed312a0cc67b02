/**
 * A kiosk's page is no document: nothing that a browser does with one by itself happens here. What CSS can stop
 * (selecting, panning, pinching, overscrolling), base.css stops.
 */

/** Keys that zoom the page, leave it or open one of the browser's own. */
const browserKeys = ['+', '-', '=', '0', 'f', 'g', 'p', 's', 'u', 'r', 'w', 'n', 't']

/** Stops them on `page` until it is left. The way to the operator's page stays open: it takes Shift as well. */
export function tame(page: Window): void {
  const never = (event: Event) => event.preventDefault()
  for (const name of ['contextmenu', 'dragstart', 'selectstart', 'auxclick', 'drop', 'dragover'])
    page.addEventListener(name, never)
  // Two fingers on a touchpad zoom as the wheel does with Control.
  page.addEventListener('wheel', event => event.ctrlKey && event.preventDefault(), { passive: false })
  // A second finger begins nothing.
  page.addEventListener('touchmove', event => event.touches.length > 1 && event.preventDefault(), {
    passive: false,
  })
  page.addEventListener('keydown', event => {
    const leaves = event.altKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')
    const opens = (event.ctrlKey || event.metaKey) && !event.shiftKey && browserKeys.includes(event.key)
    if (leaves || opens || event.key === 'F5') event.preventDefault()
  })
}

/** Keeps the screen awake for as long as the page is seen. Without the right to, the machine's own setting holds. */
export function stayAwake(page: Document): void {
  const hold = () => {
    if (page.visibilityState === 'visible') navigator.wakeLock?.request('screen').catch(() => {})
  }
  page.addEventListener('visibilitychange', hold)
  hold()
}
