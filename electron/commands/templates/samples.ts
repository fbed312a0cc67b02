/** What a frame is shown with when nobody has taken a photo yet. */
import { join } from 'node:path'
import { root } from '../../system/root.ts'

/** Public domain; see resources/samples/LICENCES.md. */
export const samplePhotos: readonly string[] = ['portrait.jpg', 'officer.jpg'].map(file =>
  join(root, 'resources/samples', file),
)

/** Nobody's link (RFC 2606). */
export const sampleLink = 'https://photos.example.org/s/AAAAAAAAAAAAAAAAAAAAAA'

/** A day that stays, so that a preview is the same whenever it is drawn. */
export const sampleDay = new Date(2026, 10, 22)
