/** Frames in, JPEGs out, one worker for the life of the page. */
import type { EncodeJob, EncodeResult } from './encode.worker.ts'

/** Starts the worker; gives the function that turns a frame, at its full size, into a JPEG, mirrored or not, and closes it. */
export function startEncoder(): (frame: VideoFrame, isMirrored: boolean) => Promise<Blob> {
  const worker = new Worker(new URL('./encode.worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, { resolve(photo: Blob): void; reject(reason: Error): void }>()
  let lastId = 0

  worker.onmessage = ({ data }: MessageEvent<EncodeResult>) => {
    const asked = waiting.get(data.id)
    waiting.delete(data.id)
    if ('photo' in data) asked?.resolve(data.photo)
    else asked?.reject(new Error(data.trouble))
  }

  return (frame, isMirrored) => {
    const id = ++lastId
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, frame, isMirrored } satisfies EncodeJob, [frame])
    })
  }
}
