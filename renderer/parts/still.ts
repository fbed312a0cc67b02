/** Draws the middle of what `from` shows now, as large as `canvas` has room; nothing while it shows nothing. */
export function drawStill(canvas: HTMLCanvasElement, from: HTMLVideoElement | HTMLCanvasElement): void {
  const [width, height] =
    from instanceof HTMLVideoElement ? [from.videoWidth, from.videoHeight] : [from.width, from.height]
  const side = Math.min(width, height)
  if (side === 0) return
  const { width: to } = canvas
  canvas.getContext('2d')?.drawImage(from, (width - side) / 2, (height - side) / 2, side, side, 0, 0, to, to)
}
