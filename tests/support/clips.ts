import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClipName } from '../../electron/contract/clip.ts'
import { projectRoot } from './station.ts'

const read = (name: string) => readFileSync(join(projectRoot, 'tests/fixtures/clips', name))

/** What the kiosk's page makes of a burst in Chromium: 12 pictures of a disc that moves, 4.4 s. */
export const clipFixtures: Readonly<Record<ClipName, Buffer>> = {
  boomerang: read('boomerang.mp4'),
  animation: read('animation.webp'),
}
