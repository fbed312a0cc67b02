/**
 * The way from the kiosk to the operator's page, which guests do not see: a finger that rests in one of the top corners,
 * or Ctrl+Shift+O. Whoever finds it by chance finds a PIN there.
 */

/** Across and down, in CSS pixels. */
const corner = 64
/** In milliseconds. */
const rest = 3_000

/** A shorter touch does what it does everywhere else: nothing lies over the page. */
export function watchForOperator(page: Window, come: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const forget = () => clearTimeout(timer)
  const isInCorner = ({ clientX, clientY }: PointerEvent) =>
    clientY < corner && (clientX < corner || clientX >= page.innerWidth - corner)

  page.addEventListener('pointerdown', event => {
    forget()
    if (isInCorner(event)) timer = setTimeout(come, rest)
  })
  page.addEventListener('pointermove', event => {
    if (!isInCorner(event)) forget()
  })
  for (const name of ['pointerup', 'pointercancel', 'blur'] as const) page.addEventListener(name, forget)
  page.addEventListener('keydown', event => {
    if (!event.ctrlKey || !event.shiftKey || event.repeat) return
    // By its place where the letter is not on the keyboard.
    if (event.key.toLowerCase() !== 'o' && event.code !== 'KeyO') return
    event.preventDefault() // a browser's bookmarks
    come()
  })
}
