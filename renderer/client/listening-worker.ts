/** A worker that is started while its page's station may be gone for a moment. */

const pauseMs = 500

/**
 * The worker that `start` starts, once it listens, which it says with its first message: a picture handed to one whose
 * script could not be loaded would be lost.
 */
export async function listeningWorker(start: () => Worker): Promise<Worker> {
  for (;;) {
    const worker = start()
    const listens = await new Promise<boolean>(resolve => {
      worker.onmessage = () => resolve(true)
      worker.onerror = () => resolve(false)
    })
    if (listens) return worker
    worker.terminate()
    await new Promise(resolve => setTimeout(resolve, pauseMs))
  }
}
