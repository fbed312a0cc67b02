/**
 * Moves the focus to an element when it appears, so that keyboards and screen readers follow the screen. Not
 * before the first touch or key: a kiosk that nobody has used shows no focus ring.
 */
export function takeFocus(element: HTMLElement): void {
  if (navigator.userActivation.hasBeenActive) element.focus({ preventScroll: true })
}

/** Whether nothing has the focus, as after the end of what had it. */
export function isFocusFree(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}
