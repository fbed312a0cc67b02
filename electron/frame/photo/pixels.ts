/** Any photo in, pixels and JPEGs out. The only import of sharp: everything around it is pure. */
import sharp from 'sharp'
import { Trouble } from '../../contract/errors.ts'
import { type LookName, looks } from '../../contract/looks.ts'
import { applyLook } from './apply-look.ts'
import { isSrgbProfile } from './colour-profile.ts'
import { heicToTiff } from './heic.ts'
import { jfifSegment, profileSegment, withSegments } from './jpeg-segments.ts'
import { type PhotoKind, photoKind } from './photo-kind.ts'

sharp.cache(false) // No picture comes twice, and the memory stays flat.
sharp.concurrency(2) // One shot at a time is waited for; more threads gain nothing.

/** More megapixels are refused: a small file can hold a picture that fills the memory. */
const mostMegapixels = 60
/** Pixels of the shorter side. Less would only be a blur in any frame. */
const leastSide = 320

/** What a photo's header says; `width` and `height` are as it is seen, after its EXIF orientation. */
export interface PhotoFacts {
  readonly width: number
  readonly height: number
  readonly format: PhotoKind
}

interface Size {
  readonly width: number
  readonly height: number
}

/** What becomes of a photo in one slot. Lengths are in pixels. */
export interface Cut {
  /** Of the slot, whole pixels. */
  readonly width: number
  readonly height: number
  /** `cover` fills the slot and crops, `contain` shows all of the photo on `ground`. */
  readonly fit: 'cover' | 'contain'
  /** Which part stays when cropped: 0 is left or top, 1 is right or bottom. */
  readonly focus: { readonly x: number; readonly y: number }
  /** `#rrggbb`, behind a transparent or contained photo. */
  readonly ground: string
  /** Degrees clockwise. */
  readonly rotation: number
  /** Of the turned slot, whole pixels; the slot's own when it is not turned. */
  readonly bounds: Size
  readonly look: LookName
}

/**
 * Reads a photo's header (JPEG, PNG, WebP, AVIF or HEIC) in about half a millisecond. Throws `NOT_A_PHOTO`,
 * `PHOTO_TOO_LARGE`, `PHOTO_TOO_SMALL` or `PHOTO_DAMAGED`; damage behind the header is only found by `cutPhoto`.
 */
export async function inspectPhoto(photo: Buffer): Promise<PhotoFacts> {
  const { facts } = await readHeader(photo)
  return facts
}

/** What a WebP's header says of one that may move. Throws `NOT_A_PHOTO` or `PHOTO_DAMAGED`. */
export async function inspectAnimation(webp: Buffer): Promise<Size & { readonly pictures: number }> {
  const { kind, words } = photoKind(webp)
  if (kind !== 'webp') throw new Trouble('NOT_A_PHOTO', { came: words })
  const { width, height, pageHeight, pages } = await sharp(webp, {
    pages: -1,
    failOn: 'error',
    limitInputPixels: mostMegapixels * 1e6,
  })
    .metadata()
    .catch(damaged)
  return { width, height: pageHeight ?? height, pictures: pages ?? 1 }
}

/**
 * The `count` shots of a strip, which the kiosk's page gives as one original, one below the other, so that they are kept
 * or lost together: top first, each as a picture of its own without loss. Of one shot, the original itself. Throws as
 * `inspectPhoto` does.
 */
export async function shotsIn(original: Buffer, count: number): Promise<Buffer[]> {
  if (count === 1) return [original]
  await readHeader(original)
  const { data, info } = await sharp(original).raw().toBuffer({ resolveWithObject: true }).catch(damaged)
  const { width, channels } = info
  const height = Math.floor(info.height / count)
  const bytes = width * height * channels
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      sharp(data.subarray(i * bytes, (i + 1) * bytes), { raw: { width, height, channels } })
        .png({ compressionLevel: 0 })
        .toBuffer(),
    ),
  )
}

/**
 * RGB, three bytes a pixel, `bounds.width` × `bounds.height`: the photo turned upright, converted to sRGB, fitted
 * into the slot, its look applied, and turned with the slot around its centre. What lies outside the turned slot
 * means nothing, but up to its edges all is photo. The ground around a contained photo keeps its colour in every
 * look. Throws as `inspectPhoto` does.
 */
