import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openFraming } from '../../../electron/frame/framing.ts'
import { openPictures } from '../../../electron/frame/pictures.ts'
import { createFramer } from '../../../electron/frame/render.ts'
import { openStories } from '../../../electron/story/stories.ts'
import { openErasable } from '../../support/erasable.ts'
import { photo1080p } from '../../support/photo.ts'
import { temporaryFolder } from '../../support/station.ts'
import { bareSettings, frameOf, options } from './frames.ts'

/** A kept photo whose people said something that waits for staff. */
async function told() {
  const folder = await temporaryFolder()
  const at = openErasable(folder.path)
  onTestFinished(async () => {
    at.close()
    await folder[Symbol.asyncDispose]()
  })
  const text = { text: '{story}', x: 40, y: 600, width: 600, height: 80, family: 'Noto Sans', size: 60 }
  const frame = frameOf(bareSettings({ texts: [{ ...text, colour: '#ffffff' }] }))
  const values = { ...options.values, story: '' }
  const framer = await createFramer(frame, 'post', { ...options, values })
  const pictures = openPictures(at.store)
  const stories = openStories(at.store)
  const lookedAt = { id: '' }
  const framing = openFraming({
    ...{ dataFolder: at.data, photos: at.photos, originals: at.originals, pictures, log: at.log },
    ...{ look: 'natural', framerOf: () => framer, onStep() {}, onSettled() {} },
    isLookedAt: id => id === lookedAt.id,
  })
  const { id } = at.reserve()
  await at.originals.keep(id, photo1080p)
  stories.tell(id, 'We danced', true)
  return { ...at, id, framing, pictures, stories, lookedAt, photo: () => at.photos.find(id)! }
}

test('a picture is made anew without its people’s words, and with them again, and the old ones are gone', async () => {
  const at = await told()
  await at.framing.finish(at.id)
  const [first, at1] = [at.photo().framed_file!, at.photo().framed_at]
  at.pictures.add(at.id, { name: 'story', file: `${first}.story`, sha256: '', bytes: 1 })
  const anew = at.framing.anew(at.id)
  expect(at.photo()).toMatchObject({ stage: 'kept', framed_file: null })
  at.stories.judge(at.id, 'not')
  await anew
  const without = at.photo().framed_file!
  expect(without).not.toBe(first)
  expect([existsSync(join(at.data, first)), existsSync(join(at.data, without))]).toEqual([false, true])
  expect(at.pictures.of(at.id)).toEqual([])
  at.stories.judge(at.id, 'waits')
  await at.framing.anew(at.id)
  expect(at.photo()).toMatchObject({ framed_file: first, framed_at: at1, stage: 'framed' })
  const lines = at.store.prepare('SELECT kind FROM journal WHERE photo = ? ORDER BY seq').pluck().all(at.id)
  expect(lines).toEqual(['photo.reserved', 'photo.kept', 'photo.framed'])
})

test('words that staff take out while the picture is made are not in it', async () => {
  const at = await told()
  const framing = at.framing.finish(at.id)
  at.stories.judge(at.id, 'not')
  await at.framing.anew(at.id)
  await framing
  const taken = at.photo().framed_file
  at.stories.judge(at.id, 'waits')
  await at.framing.anew(at.id)
  expect(at.photo().framed_file).not.toBe(taken)
})

test('what is tried again is not framed while its people still decide how', async () => {
  const at = await told()
  at.lookedAt.id = at.id
  await at.framing.resume()
  expect(at.photo().stage).toBe('kept')
  await at.framing.finish(at.id)
  expect(at.photo().stage).toBe('framed')
})
