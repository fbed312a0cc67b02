import { join } from 'node:path'
import type { Frame, Peer } from './peer.ts'
import { openWorker } from './worker.ts'

/** PHP's GD, which photobooth programs on the web frame with. */
export function openGd(frame: Frame): Promise<Peer> {
  const script = join(import.meta.dirname, 'gd.php')
  return openWorker('/usr/bin/php', [script, JSON.stringify(frame)], 'php-cli php-gd')
}
