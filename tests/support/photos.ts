/** A store with its photos in a folder of its own, for tests of one feature. */
import { join } from 'node:path'
import { openPhotos } from '../../electron/capture/photos.ts'
import type { Mode } from '../../electron/contract/visit.ts'
import { openStore } from '../../electron/store/open.ts'
import { moment } from '../../electron/system/time.ts'
import { temporaryFolder } from './station.ts'

export async function photosInFolder() {
  const folder = await temporaryFolder()
  const store = openStore(join(folder.path, 'groundswell.sqlite'))
  const photos = openPhotos(store)
  return {
    data: folder.path,
    store,
    photos,
    /** Reserves a photo; its token is `id` over and over, to 22 letters. */
    reserve(id: string, expires_at = '2999-01-01T00:00:00.000Z', mode: Mode = 'photo'): void {
      const token = id.repeat(22).slice(0, 22)
      const facts = { code: null, template: 'swell', language: 'en', mode }
      photos.reserve({ id, token, expires_at, ...facts }, moment())
    },
    async [Symbol.asyncDispose]() {
      store.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}
