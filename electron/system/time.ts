/** A moment as it is stored: UTC, with the station's offset from it beside it. */
export interface Moment {
  /** RFC 3339 in UTC with milliseconds, so that text order is time order. */
  readonly at: string
  /** Minutes east of UTC at the station. */
  readonly offset: number
}

export function moment(ms: number = Date.now()): Moment {
  const date = new Date(ms)
  return { at: date.toISOString(), offset: -date.getTimezoneOffset() || 0 }
}

/** The offset as RFC 3339 writes it, such as `+01:00`. */
export function zoneOf(offset: number): string {
  const minutes = Math.abs(offset)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** The moment as the station's clock showed it, with its offset (RFC 3339), such as `2026-11-22T15:03:00.000+01:00`. */
export function localTime({ at, offset }: Moment): string {
  const shown = new Date(Date.parse(at) + offset * 60_000).toISOString()
  return shown.replace('Z', zoneOf(offset))
}

export const day = 24 * 60 * 60 * 1000
