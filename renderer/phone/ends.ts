/** The longest time that a timer takes, in milliseconds. */
const longest = 2 ** 31 - 1

/** A page that has no server to say so says itself that its link's time is over, even while somebody looks at it. */
export function endWhenOver(): void {
  const { dataset } = document.documentElement
  if (!dataset.ends) return
  const left = Date.parse(dataset.ends) - Date.now()
  if (left > 0) return void setTimeout(endWhenOver, Math.min(left, longest))
  dataset.state = 'ended'
}
