/**
 * A burst, away from the page: keeps its pictures small, plays them where people look at them, and makes the clips when
 * they keep it. Nothing of it is anywhere else.
 */

import type { FrameSlot } from '../../electron/contract/calls.ts'
import { type ClipName, clips } from '../../electron/contract/clip.ts'
import { type LookName, looks } from '../../electron/contract/looks.ts'
import { animatedWebp } from './animated-webp.ts'
import { applyLook } from './apply-look.ts'
import { canMakeFilm, makeFilm } from './film.ts'
import { fewestPictures, filmRound, pictureTime, thereAndBack } from './order.ts'
import { cutFor, type Size } from './placing.ts'
import { toI420, yuvColours } from './yuv.ts'

/** What the page says. */
export type ClipJob =
  /** One more picture, handed over; the worker closes it. */
  | {
      readonly is: 'picture'
      readonly frame: VideoFrame
      readonly slot: FrameSlot
      readonly isMirrored: boolean
    }
  /** Plays the burst on this canvas from now on. */
  | { readonly is: 'play'; readonly canvas: OffscreenCanvas }
  | { readonly is: 'make'; readonly id: number; readonly frame: ClipFrame; readonly look: LookName }
  /** Whether this browser makes films of this size. */
  | { readonly is: 'ask'; readonly id: number; readonly size: Size }
  /** Nobody's pictures stay behind, but for clips that are being made. */
  | { readonly is: 'forget' }

/** The frame that the clips are put in; the burst was cut for its slot. `overlay` is an address. */
export interface ClipFrame extends Size {
  readonly slot: FrameSlot
  readonly overlay: string
}

/** What comes back: the clips, or why there are none; or what was asked. The first message says only that the worker listens. */
export type ClipResult = { readonly id: number } & (
  | { readonly clips: Clips }
  | { readonly can: boolean }
  | { readonly trouble: string }
)
export type Clips = Readonly<Record<ClipName, Blob>>

/** The animation is half as wide as the film: messengers show it no larger, and it stays below a megabyte. */
const animationScale = 0.5
const animationQuality = 0.72

// Worker's own type library clashes with the page's; this has the members that are used.
const page = self as unknown as Pick<Worker, 'onmessage' | 'postMessage'>

let cuts: ImageBitmap[] = []
/** Bursts that clips are being made of, also when the page has forgotten them. */
const inUse = new Set<readonly ImageBitmap[]>()
let playing: ReturnType<typeof setInterval> | undefined

page.onmessage = async ({ data: job }: MessageEvent<ClipJob>) => {
  if (job.is === 'picture') keep(job)
  else if (job.is === 'play') play(job.canvas)
  else if (job.is === 'forget') forget()
  else page.postMessage(await answered(job))
}

async function answered(job: Extract<ClipJob, { id: number }>): Promise<ClipResult> {
  const { id } = job
  try {
    return job.is === 'ask' ? { id, can: await canMakeFilm(job.size) } : { id, clips: await make(job) }
  } catch (error) {
    return { id, trouble: String(error) }
  }
}

/** The camera lends few pictures at a time, so each is drawn at once and given back. */
function keep({ frame, slot, isMirrored }: Extract<ClipJob, { is: 'picture' }>): void {
  try {
    const size = { width: frame.displayWidth, height: frame.displayHeight }
    const { from, to } = cutFor(size, slot, isMirrored)
    const { canvas, pen } = drawing(to)
    if (isMirrored) pen.setTransform(-1, 0, 0, 1, to.width, 0)
    pen.drawImage(frame, from.x, from.y, from.width, from.height, 0, 0, to.width, to.height)
    cuts.push(canvas.transferToImageBitmap())
  } finally {
    frame.close()
  }
}

