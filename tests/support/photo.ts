import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './station.ts'

export const photo1080pFile = join(projectRoot, 'tests/fixtures/photos/portrait-1080p.jpg')

/** A real photograph as a 1080p camera gives it. */
export const photo1080p: Buffer = readFileSync(photo1080pFile)
