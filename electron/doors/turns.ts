/**
 * Gives each who asks a turn of the event loop of their own, in the order in which they came: a crowd that knocks in one
 * instant is worked off piece by piece, and what else the process must do at once comes in between.
 */
export function openTurns(): () => Promise<void> {
  const waiting: (() => void)[] = []

  function next(): void {
    waiting.shift()?.()
    if (waiting.length > 0) setImmediate(next)
  }

  return () =>
    new Promise(resolve => {
      if (waiting.push(resolve) === 1) setImmediate(next)
    })
}
