/** What a phone with a link may know: nothing but its own photo. */
import type { Photo, Photos } from '../capture/photos.ts'
import { looksLikeToken } from './links.ts'

/** The photo behind `token` when its link is open now. Unknown, expired, withdrawn and erased are one and the same: null. */
export function findShared(photos: Photos, token: string, now: number = Date.now()): Photo | null {
  const photo = photos.findByToken(looksLikeToken(token) ? token : '')
  if (!photo || photo.withdrawn_at !== null || photo.erasing !== null) return null
  if (Date.parse(photo.expires_at) <= now) return null
  return photo
}
