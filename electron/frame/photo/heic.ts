/**
 * HEIC pictures, which iPhones take and sharp's own libheif cannot decode. libheif-js can, by WebAssembly: one or
 * two seconds for 12 megapixels. So it runs in a thread of its own, which gives its memory back when it ends.
 */
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { Trouble } from '../../contract/errors.ts'
import { writeTiff } from './tiff.ts'

/** A decoder that is still at it after this time never ends; 60 megapixels take a small computer about half. */
const longest = 90_000

let last: Promise<unknown> = Promise.resolve()

/**
 * Decodes a HEIC picture into an uncompressed TIFF, turned as the file says, with `profile` as its colour profile:
 * something that sharp reads like any photo. One picture at a time, since each may take half a gigabyte.
 * Throws `PHOTO_DAMAGED`.
 */
export function heicToTiff(photo: Buffer, profile: Buffer | undefined): Promise<Buffer> {
  const decoding = last.then(async () => {
    const { pixels, width, height, channels } = await decode(photo)
    return writeTiff(pixels, { width, height, channels }, profile)
  })
  last = decoding.catch(() => {})
  return decoding
}

interface Decoded {
  readonly pixels: Uint8Array
  readonly width: number
  readonly height: number
  readonly channels: 3 | 4
}

function decode(photo: Buffer): Promise<Decoded> {
  // The decoder's path, since a text has no folder to look from.
  const decoder = createRequire(import.meta.url).resolve('libheif-js/libheif-wasm/libheif.js')
  // A text and not a file, so that the bundled station needs no second entry.
  const worker = new Worker(`(${decodeInThread})()`, {
    eval: true,
    workerData: { photo, decoder },
    stdout: true, // The decoder's own remarks are nobody's.
    stderr: true,
  })
  return new Promise<Decoded>((resolve, reject) => {
    const damaged = (reason: string, cause?: unknown) =>
      reject(new Trouble('PHOTO_DAMAGED', { reason }, cause))
    const timer = setTimeout(() => damaged('decoding it takes too long'), longest)
    timer.unref()
    worker.once('message', (answer: Decoded | { damaged: string }) =>
      'damaged' in answer ? damaged(answer.damaged.split('\n')[0]!) : resolve(answer),
    )
    worker.once('error', reject)
    worker.once('exit', () => {
      clearTimeout(timer)
      damaged('the decoder gave up')
    })
  }).finally(() => worker.terminate())
}

/** Runs in the thread, from its own text: nothing from outside may be used in here. */
function decodeInThread(): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads')
  const { createRequire } = process.getBuiltinModule('node:module')
  const { readFileSync } = process.getBuiltinModule('node:fs')
  const { photo, decoder } = workerData
  const open = createRequire(decoder)(decoder)
  const lib = open({ wasmBinary: readFileSync(decoder.replace(/js$/, 'wasm')) })
  const answer = (): [answer: object, pixels?: ArrayBuffer] => {
    const context = lib.heif_context_alloc()
    const opened = lib.heif_context_read_from_memory(context, photo)
    if (opened.code !== lib.heif_error_code.heif_error_Ok) return [{ damaged: opened.message }]
    const handle = lib.heif_js_context_get_primary_image_handle(context)
    if (!handle || handle.code) return [{ damaged: handle?.message ?? 'no picture in it' }]
    const channels = lib.heif_image_handle_has_alpha_channel(handle) ? 4 : 3
    const { heif_chroma_interleaved_RGBA: rgba, heif_chroma_interleaved_RGB: rgb } = lib.heif_chroma
    const decoded = lib.heif_js_decode_image2(
      handle,
      lib.heif_colorspace.heif_colorspace_RGB,
      channels === 4 ? rgba : rgb,
    )
    if (!decoded || decoded.code) return [{ damaged: decoded?.message ?? 'not decodable' }]
    const { width, height, stride, data } = decoded.channels[0]
    const row = width * channels
    const pixels = new Uint8Array(row * height)
    for (let y = 0; y < height; y++) pixels.set(data.subarray(y * stride, y * stride + row), y * row)
    return [{ pixels, width, height, channels }, pixels.buffer]
  }
  try {
    const [message, pixels] = answer()
    parentPort!.postMessage(message, pixels ? [pixels] : [])
  } catch (error) {
    // WebAssembly stops where a C program would crash.
    parentPort!.postMessage({ damaged: String(error) })
  }
}
