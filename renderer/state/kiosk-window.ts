/** Which window is the kiosk's: one that has shown it, and so must show it again when the operator goes. */
const mark = 'groundswell-kiosk-window'

export function becomeKioskWindow(): void {
  sessionStorage.setItem(mark, 'yes') // each window has its own
}

export function isKioskWindow(): boolean {
  return sessionStorage.getItem(mark) !== null
}
