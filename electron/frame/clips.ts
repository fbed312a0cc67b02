/**
 * Keeping the clips of a boomerang, which the kiosk's page makes in the frame. They lie beside the photo's other pictures
 * and go wherever those go.
 */
import { join } from 'node:path'
import { photoFolder, removePhotoFiles } from '../capture/originals.ts'
import type { Photo, Photos } from '../capture/photos.ts'
import { type ClipName, clips } from '../contract/clip.ts'
import { Trouble } from '../contract/errors.ts'
import { makeFolder, sha256, writeCarefully } from '../system/files.ts'
import { checkClip } from './clip-check.ts'
import type { Pictures } from './pictures.ts'

export interface Clips {
  /**
   * Keeps `bytes` as a clip of photo `id`; durable when the promise settles. The same bytes twice are fine, so a page that
   * saw no answer may send again. Throws PHOTO_UNKNOWN (of a boomerang), CLIP_UNFIT or PHOTO_ALREADY_KEPT.
   */
  keep(id: string, name: ClipName, bytes: Buffer): Promise<'kept' | 'already'>
}

/** A boomerang's film follows its framed picture so soon, or never, in milliseconds. */
const filmPatience = 10_000

/** Until when a photo's film is waited for, in milliseconds since 1970; null when it is there, or when none comes. */
export function filmDue(
  { mode, framed_at }: Pick<Photo, 'mode' | 'framed_at'>,
  isThere: boolean,
  now: number = Date.now(),
): number | null {
  if (mode !== 'boomerang' || isThere || framed_at === null) return null
  const due = Date.parse(framed_at) + filmPatience
  return due > now ? due : null
}

/** `onStep` is called between the steps of keeping. */
export function openClips(
  dataFolder: string,
  photos: Pick<Photos, 'find'>,
  pictures: Pictures,
  onStep: (step: string) => void = () => {},
): Clips {
  return {
    async keep(id, name, bytes) {
      if (photos.find(id)?.mode !== 'boomerang') throw new Trouble('PHOTO_UNKNOWN', { id })
      const hash = sha256(bytes)
      const isFirst = () => {
        const before = pictures.find(id, name)
        if (before && before.sha256 !== hash) throw new Trouble('PHOTO_ALREADY_KEPT', { id })
        return before === undefined
      }
      if (!isFirst()) return 'already'
      await checkClip(name, bytes)
      const file = `${photoFolder(id)}/${name}-${hash}.${clips[name].ending}`
      await makeFolder(join(dataFolder, photoFolder(id)))
      await writeCarefully(join(dataFolder, file), bytes)
      onStep('clip-written')
      const isAdded = pictures.add(id, { name, file, sha256: hash, bytes: bytes.length })
      if (!photos.find(id)) {
        await removePhotoFiles(dataFolder, id) // erased meanwhile, and this may have made its folder anew
        throw new Trouble('PHOTO_UNKNOWN', { id })
      }
      onStep('clip-kept')
      return isAdded || isFirst() ? 'kept' : 'already'
    },
  }
}
