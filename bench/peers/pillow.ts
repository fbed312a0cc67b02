import { join } from 'node:path'
import type { Frame, Peer } from './peer.ts'
import { openWorker } from './worker.ts'

/** Pillow: `usual` as photobooth programs use it, `tuned` as well as it can be used. */
export function openPillow(frame: Frame, way: 'usual' | 'tuned'): Promise<Peer> {
  const script = join(import.meta.dirname, 'pillow.py')
  return openWorker('/usr/bin/python3', [script, way, JSON.stringify(frame)], 'python3-pil')
}
