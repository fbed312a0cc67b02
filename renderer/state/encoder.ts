/** Frames in, JPEGs out, one worker for the life of the page. */
import type { EncodeJob, EncodeResult } from './encode.worker.ts'

/** Starts the worker; gives the function that turns a frame, at its full size, into a JPEG and closes it. */
export function startEncoder(): (frame: VideoFrame) => Promise<Blob> {
  const worker = new Worker(new URL('./encode.worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, { resolve(photo: Blob): void; reject(reason: Error): void }>()
  let lastId = 0

  worker.onmessage = ({ data }: MessageEvent<EncodeResult>) => {
    const asked = waiting.get(data.id)
    waiting.delete(data.id)
    if ('photo' in data) asked?.resolve(data.photo)
    else asked?.reject(new Error(data.trouble))
  }

  return frame => {
    const id = ++lastId
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, frame } satisfies EncodeJob, [frame])
    })
  }
}
