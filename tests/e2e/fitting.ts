/** Whether what is on a page fits its screen. */
import type { Page } from '@playwright/test'

/** Waits for what moves once (screens coming in) to have come to rest; what moves for ever, or drifts by, is left alone. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(one => Number(one.effect?.getComputedTiming().endTime) < 5_000)
        .map(one => one.finished),
    ),
  )
}

/** Gives the screen another size; what is laid out by a script follows it a frame later. */
export async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size)
  await page.evaluate(
    () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  await settled(page)
}

/** Texts and controls that stick out of the screen. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('h1, h2, p, li, button, label, input')]
      .filter(one => {
        const { left, top, right, bottom, width } = one.getBoundingClientRect()
        return width > 0 && (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight)
      })
      .map(one => one.outerHTML.slice(0, 100)),
  )
}

/** What shows only a part of itself, but for what is only read aloud. */
export function scrolling(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('section, fieldset, p, span')]
      .filter(one => one.clientWidth > 1)
      .filter(one => one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).overflowY !== 'visible')
      .map(one => one.outerHTML.slice(0, 100)),
  )
}