export async function cutPhoto(photo: Buffer, cut: Cut): Promise<Buffer> {
  const header = await readHeader(photo)
  const part = fitted(header.facts, cut)
  const pixels = await decode(photo, header, part, cut)
  if (cut.look !== 'natural') applyLook(pixels, looks[cut.look])
  const margin = cut.rotation === 0 ? 0 : bleed
  const slot = surround(pixels, part, cut, margin)
  return cut.rotation === 0 ? slot : turn(slot, cut)
}

/**
 * A baseline JPEG, 4:2:0, with the sRGB profile and nothing else about it; `dpi`, pixels an inch, is for whoever
 * prints it. With `mostBytes` the quality falls as far as it must, to 1 at the least.
 */
export async function toJpeg(
  rgb: Buffer,
  size: Size,
  { quality, dpi, mostBytes }: { quality: number; dpi?: number | undefined; mostBytes?: number | undefined },
): Promise<Buffer> {
  const segments = [jfifSegment(dpi), profileSegment(await srgbProfile())]
  const encode = async (quality: number) => withSegments(await encodeJpeg(rgb, size, quality), segments)
  const best = await encode(quality)
  if (mostBytes === undefined || best.length <= mostBytes) return best
  let [fits, tooLarge] = [1, quality]
  let jpeg: Buffer | undefined
  while (tooLarge - fits > 1) {
    const middle = (fits + tooLarge) >> 1
    const tried = await encode(middle)
    if (tried.length <= mostBytes) [fits, jpeg] = [middle, tried]
    else tooLarge = middle
  }
  return jpeg ?? encode(1)
}

/** A PNG of pixels of red, green, blue and alpha, colours not multiplied by it. Quick rather than small. */
export function toPng(rgba: Buffer, { width, height }: Size): Promise<Buffer> {
  // Of artwork, level 1 makes five times the bytes and is no faster; filters take ten times as long.
  return sharp(rgba, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 3, adaptiveFiltering: false })
    .toBuffer()
}

/**
 * A small picture of any picture (JPEG, PNG or WebP), decoded to its end: red, green, blue and alpha, at most `side`
 * pixels a side, and how large the whole is. Throws `NOT_A_PHOTO` for another kind and `PHOTO_DAMAGED`.
 */
export async function smallPicture(
  picture: Buffer,
  side: number,
): Promise<Size & { readonly kind: PhotoKind; readonly rgba: Buffer }> {
  const { kind, words } = photoKind(picture)
  if (kind !== 'jpeg' && kind !== 'png' && kind !== 'webp') throw new Trouble('NOT_A_PHOTO', { came: words })
  const whole = sharp(picture, { failOn: 'error', limitInputPixels: mostMegapixels * 1e6 })
  const { autoOrient } = await whole.metadata().catch(damaged)
  const { width, height } = autoOrient
  const rgba = await whole
    .autoOrient()
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer()
    .catch(damaged)
  return { width, height, kind, rgba }
}

interface Header {
  readonly facts: PhotoFacts
  readonly profile: Buffer | undefined
  readonly isGrey: boolean
  readonly hasAlpha: boolean
}

/** A photo goes into several slots and pictures, and its header says the same each time. */
const headers = new WeakMap<Buffer, Promise<Header>>()

function readHeader(photo: Buffer): Promise<Header> {
  const known = headers.get(photo)
  if (known) return known
  const header = readHeaderOnce(photo)
  headers.set(photo, header)
  return header
}

async function readHeaderOnce(photo: Buffer): Promise<Header> {
  // By our own look at the first bytes, so that no other decoder is ever handed a stranger's file.
  const { kind, words } = photoKind(photo)
  if (kind === 'other') throw new Trouble('NOT_A_PHOTO', { came: words })
  const { autoOrient, icc, channels, hasAlpha } = await sharp(photo, { limitInputPixels: false })
    .metadata()
    .catch(damaged)
  const { width, height } = autoOrient
  const megapixels = (width * height) / 1e6
  if (megapixels > mostMegapixels) {
    throw new Trouble('PHOTO_TOO_LARGE', { came: Math.ceil(megapixels), expected: mostMegapixels })
  }
  if (Math.min(width, height) < leastSide) {
    throw new Trouble('PHOTO_TOO_SMALL', { came: `${width} × ${height}`, expected: leastSide })
  }
  return { facts: { width, height, format: kind }, profile: icc, isGrey: channels < 3, hasAlpha }
}

