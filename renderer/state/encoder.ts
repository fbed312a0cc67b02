/** Shots in, JPEGs out, one worker for the life of the page. */
import type { EncodeJob, EncodeResult, Shot } from './encode.worker.ts'

const pauseMs = 500

/** Starts the worker; gives the function that turns shots, at their full size, into one JPEG, mirrored or not, and closes them. */
export function startEncoder(): (shots: readonly Shot[], isMirrored: boolean) => Promise<Blob> {
  const waiting = new Map<number, { resolve(photo: Blob): void; reject(reason: Error): void }>()
  const started = startWorker(data => {
    const asked = waiting.get(data.id)
    waiting.delete(data.id)
    if ('photo' in data) asked?.resolve(data.photo)
    else asked?.reject(new Error(data.trouble))
  })
  let lastId = 0

  return async (shots, isMirrored) => {
    const worker = await started
    const id = ++lastId
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, shots, isMirrored } satisfies EncodeJob, [...shots])
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
