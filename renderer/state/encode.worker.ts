/** Turns what was grabbed into a JPEG away from the page, whose next paint must not wait for it. */

/** A shot as the camera gave it, at full size. */
export type Shot = VideoFrame | ImageBitmap

/** What the page sends: the shots, handed over. Several come one below the other. */
export interface EncodeJob {
  readonly id: number
  readonly shots: readonly Shot[]
  /** The photo shows what a mirror would. */
  readonly isMirrored: boolean
}

/** What comes back: the JPEG, or why there is none. The first message says only that the worker listens. */
export type EncodeResult = { readonly id: number } & ({ readonly photo: Blob } | { readonly trouble: string })

const quality = 0.92
// Worker's own type library clashes with the page's; this has the two members that are used.
const page = self as unknown as Pick<Worker, 'onmessage' | 'postMessage'>

// One for the worker's life: fresh memory for a large picture costs as long as drawing it.
const canvas = new OffscreenCanvas(0, 0)
// The pixels are read back at once, so they are better off in main memory.
const pen = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!

page.onmessage = async ({ data: { id, shots, isMirrored } }: MessageEvent<EncodeJob>) => {
  try {
    const [width, height] = sizeOf(shots[0]!)
    if (canvas.width !== width) canvas.width = width
    if (canvas.height !== height * shots.length) canvas.height = height * shots.length
    if (isMirrored) pen.setTransform(-1, 0, 0, 1, width, 0)
    shots.forEach((shot, i) => void pen.drawImage(shot, 0, i * height, width, height))
    const photo = await canvas.convertToBlob({ type: 'image/jpeg', quality })
    page.postMessage({ id, photo } satisfies EncodeResult)
  } catch (error) {
    page.postMessage({ id, trouble: String(error) } satisfies EncodeResult)
  } finally {
    for (const shot of shots) shot.close()
    pen.resetTransform()
    pen.fillRect(0, 0, canvas.width, canvas.height) // nobody's picture stays behind
  }
}

function sizeOf(shot: Shot): [width: number, height: number] {
  return 'displayWidth' in shot ? [shot.displayWidth, shot.displayHeight] : [shot.width, shot.height]
}

page.postMessage(null)
