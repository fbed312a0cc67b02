/** What stands in for a camera when there is none: a moving picture that says what it is. */
import { animate } from './animation.ts'
import { drawSwell, paletteFor } from './swell.ts'

const width = 1920
const height = 1080

export interface DemoPicture {
  readonly element: HTMLCanvasElement
  /** Moves until `pause` or `stop`; `label` is written into the picture. */
  start(accent: string, label: string): void
  pause(): void
  /** Stops and wipes. */
  stop(): void
}

/** A demo picture at rest. */
export function demoPicture(): DemoPicture {
  const element = document.createElement('canvas')
  let halt: (() => void) | null = null
  const pause = () => {
    halt?.()
    halt = null
  }
  return {
    element,
    pause,
    start(accent, label) {
      if (halt) return
      element.width = width
      element.height = height
      const pen = element.getContext('2d', { alpha: false })!
      const palette = paletteFor(accent, 'day')
      halt = animate(seconds => {
        drawSwell(pen, { width, height, sun: { x: width / 2, y: 500, radius: 330 }, seconds, palette })
        pen.font = '600 34px Figtree, sans-serif'
        pen.textAlign = 'center'
        pen.fillStyle = palette.sun
        pen.fillText(label, width / 2, 900)
      })
    },
    stop() {
      pause()
      element.width = 0
    },
  }
}