function play(canvas: OffscreenCanvas): void {
  clearInterval(playing)
  const pen = canvas.getContext('2d', { alpha: false })!
  let at = 0
  const draw = () => {
    const order = thereAndBack(cuts.length)
    const cut = cuts[order[at++ % order.length] ?? 0]
    if (!cut) return
    if (canvas.width !== cut.width) canvas.width = cut.width
    if (canvas.height !== cut.height) canvas.height = cut.height
    pen.drawImage(cut, 0, 0)
  }
  draw()
  playing = setInterval(draw, pictureTime)
}

function forget(): void {
  clearInterval(playing)
  if (!inUse.has(cuts)) letGo(cuts)
  cuts = []
}

async function make({ frame, look }: Extract<ClipJob, { is: 'make' }>): Promise<Clips> {
  const pictures = cuts
  if (pictures.length < fewestPictures) throw new Error(`only ${pictures.length} pictures came`)
  const films: VideoFrame[] = []
  const stills: Uint8Array[] = []
  inUse.add(pictures)
  try {
    const overlay = await createImageBitmap(await (await fetch(frame.overlay)).blob())
    const small = drawing({
      width: Math.round(frame.width * animationScale),
      height: Math.round(frame.height * animationScale),
    })
    for (const cut of pictures) {
      const { canvas, pen } = framed(look === 'natural' ? cut : looked(cut, look), frame, overlay)
      const { data } = pen.getImageData(0, 0, frame.width, frame.height)
      const facts = { codedWidth: frame.width, codedHeight: frame.height, timestamp: 0 }
      films.push(new VideoFrame(toI420(data, frame), { format: 'I420', colorSpace: yuvColours, ...facts }))
      small.pen.drawImage(canvas, 0, 0, small.canvas.width, small.canvas.height)
      const still = await small.canvas.convertToBlob({ type: 'image/webp', quality: animationQuality })
      stills.push(new Uint8Array(await still.arrayBuffer()))
    }
    const film = await makeFilm(films, filmRound(pictures.length))
    const time = Math.round(pictureTime)
    const { width, height } = small.canvas
    const animation = animatedWebp(stills, thereAndBack(pictures.length), { width, height, time })
    return {
      boomerang: new Blob([film], { type: clips.boomerang.type }),
      animation: new Blob(animation, { type: clips.animation.type }),
    }
  } finally {
    for (const one of films) one.close()
    inUse.delete(pictures)
    if (pictures !== cuts) letGo(pictures)
  }
}

function letGo(pictures: readonly ImageBitmap[]): void {
  for (const one of pictures) one.close()
}

/** A picture in the frame, as the framed photo is: on the slot's ground, turned with it, under the artwork. */
function framed(picture: CanvasImageSource & Size, { slot, ...size }: ClipFrame, overlay: ImageBitmap) {
  const { place, rotation, ground } = slot
  const drawn = drawing(size)
  const { pen } = drawn
  pen.translate(place.x + place.width / 2, place.y + place.height / 2)
  pen.rotate((rotation * Math.PI) / 180)
  pen.fillStyle = ground
  // Half a pixel more on each side lies under the artwork's soft edges.
  const around = ({ width, height }: Size) =>
    [-width / 2 - 0.5, -height / 2 - 0.5, width + 1, height + 1] as const
  pen.fillRect(...around(place))
  pen.drawImage(picture, ...around(picture))
  pen.resetTransform()
  pen.drawImage(overlay, 0, 0, size.width, size.height)
  return drawn
}

/** The picture alone has the look: neither its ground nor the artwork. */
function looked(cut: ImageBitmap, look: LookName): OffscreenCanvas {
  const { canvas, pen } = drawing(cut)
  pen.drawImage(cut, 0, 0)
  const pixels = pen.getImageData(0, 0, cut.width, cut.height)
  applyLook(pixels.data, looks[look])
  pen.putImageData(pixels, 0, 0)
  return canvas
}

/** An empty canvas whose pixels are read back soon, and so better off in main memory. */
function drawing({ width, height }: Size) {
  const canvas = new OffscreenCanvas(width, height)
  return { canvas, pen: canvas.getContext('2d', { alpha: false, willReadFrequently: true })! }
}

page.postMessage(null)
