/** A part of an answer: its first byte, and the one after its last. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * What a Range header asks for of `size` bytes (RFC 9110, 14.1.2); players of films ask for parts, and iPhones play nothing
 * without. `whole` when it asks for no part, for several, or for what nobody understands: then all of it may be sent.
 * `none` when it begins where nothing is.
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'whole' | 'none' {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return 'whole'
  if (from === '') {
    const last = Math.min(Number(to), size)
    return last === 0 ? 'none' : { start: size - last, end: size }
  }
  const start = Number(from)
  const end = to === '' ? size : Math.min(Number(to) + 1, size)
  if (to !== '' && Number(to) < start) return 'whole'
  return start < size ? { start, end } : 'none'
}
