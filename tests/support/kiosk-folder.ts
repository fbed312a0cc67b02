/** A kiosk's data folder with small, real pictures, and the features that say what may be done with them. */
import { join } from 'node:path'
import sharp from 'sharp'
import { v7 as uuidv7 } from 'uuid'
import { photoFolder } from '../../electron/capture/originals.ts'
import { openPhotos } from '../../electron/capture/photos.ts'
import { openGate } from '../../electron/consent/gate.ts'
import { openLedger } from '../../electron/consent/ledger.ts'
import { clipNames } from '../../electron/contract/clip.ts'
import { type EventSettings, eventSchema } from '../../electron/event/settings.ts'
import { openClips } from '../../electron/frame/clips.ts'
import { openPictures } from '../../electron/frame/pictures.ts'
import { openStore } from '../../electron/store/open.ts'
import { makeFolder, sha256, writeCarefully } from '../../electron/system/files.ts'
import { moment } from '../../electron/system/time.ts'
import { clipFixtures } from './clips.ts'
import { temporaryFolder } from './station.ts'

export interface TakeOptions {
  readonly at?: string
  readonly offset?: number
  readonly code?: string | null
  readonly language?: string
  /** `reserved` has no files, `kept` no framed picture. */
  readonly stage?: 'reserved' | 'kept' | 'framed'
  /** Whether its people were told that it gets a page on the internet; they were, unless it says otherwise. */
  readonly public_page?: 0 | 1
}

export type KioskFolder = Awaited<ReturnType<typeof kioskFolder>>

/** `settings` is what stands in event.json; `place` where the data folder is, when not in a temporary one. */
export async function kioskFolder(settings: Readonly<Record<string, unknown>> = {}, place?: string) {
  const folder = await temporaryFolder()
  const data = place ?? join(folder.path, 'data')
  await makeFolder(join(data, 'photos'))
  await writeCarefully(join(data, 'event.json'), Buffer.from(JSON.stringify(settings)))
  const event: EventSettings = eventSchema.parse(settings)
  const store = openStore(join(data, 'groundswell.sqlite'))
  const photos = openPhotos(store)
  const ledger = openLedger(store, '1.0.0')
  const gate = openGate(store, ledger, true)
  let count = 0

  /** Takes a photo as the station does; gives its id. */
  async function take(options: TakeOptions = {}): Promise<string> {
    const {
      at = moment().at,
      offset = 60,
      code = null,
      language = 'en',
      stage = 'framed',
      public_page = 1,
    } = options
    const id = uuidv7()
    const token = sha256(id).slice(0, 22)
    const expires_at = '2999-01-01T00:00:00.000Z'
    photos.reserve({ id, token, code, template: 'swell', language, expires_at, public_page }, { at, offset })
    if (stage !== 'reserved') photos.kept(id, await picture(id, 'original'), moment())
    if (stage === 'framed') photos.framed(id, await picture(id, 'framed'), moment())
    return id
  }

  /** Makes a boomerang of a photo, with its film and its animation. */
  async function addClips(id: string): Promise<void> {
    store.prepare(`UPDATE photos SET mode = 'boomerang' WHERE id = ?`).run(id)
    const clips = openClips(data, photos, openPictures(store))
    for (const name of clipNames) await clips.keep(id, name, clipFixtures[name])
  }

  async function picture(id: string, name: 'original' | 'framed') {
    const background = { r: ++count % 256, g: count >> 8, b: name === 'original' ? 0 : 255 }
    const create = { width: 24, height: 30, channels: 3, background } as const
    const bytes = await sharp({ create }).jpeg().toBuffer()
    await makeFolder(join(data, photoFolder(id)))
    const file = `${photoFolder(id)}/${name}-${sha256(bytes)}.jpg`
    await writeCarefully(join(data, file), bytes)
    return { file, sha256: sha256(bytes), bytes: bytes.length }
  }

  return {
    ...{ data, store, photos, ledger, gate, event, take, addClips },
    /** Beside the data folder, where exports go. */
    beside: (name: string) => join(folder.path, name),
    /** What `exportPhotos` needs. */
    parts: { dataFolder: data, store, photos, ledger, gate, event },
    async [Symbol.asyncDispose]() {
      store.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}
