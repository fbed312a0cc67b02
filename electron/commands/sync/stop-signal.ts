/** Comes when somebody stops this process; `supervised`, also when its standard input ends, as it does with its parent. */
export function stopSignal(supervised = false): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => stop.abort())
  if (supervised) {
    process.stdin.on('end', () => stop.abort()).resume()
    process.stdin.unref?.() // when the work is done, an open input must not hold the process; a file's cannot
  }
  return stop.signal
}
