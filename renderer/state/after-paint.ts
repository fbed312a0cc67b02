import { whenPainted } from './painted.ts'

/** Longer than any paint takes: a page that nobody sees paints nothing, and is not waited for. */
const patience = 50

/** Settles when what is on the page has been painted, or after 50 ms. */
export function afterPaint(): Promise<void> {
  return new Promise(resolve => {
    const late = setTimeout(resolve, patience)
    whenPainted(() => {
      clearTimeout(late)
      resolve()
    })
  })
}
