/** Frames in, JPEGs out, one worker for the life of the page. */
import type { EncodeJob, EncodeResult } from './encode.worker.ts'

const pauseMs = 500

/** Starts the worker; gives the function that turns a frame, at its full size, into a JPEG, mirrored or not, and closes it. */
export function startEncoder(): (frame: VideoFrame, isMirrored: boolean) => Promise<Blob> {
  const waiting = new Map<number, { resolve(photo: Blob): void; reject(reason: Error): void }>()
  const started = startWorker(data => {
    const asked = waiting.get(data.id)
    waiting.delete(data.id)
    if ('photo' in data) asked?.resolve(data.photo)
    else asked?.reject(new Error(data.trouble))
  })
  let lastId = 0

  return async (frame, isMirrored) => {
    const worker = await started
    const id = ++lastId
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, frame, isMirrored } satisfies EncodeJob, [frame])
    })
  }
}

/** The worker once it listens: a frame handed to one whose script could not be loaded would be lost with its photo. */
async function startWorker(onResult: (result: EncodeResult) => void): Promise<Worker> {
  for (;;) {
    const worker = new Worker(new URL('./encode.worker.ts', import.meta.url), { type: 'module' })
    const listens = await new Promise<boolean>(resolve => {
      worker.onmessage = () => resolve(true)
      worker.onerror = () => resolve(false)
    })
    if (listens) {
      worker.onmessage = ({ data }: MessageEvent<EncodeResult>) => onResult(data)
      return worker
    }
    worker.terminate()
    await new Promise(resolve => setTimeout(resolve, pauseMs)) // the station is gone for a moment
  }
}
