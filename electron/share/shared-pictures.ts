/** The pictures behind a link: the framed one, and those beside it that the event lets people save. */
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Photo, Photos } from '../capture/photos.ts'
import { isClip, type SavedName } from '../contract/share.ts'
import type { EventSettings } from '../event/settings.ts'
import { filmDue } from '../frame/clips.ts'
import type { PictureMaker, Pictures } from '../frame/pictures.ts'
import { ifMissing } from '../system/files.ts'
import { findShared } from './shared-photo.ts'

/** An original is large: it is read as it is sent, by whoever opens it, and closed by them. */
export type SharedPicture = Buffer | { readonly file: FileHandle; readonly bytes: number }

export interface SharedPicturesParts {
  readonly dataFolder: string
  readonly photos: Photos
  readonly pictures: Pictures
  readonly maker: Pick<PictureMaker, 'isComing'>
  readonly event: EventSettings
  /** A picture's bytes. */
  readonly read: (file: string) => Promise<Buffer>
}

/** Gives the reader of one picture: `waiting` while it is being made, null when there is none, or none any more. */
export function openSharedPictures(parts: SharedPicturesParts) {
  const { dataFolder, photos, pictures, maker, event, read } = parts

  return async (token: string, name: SavedName): Promise<SharedPicture | 'waiting' | null> => {
    const photo = findShared(photos, token)
    if (!photo) return null
    if (name === 'photo') return photo.framed_file ? bytesOf(photo.framed_file) : 'waiting'
    const made = pictures.find(photo.id, name)
    if (isClip(name)) return made ? bytesOf(made.file) : filmDue(photo, false) === null ? null : 'waiting'
    if (!event.share.pictures.includes(name)) return null
    if (name === 'original') return originalOf(photo)
    if (made) return bytesOf(made.file)
    return maker.isComing(photo) ? 'waiting' : null
  }

  function bytesOf(file: string): Promise<Buffer | null> {
    return read(file).catch(ifMissing(null)) // erased in this instant
  }

  async function originalOf(photo: Photo): Promise<SharedPicture | 'waiting' | null> {
    const { original_file, original_bytes, original_dropped_at } = photo
    if (!original_file || original_bytes === null) return 'waiting'
    if (original_dropped_at) return null
    const file = await open(join(dataFolder, original_file)).catch(ifMissing(null))
    return file && { file, bytes: original_bytes }
  }
}
