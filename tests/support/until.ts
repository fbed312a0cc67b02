/**
 * Waits until `check` gives something, looking every 20 ms; throws after `timeout` ms saying what was waited for. That is
 * before a test's own time is up, and long enough for what gives way to all else on a busy machine.
 */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  timeout = 25_000,
): Promise<NonNullable<T>> {
  for (const end = Date.now() + timeout; ; await new Promise(resolve => setTimeout(resolve, 20))) {
    const found = await check()
    if (found) return found
    if (Date.now() > end) throw new Error(`Waited ${timeout} ms for ${what}`)
  }
}