/** The size that a whole photo is scaled to for a slot, and which part of it is then seen. */
interface Part extends Size {
  readonly whole: Size
  readonly left: number
  readonly top: number
}

function fitted(photo: Size, { width, height, fit, focus }: Cut): Part {
  const [across, down] = [width / photo.width, height / photo.height]
  const scale = fit === 'cover' ? Math.max(across, down) : Math.min(across, down)
  const side = (length: number, slot: number) => {
    const scaled = Math.max(1, Math.round(length * scale))
    return fit === 'cover' ? Math.max(slot, scaled) : Math.min(slot, scaled)
  }
  const whole = { width: side(photo.width, width), height: side(photo.height, height) }
  const seen = { width: Math.min(width, whole.width), height: Math.min(height, whole.height) }
  return {
    whole,
    ...seen,
    left: Math.round((whole.width - seen.width) * focus.x),
    top: Math.round((whole.height - seen.height) * focus.y),
  }
}

/** The seen part of a photo as RGB. One pipeline, so that libjpeg shrinks while it decodes. */
async function decode(photo: Buffer, header: Header, part: Part, { ground }: Cut): Promise<Buffer> {
  const { facts, profile } = header
  const file = facts.format === 'heic' ? await decodedHeic(photo, header) : photo
  let picture = sharp(file, {
    // A half-written file must not pass as a photo with a grey end.
    failOn: 'error',
    limitInputPixels: mostMegapixels * 1e6,
    ignoreIcc: profile !== undefined && isSrgbProfile(profile),
  })
  // On a photo without colours, a coloured ground would turn grey with it.
  if (header.isGrey && header.hasAlpha) picture = picture.pipelineColourspace('srgb')
  const { left, top, width, height, whole } = part
  picture = picture.autoOrient().resize(whole.width, whole.height, { fit: 'fill' })
  if (width < whole.width || height < whole.height) picture = picture.extract({ left, top, width, height })
  return picture
    .flatten({ background: ground })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer()
    .catch(damaged)
}

/** Decoding one takes a second or more, so a photo's several slots and pictures share it. */
const decodedHeics = new WeakMap<Buffer, Promise<Buffer>>()

function decodedHeic(photo: Buffer, header: Header): Promise<Buffer> {
  const known = decodedHeics.get(photo)
  if (known) return known
  const decoding = decodeHeic(photo, header)
  decodedHeics.set(photo, decoding)
  // What failed for a passing reason (no memory, say) may be tried again.
  decoding.catch(() => decodedHeics.delete(photo))
  return decoding
}

/** A HEIC as an upright sRGB JPEG, hardly less than it was: a tenth of the memory, and each cut shrinks it on load. */
async function decodeHeic(photo: Buffer, { profile, hasAlpha }: Header): Promise<Buffer> {
  const tiff = await heicToTiff(photo, profile)
  if (hasAlpha) return tiff
  return sharp(tiff, { limitInputPixels: mostMegapixels * 1e6 })
    .toColourspace('srgb')
    .jpeg({ quality: 97, chromaSubsampling: '4:2:0', optimiseCoding: false })
    .toBuffer()
    .catch(damaged)
}

/** More than the reach of a bicubic pixel, so that a turned photo's edges do not mix with what is outside. */
const bleed = 3

