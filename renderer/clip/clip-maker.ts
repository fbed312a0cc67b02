/** The page's end of the worker that keeps a burst and makes clips of it. */
import type { FrameSlot } from '../../electron/contract/calls.ts'
import type { LookName } from '../../electron/contract/looks.ts'
import { listeningWorker } from '../client/listening-worker.ts'
import type { ClipFrame, ClipJob, ClipResult, Clips } from './clip.worker.ts'
import type { Size } from './placing.ts'

export interface ClipMaker {
  /** Whether this browser makes films of this size. */
  can(size: Size): Promise<boolean>
  /** Takes the burst's next picture, and closes it. */
  add(frame: VideoFrame, slot: FrameSlot, isMirrored: boolean): void
  /** Plays the burst on a canvas that nobody has drawn on, forward and back, until it is forgotten. */
  play(canvas: HTMLCanvasElement): void
  /** The burst as clips, in the frame and with the look. Rejects when they cannot be made. */
  make(frame: ClipFrame, look: LookName): Promise<Clips>
  /** Lets the burst go; clips that are being made of it still come. */
  forget(): void
}

/** Starts the worker, for the life of the page. */
export function startClipMaker(): ClipMaker {
  const waiting = new Map<number, PromiseWithResolvers<ClipResult>>()
  let lastId = 0

  const started = listeningWorker(
    () => new Worker(new URL('./clip.worker.ts', import.meta.url), { type: 'module' }),
  ).then(worker => {
    worker.onmessage = ({ data }: MessageEvent<ClipResult>) => {
      waiting.get(data.id)?.resolve(data)
      waiting.delete(data.id)
    }
    return worker
  })

  /** In the order in which it was told. */
  const tell = (job: ClipJob, transfer: Transferable[] = []) =>
    void started.then(worker => worker.postMessage(job, transfer))

  async function ask(job: (id: number) => ClipJob): Promise<ClipResult> {
    const answer = Promise.withResolvers<ClipResult>()
    waiting.set(++lastId, answer)
    tell(job(lastId))
    const result = await answer.promise
    if ('trouble' in result) throw new Error(result.trouble)
    return result
  }

  return {
    async can(size) {
      const result = await ask(id => ({ is: 'ask', id, size }))
      return 'can' in result && result.can
    },
    add: (frame, slot, isMirrored) => tell({ is: 'picture', frame, slot, isMirrored }, [frame]),
    play(canvas) {
      const handed = canvas.transferControlToOffscreen()
      tell({ is: 'play', canvas: handed }, [handed])
    },
    async make(frame, look) {
      const result = await ask(id => ({ is: 'make', id, frame, look }))
      if (!('clips' in result)) throw new Error('no clips came')
      return result.clips
    },
    forget: () => tell({ is: 'forget' }),
  }
}
