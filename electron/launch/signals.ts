/**
 * Calls `stop` once, at the first signal that asks us to end; later ones change nothing. Gives the way to listen no more.
 * To be called before that which is to be stopped is started: a signal in between would end us and leave it behind.
 */
export function onStopSignal(stop: (signal: NodeJS.Signals) => unknown): () => void {
  let stopping = false
  function listen(signal: NodeJS.Signals): void {
    if (stopping) return
    stopping = true
    stop(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, listen)
  return () => {
    for (const signal of signals) process.off(signal, listen)
  }
}
