/** How a photo gets to its people and on to their own networks. */
import { type ClipName, clipFile, clipNames, clips } from './clip.ts'
import type { Qr } from './visit.ts'

/** Which address a photo's code holds: the share door's on the venue's network, or that of a published page. */
export const shareWays = ['auto', 'local', 'public'] as const
export type ShareWay = (typeof shareWays)[number]

/** Networks with an address of their own for posting a link. */
export const networks = [
  'whatsapp',
  'x',
  'facebook',
  'linkedin',
  'threads',
  'bluesky',
  'telegram',
  'mastodon',
  'pinterest',
  'reddit',
] as const
export type Network = (typeof networks)[number]

/** What can be saved beside the post that everybody gets. */
export const extraPictures = ['story', 'square', 'original'] as const
export type ExtraPicture = (typeof extraPictures)[number]

/** All that can lie behind a photo's link: the framed picture, what can be saved beside it, a boomerang's clips. */
export type SavedName = 'photo' | ExtraPicture | ClipName
export const savedNames: readonly SavedName[] = ['photo', ...extraPictures, ...clipNames]

/** What its file is called there. */
export function savedFile(name: SavedName): string {
  return isClip(name) ? clipFile(name) : `${name}.jpg`
}

/** Its media type (RFC 9110, 8.3). */
export function savedType(name: SavedName): string {
  return isClip(name) ? clips[name].type : 'image/jpeg'
}

export function isClip(name: string): name is ClipName {
  return Object.hasOwn(clips, name)
}

/** Where phones get photos at this moment: from the kiosk on the venue's network, from published pages. */
export interface Reach {
  readonly local: boolean
  readonly public: boolean
}

/** Whose address a photo's code holds. */
export type LinkWay = keyof Reach

/** The Wi-Fi on which phones reach the kiosk, and the code that joins it. An open one has no password. */
export interface GuestWifi {
  readonly name: string
  readonly password: string
  readonly qr: Qr
}
