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

export const day = 24 * 60 * 60 * 1000
