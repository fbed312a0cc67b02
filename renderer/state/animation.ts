/**
 * Calls `draw` with the seconds since the start, at most 30 times a second, until the function it gives is
 * called. After a frame that was dear it rests twice as long, so that on a machine without graphics hardware
 * the motion slows down instead of everything else.
 */
export function animate(draw: (seconds: number) => void): () => void {
  const started = performance.now()
  let rest = 0
  let frame = requestAnimationFrame(step)

  function step(now: number): void {
    frame = requestAnimationFrame(step)
    if (now < rest) return
    const before = performance.now()
    draw((now - started) / 1000)
    rest = now + Math.max(30, 3 * (performance.now() - before))
  }

  return () => cancelAnimationFrame(frame)
}
