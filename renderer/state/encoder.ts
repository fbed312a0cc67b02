/** Shots in, JPEGs out, one worker for the life of the page. */
import { listeningWorker } from '../client/listening-worker.ts'
import type { EncodeJob, EncodeResult, Shot } from './encode.worker.ts'

/** Starts the worker; gives the function that turns shots, at their full size, into one JPEG, mirrored or not, and closes them. */
export function startEncoder(): (shots: readonly Shot[], isMirrored: boolean) => Promise<Blob> {
  const waiting = new Map<number, { resolve(photo: Blob): void; reject(reason: Error): void }>()
  const started = listeningWorker(
    () => new Worker(new URL('./encode.worker.ts', import.meta.url), { type: 'module' }),
  ).then(worker => {
    worker.onmessage = ({ data }: MessageEvent<EncodeResult>) => {
      const asked = waiting.get(data.id)
      waiting.delete(data.id)
      if ('photo' in data) asked?.resolve(data.photo)
      else asked?.reject(new Error(data.trouble))
    }
    return worker
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
