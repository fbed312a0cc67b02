/** Photos into frames. The only import of sharp: everything around it is pure. */
import sharp from 'sharp'
import { Trouble } from '../contract/errors.ts'
import { drawArtwork, measureWith } from './artwork.ts'
import { isSrgbProfile } from './colour-profile.ts'
import { compose } from './compose.ts'
import type { FrameValues } from './gaps.ts'
import { layOut } from './layout.ts'
import { photoKind } from './photo-kind.ts'
import type { Template } from './template.ts'

sharp.cache(false) // No picture comes twice, and the memory stays flat.
sharp.concurrency(2) // One shot at a time is waited for; more threads gain nothing.

/** More megapixels are refused: a small file can hold a picture that fills the memory. */
const mostMegapixels = 60

export interface FramedPhoto {
  readonly jpeg: Buffer
  readonly width: number
  readonly height: number
  /** What each step took, in milliseconds. */
  readonly steps: { readonly decode: number; readonly compose: number; readonly encode: number }
}

/** A frame made ready for one event. Lengths are in pixels of the finished picture. */
export interface Framer {
  readonly width: number
  readonly height: number
  readonly slot: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** The artwork as a transparent PNG of `width` × `height`, to lie over the live view. */
  readonly overlay: Buffer
  /**
   * Frames a photo (JPEG or PNG): turned as its EXIF orientation says, cropped around its centre to fill the
   * slot, converted to sRGB. Gives a JPEG without any metadata. Throws as `inspectPhoto` does.
   */
  frame(photo: Buffer): Promise<FramedPhoto>
}

/** Makes a frame ready: lays it out and draws its artwork, once an event. */
export async function createFramer(template: Template, values: FrameValues): Promise<Framer> {
  const plan = layOut(template, values, measureWith(template.fonts))
  const artwork = drawArtwork(plan, template.fonts)
  const { width, height } = plan
  const slot = plan.slots[0]!
  return {
    width,
    height,
    slot,
    overlay: artwork.overlay,
    async frame(photo) {
      const start = performance.now()
      const cropped = await decode(photo, slot)
      const decoded = performance.now()
      const canvas = compose(artwork, cropped)
      const composed = performance.now()
      const jpeg = await encode(canvas, width, height)
      const steps = {
        decode: decoded - start,
        compose: composed - decoded,
        encode: performance.now() - composed,
      }
      return { jpeg, width, height, steps }
    },
  }
}

/** What a photo's header says; `width` and `height` are as it is seen, after its EXIF orientation. */
export interface PhotoFacts {
  readonly width: number
  readonly height: number
  readonly format: 'jpeg' | 'png'
}

/**
 * Reads a photo's header, in about half a millisecond. Throws `NOT_A_PHOTO`, `PHOTO_TOO_LARGE`, or
 * `PHOTO_DAMAGED`; damage behind the header is only found when the photo is framed.
 */
export async function inspectPhoto(photo: Buffer): Promise<PhotoFacts> {
  const { facts } = await readHeader(photo)
  return facts
}

async function readHeader(photo: Buffer): Promise<{ facts: PhotoFacts; icc: Buffer | undefined }> {
  // By our own look at the first bytes, so that no other decoder is ever handed a stranger's file.
  const { kind, words } = photoKind(photo)
  if (kind === 'other') throw new Trouble('NOT_A_PHOTO', { came: words })
  const { autoOrient, icc } = await sharp(photo, { limitInputPixels: false }).metadata().catch(damaged)
  const { width, height } = autoOrient
  const megapixels = (width * height) / 1e6
  if (megapixels > mostMegapixels) {
    throw new Trouble('PHOTO_TOO_LARGE', { came: Math.ceil(megapixels), expected: mostMegapixels })
  }
  return { facts: { width, height, format: kind }, icc }
}

/** The photo as RGB, cropped to the slot. One pipeline, so that libjpeg shrinks while it decodes. */
async function decode(photo: Buffer, slot: { width: number; height: number }): Promise<Buffer> {
  const { icc } = await readHeader(photo)
  return sharp(photo, {
    // A half-written file must not pass as a photo with a grey end.
    failOn: 'error',
    limitInputPixels: mostMegapixels * 1e6,
    ignoreIcc: icc !== undefined && isSrgbProfile(icc),
  })
    .autoOrient()
    .resize(slot.width, slot.height, { fit: 'cover', position: 'centre' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer()
    .catch(damaged)
}

/** 4:2:0 halves the work; optimised Huffman tables would cost milliseconds for a few per cent of the bytes. */
function encode(canvas: Buffer, width: number, height: number): Promise<Buffer> {
  return sharp(canvas, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90, chromaSubsampling: '4:2:0', optimiseCoding: false })
    .toBuffer()
}

function damaged(cause: Error): never {
  throw new Trouble('PHOTO_DAMAGED', { reason: cause.message.split('\n')[0]! }, cause)
}
