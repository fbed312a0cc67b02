/** Trouble on the page, told to the station's log; kept back while the link is down. */
import type { CallInput } from '../../electron/contract/calls.ts'
import type { Station } from '../client/station.ts'

type Report = CallInput<'kiosk.report'>

/** More than this is not kept back: the first ones tell the story. */
const most = 50

export class Reports {
  readonly #station: Station
  #waiting: Report[] = []

  constructor(station: Station) {
    this.#station = station
  }

  /** Writes a line into the station's log. Longer texts are cut to what the contract takes. */
  send(level: Report['level'], what: string, detail = ''): void {
    const report: Report = { level, what: what.slice(0, 80), detail: detail.slice(0, 2000) }
    this.#station.call('kiosk.report', report).catch(() => {
      if (this.#waiting.length < most) this.#waiting.push(report)
    })
  }

  /** The link is back: tell what was kept. */
  flush(): void {
    const kept = this.#waiting
    this.#waiting = []
    for (const { level, what, detail } of kept) this.send(level, what, detail)
  }

  /** Reports what nobody caught. */
  watch(page: Window): void {
    page.addEventListener('error', ({ message, filename, lineno, error }) => {
      const stack = error instanceof Error ? (error.stack ?? '') : ''
      this.send('error', 'page-error', `${message} at ${filename}:${lineno}\n${stack}`)
    })
    page.addEventListener('unhandledrejection', ({ reason }) => {
      this.send(
        'error',
        'page-rejection',
        reason instanceof Error ? (reason.stack ?? reason.message) : String(reason),
      )
    })
  }
}