/** The photo in the middle of its slot, on the ground, and the slot's edge pixels repeated outwards `margin` times. */
function surround(rgb: Buffer, part: Size, cut: Cut, margin: number): Buffer {
  if (margin === 0 && part.width === cut.width && part.height === cut.height) return rgb
  const width = cut.width + 2 * margin
  const height = cut.height + 2 * margin
  const full = Buffer.alloc(width * height * 3, Buffer.from(cut.ground.slice(1), 'hex'))
  const row = part.width * 3
  const left = margin + ((cut.width - part.width) >> 1)
  const top = margin + ((cut.height - part.height) >> 1)
  for (let y = 0; y < part.height; y++) rgb.copy(full, ((top + y) * width + left) * 3, y * row, (y + 1) * row)
  if (margin === 0) return full
  for (let y = margin; y < height - margin; y++) {
    const [start, end] = [y * width * 3, (y + 1) * width * 3]
    full.fill(full.subarray(start + margin * 3, start + margin * 3 + 3), start, start + margin * 3)
    full.fill(full.subarray(end - margin * 3 - 3, end - margin * 3), end - margin * 3, end)
  }
  for (let y = 0; y < margin; y++) {
    full.copyWithin(y * width * 3, margin * width * 3, (margin + 1) * width * 3)
    full.copyWithin(
      (height - 1 - y) * width * 3,
      (height - 1 - margin) * width * 3,
      (height - margin) * width * 3,
    )
  }
  return full
}

/**
 * A slot with its bleed, turned: the slot's centre comes to the middle of `bounds`. libvips gives the turned picture's
 * rounded bounding box, so how far its centre is off is worked out and shifted away to the part of a pixel.
 */
async function turn(rgb: Buffer, { width, height, rotation, bounds, ground }: Cut): Promise<Buffer> {
  const from = { width: width + 2 * bleed, height: height + 2 * bleed }
  const angle = (rotation * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  // libvips turns about the middle of the first pixel and keeps what lies right of and below the least corner.
  const least = (...corners: number[]) => Math.min(0, ...corners)
  const box = {
    left: least(from.width * cos, -from.height * sin, from.width * cos - from.height * sin),
    top: least(from.width * sin, from.height * cos, from.width * sin + from.height * cos),
  }
  const centre = { x: (from.width - 1) / 2, y: (from.height - 1) / 2 }
  const x = shift(centre.x * cos - centre.y * sin, box.left, bounds.width)
  const y = shift(centre.x * sin + centre.y * cos, box.top, bounds.height)
  const turned = await sharp(rgb, { raw: { ...from, channels: 3 } })
    .affine([cos, -sin, sin, cos], { background: ground, odx: x.by, ody: y.by, interpolator: 'bicubic' })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return windowOf(turned.data, turned.info, { left: x.from, top: y.from }, bounds)
}

/** How far to move a picture along an axis so that its centre falls on the middle of `length` pixels from `from` on. */
function shift(centre: number, least: number, length: number): { by: number; from: number } {
  const from = Math.round(centre - Math.round(least) - (length - 1) / 2)
  const by = from + (length - 1) / 2 - (centre - Math.round(least))
  return { by, from }
}

/** The pixels of a window on a picture, which may reach beyond it. */
function windowOf(rgb: Buffer, size: Size, at: { left: number; top: number }, window: Size): Buffer {
  const cut = Buffer.alloc(window.width * window.height * 3)
  const left = Math.max(0, at.left)
  const right = Math.min(size.width, at.left + window.width)
  for (let y = Math.max(0, -at.top); y < Math.min(window.height, size.height - at.top); y++) {
    const row = (at.top + y) * size.width
    rgb.copy(cut, (y * window.width + left - at.left) * 3, (row + left) * 3, (row + right) * 3)
  }
  return cut
}

/** 4:2:0 halves the work; optimised Huffman tables would cost milliseconds for a few per cent of the bytes. */
function encodeJpeg(rgb: Buffer, { width, height }: Size, quality: number): Promise<Buffer> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:2:0', optimiseCoding: false })
    .toBuffer()
}

let profile: Promise<Buffer> | undefined

/** sharp's own sRGB profile. Asked for with each picture, it would cost a colour transform each time. */
function srgbProfile(): Promise<Buffer> {
  profile ??= sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
    .withIccProfile('srgb')
    .png()
    .toBuffer()
    .then(picture => sharp(picture).metadata())
    .then(({ icc }) => icc!)
  return profile
}

function damaged(cause: Error): never {
  throw new Trouble('PHOTO_DAMAGED', { reason: cause.message.split('\n')[0]! }, cause)
}
