import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './station.ts'

/** A real photograph as a 1080p camera gives it. */
export const photo1080p: Buffer = readFileSync(join(projectRoot, 'tests/fixtures/photos/portrait-1080p.jpg'))
