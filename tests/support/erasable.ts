/** Photos with everything that a kiosk can know of one, and how to look for it afterwards. */
import { readFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { openOriginals, photoFolder } from '../../electron/capture/originals.ts'
import { openPhotos } from '../../electron/capture/photos.ts'
import { openErasure } from '../../electron/consent/erasure.ts'
import { openLedger } from '../../electron/consent/ledger.ts'
import { makeKeys, sealTo } from '../../electron/consent/seal.ts'
import { openStore } from '../../electron/store/open.ts'
import { openStories } from '../../electron/story/stories.ts'
import { sha256, writeCarefully } from '../../electron/system/files.ts'
import { openLog } from '../../electron/system/log.ts'
import { moment } from '../../electron/system/time.ts'
import { withdrawal, yes } from './answers.ts'
import { photo1080p } from './photo.ts'
import { projectRoot } from './station.ts'

const framedPicture = readFileSync(join(projectRoot, 'tests/fixtures/photos/grace_hopper.jpg'))

/** What is looked for when a photo is gone. */
export type Marks = Readonly<Record<string, Buffer | string>>

/** The features around an erasure, as the station opens them on the data folder `data`. */
export function openErasable(data: string, onStep?: (step: string) => void) {
  const store = openStore(join(data, 'groundswell.sqlite'))
  const photos = openPhotos(store)
  const ledger = openLedger(store, 'test')
  const log = openLog(join(data, 'logs'), id => ledger.subject(id).slice(0, 16))
  const originals = openOriginals(data, photos, () => {})
  const erasure = openErasure({ store, dataFolder: data, photos, ledger, log, onStep })

  /** Only its row, in the state just after the shutter. */
  function reserve(more: { readonly at?: string; readonly expires_at?: string } = {}) {
    const { at = moment().at, expires_at = '2999-01-01T00:00:00.000Z' } = more
    const id = uuidv7()
    const token = sha256(id).slice(0, 22)
    const code = `Z${sha256(token).slice(0, 5).toUpperCase()}`
    photos.reserve({ id, token, code, template: 'swell', language: 'en', expires_at }, { at, offset: 0 })
    return { id, token, code }
  }

  /** A photo with its files, answers for a child, a sealed address, a line in the log and an unfinished file. */
  async function take(
    more?: Parameters<typeof reserve>[0],
  ): Promise<{ id: string; token: string; marks: Marks }> {
    const { id, token, code } = reserve(more)
    // The same two pictures every time, made distinct at their ends.
    const original = Buffer.concat([photo1080p, Buffer.from(`original of ${token}`)])
    const framed = Buffer.concat([framedPicture, Buffer.from(`framed of ${token}`)])
    await originals.keep(id, original)
    const file = `${photoFolder(id)}/framed-${sha256(framed)}.jpg`
    await writeCarefully(join(data, file), framed)
    photos.framed(id, { file, sha256: sha256(framed), bytes: framed.length }, moment())
    await appendFile(join(data, `${photoFolder(id)}/framed.jpg.${token}.part`), framed.subarray(0, 30_000))

    const words = `We said ${sha256(`${token} words`)}`
    openStories(store).tell(id, words, false)
    const name = `Guardian ${sha256(`${token} name`)}`
    const signature = `M0 0 L${sha256(`${token} signature`)}`
    const guardian = { name, relation: 'mother', signature }
    const { publicKey } = await makeKeys()
    const contact = await sealTo(publicKey, 'somebody@example.org')
    const photoSha256 = sha256(original)
    for (const purpose of ['screens', 'social', 'site', 'ads'] as const)
      ledger.answer(yes(id, { purpose, children: true, guardian, photoSha256 }), moment())
    ledger.answer(yes(id, { purpose: 'contact', children: true, guardian, contact }), moment())
    ledger.withdraw(withdrawal(id, 'ads'), moment())
    log.info({ photo: id }, 'photo framed')
    log.error({ err: new Error(`ENOSPC: ${join(data, file)}`) }, 'framing will be tried again')

    const marks = {
      'original picture': photo1080p.subarray(200_000, 200_064),
      'end of the original': `original of ${token}`,
      'framed picture': framedPicture.subarray(20_000, 20_064),
      'end of the framed picture': `framed of ${token}`,
      id,
      token,
      code,
      'SHA-256 of the original': photoSha256,
      'SHA-256 of the framed picture': sha256(framed),
      words,
      guardian: name,
      signature,
      'sealed address': contact.split('\n')[3]!,
    }
    return { id, token, marks }
  }

  return {
    ...{ data, store, photos, ledger, log, originals, erasure, reserve, take },
    close: () => void store.close(),
  }
}
