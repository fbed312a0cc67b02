/** The shots of a strip while it is taken: each copied at once, for a camera has only a few frames to lend. */
import type { Shot } from './encode.worker.ts'

/** As wide as a shot is shown on the page, in pixels. */
const stillWidth = 720

export class Shots {
  #full: Promise<Shot>[] = []
  #stills = $state.raw<readonly HTMLCanvasElement[]>([])

  /** What is shown of them, in their order. */
  get stills(): readonly HTMLCanvasElement[] {
    return this.#stills
  }

  /** Takes a grabbed frame over. */
  add(frame: VideoFrame): void {
    this.#stills = [...this.#stills, stillOf(frame)]
    this.#full.push(createImageBitmap(frame).finally(() => frame.close()))
  }

  /** All of them, at full size; their stills stay. */
  async take(): Promise<readonly Shot[]> {
    const full = this.#full
    this.#full = []
    return Promise.all(full)
  }

  /** Nothing of them stays. */
  clear(): void {
    for (const shot of this.#full) void shot.then(one => one.close())
    this.#full = []
    this.#stills = []
  }
}

function stillOf(frame: VideoFrame): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = stillWidth
  canvas.height = Math.round((stillWidth * frame.displayHeight) / frame.displayWidth)
  canvas.getContext('2d')?.drawImage(frame, 0, 0, canvas.width, canvas.height)
  return canvas
}
