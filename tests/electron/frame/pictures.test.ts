import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, onTestFinished, test } from 'vitest'
import { photoFolder } from '../../../electron/capture/originals.ts'
import { eventSchema } from '../../../electron/event/settings.ts'
import { type OutputName, outputs } from '../../../electron/frame/outputs.ts'
import {
  openPictureMaker,
  openPictures,
  type PictureMakerParts,
  picturesFor,
} from '../../../electron/frame/pictures.ts'
import { createFramer } from '../../../electron/frame/render.ts'
import { loadTemplate } from '../../../electron/frame/template/template.ts'
import { openStories } from '../../../electron/story/stories.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { openErasable } from '../../support/erasable.ts'
import { temporaryFolder } from '../../support/station.ts'
import { until } from '../../support/until.ts'
import { bareSettings, options, templatesFolder } from './frames.ts'

/** A frame with a story and no square. */
const withStory = () =>
  templatesFolder({
    'swell/template.json': {
      title: 'Bare',
      outputs: {
        ...bareSettings().outputs,
        story: { ground: '#14110f', slots: [{ x: 0, y: 0, width: 320, height: 240 }] },
      },
    },
  })

/** A kiosk's data folder with the maker of its pictures, by the real framer. */
async function open(names: readonly OutputName[], more: Partial<PictureMakerParts> = {}) {
  const folder = await temporaryFolder()
  const at = openErasable(folder.path)
  const pictures = openPictures(at.store)
  const made: string[] = []
  const templates = await withStory()
  const openMaker = (other: Partial<PictureMakerParts> = {}) =>
    openPictureMaker({
      ...{
        dataFolder: at.data,
        photos: at.photos,
        originals: at.originals,
        names,
        look: 'natural',
        log: at.log,
      },
      pictures: {
        ...pictures,
        add(id, picture) {
          made.push(`${id} ${picture.name}`)
          return pictures.add(id, picture)
        },
      },
      framerFor: async (template, name) =>
        createFramer(await loadTemplate(template, [templates]), name, options),
      ...more,
      ...other,
    })
  const maker = openMaker()
  onTestFinished(async () => {
    await maker.close()
    at.close()
    await folder[Symbol.asyncDispose]()
  })
  const namesOf = (id: string) => pictures.of(id).map(({ name }) => name)
  return {
    ...{ ...at, pictures, maker, openMaker, made, names: namesOf },
    photo: (id: string) => at.photos.find(id)!,
    comes: (id: string, ...names: string[]) =>
      until(`${names} of a photo`, () => names.every(name => namesOf(id).includes(name))),
  }
}

test('an event makes what it lets people save, and the card where pages are published; the original is there', () => {
  const event = eventSchema.parse({ share: { pictures: ['square', 'original', 'story'] } })
  expect(picturesFor(event, '')).toEqual(['square', 'story'])
  expect(picturesFor(event, 'https://photos.example')).toEqual(['card', 'square', 'story'])
})

describe('a framed photo', () => {
  test('gets its story, whole on disk under its own hash and of the right size', async () => {
    const at = await open(['story'])
    const { id } = await at.take()
    at.maker.make(id)
    expect(at.maker.isComing(at.photo(id))).toBe(true)
    await at.comes(id, 'story')
    const story = at.pictures.find(id, 'story')!
    const bytes = await readFile(join(at.data, story.file))
    expect([sha256(bytes), bytes.length]).toEqual([story.sha256, story.bytes])
    expect(story.file).toBe(`${photoFolder(id)}/story-${story.sha256}.jpg`)
    const { width, height, format } = await sharp(bytes).metadata()
    expect({ width, height, format }).toEqual({ ...outputs.story.canvas, format: 'jpeg' })
    await until('it to be done', () => !at.maker.isComing(at.photo(id)))
  })

  test('gets only what its frame gives, and nobody is told to wait for the rest', async () => {
    const at = await open(['square', 'story'])
    const { id } = await at.take()
    at.maker.make(id)
    await at.comes(id, 'story')
    await until('it to be done', () => !at.maker.isComing(at.photo(id)))
    expect(at.names(id)).toEqual(['story'])
  })

  test('gets each picture once, however often it is asked for', async () => {
    const at = await open(['story'])
    const { id } = await at.take()
    for (let i = 0; i < 3; i++) at.maker.make(id)
    await at.comes(id, 'story')
    at.maker.make(id)
    await until('it to be done', () => !at.maker.isComing(at.photo(id)))
    expect(at.made).toEqual([`${id} story`])
  })
})

test('a photo that is not framed yet is waited for, and one that cannot be framed is not', async () => {
  const at = await open(['story'])
  const { id } = at.reserve()
  expect(at.maker.isComing(at.photo(id))).toBe(true)
  at.photos.kept(id, { file: 'f', sha256: 's', bytes: 1 }, { at: '', offset: 0 })
  at.photos.failed(id, 'PHOTO_DAMAGED')
  expect(at.maker.isComing(at.photo(id))).toBe(false)
})

test('the newest photo goes first: its people are still there', async () => {
  const at = await open(['story'])
  const ids: string[] = []
  for (let i = 0; i < 3; i++) ids.push((await at.take()).id)
  for (const id of ids) at.maker.make(id)
  await at.comes(ids[0]!, 'story')
  expect(at.made).toEqual(ids.toReversed().map(id => `${id} story`))
})

test('while a photo is being taken nothing is begun', async () => {
  const at = await open(['story'])
  const { id } = await at.take()
  at.maker.hold(true)
  at.maker.make(id)
  await new Promise(resolve => setTimeout(resolve, 600))
  expect(at.names(id)).toEqual([])
  expect(at.maker.isComing(at.photo(id))).toBe(true)
  at.maker.hold(false)
  await at.comes(id, 'story')
})

test('what a crash broke off is made by the next start, and nothing twice', async () => {
  const at = await open(['story'])
  const [done, broken] = [(await at.take()).id, (await at.take()).id]
  at.maker.make(done)
  await at.comes(done, 'story')
  const next = at.openMaker()
  next.resume()
  await at.comes(broken, 'story')
  await next.close()
  expect(at.made).toEqual([done, broken].map(id => `${id} story`))
})

describe('what goes wrong', () => {
  test('for a passing reason is tried again', async () => {
    const at = await open(['story'], { retryAfter: 100 })
    const { id } = await at.take()
    const folder = join(at.data, photoFolder(id))
    const read = at.originals.read
    let failures = 0
    const maker = at.openMaker()
    Object.assign(at.originals, {
      async read(file: string) {
        if (failures++ === 0) throw Object.assign(new Error('EIO'), { code: 'EIO' })
        return read(file)
      },
    })
    maker.make(id)
    await at.comes(id, 'story')
    expect(failures).toBe(2)
    expect(await readFile(join(folder, at.pictures.find(id, 'story')!.file.split('/').at(-1)!))).toBeTruthy()
    await maker.close()
  })

  test('as an original that is damaged on disk is not tried for ever', async () => {
    const at = await open(['story'], { retryAfter: 50 })
    const { id } = await at.take()
    await writeFile(join(at.data, at.photo(id).original_file!), 'no picture')
    const read = at.originals.read
    let reads = 0
    Object.assign(at.originals, {
      read(file: string) {
        reads++
        return read(file)
      },
    })
    const maker = at.openMaker()
    maker.make(id)
    await until('it to be given up', () => reads > 0 && !maker.isComing(at.photo(id)))
    await new Promise(resolve => setTimeout(resolve, 600))
    maker.resume()
    expect(maker.isComing(at.photo(id))).toBe(false)
    expect(reads).toBe(1)
    await maker.close()
  })

  test('as an original that is not there any more ends nothing else', async () => {
    const at = await open(['story'])
    const [lost, there] = [(await at.take()).id, (await at.take()).id]
    const file = join(at.data, at.photo(lost).original_file!)
    await rename(file, `${file}.away`)
    at.maker.make(there)
    at.maker.make(lost)
    await at.comes(there, 'story')
    await until('the other to be given up', () => !at.maker.isComing(at.photo(lost)))
    expect(at.names(lost)).toEqual([])
  })
})

test('a photo that is erased while its story is made leaves nothing behind', async () => {
  const at = await open(['story'])
  const { id } = await at.take()
  let erasing: Promise<unknown> | undefined
  const maker = at.openMaker()
  const read = at.originals.read
  Object.assign(at.originals, {
    async read(file: string) {
      const bytes = await read(file)
      erasing = at.erasure.erase(id, 'asked')
      return bytes
    },
  })
  maker.make(id)
  await until('the erasure to begin', () => erasing)
  await erasing
  await maker.close()
  expect(at.store.prepare('SELECT count(*) FROM outputs').pluck().get()).toBe(0)
  await expect(readFile(join(at.data, photoFolder(id)))).rejects.toThrow('ENOENT')
})

test('a story with words that staff take out while it is written is not kept', async () => {
  const at = await open(['story'])
  const { id } = await at.take()
  const stories = openStories(at.store)
  at.store.prepare("UPDATE photos SET story_sight = 'waits' WHERE id = ?").run(id)
  let looks = 0
  const maker = at.openMaker({
    photos: {
      ...at.photos,
      find(one) {
        // Its row is read when its turn comes, and again when its picture is drawn.
        if (++looks === 2)
          process.nextTick(() => {
            at.pictures.drop(id)
            stories.judge(id, 'not')
          })
        return at.photos.find(one)
      },
    },
  })
  maker.make(id)
  await until('it to be done', () => looks > 2 && !maker.isComing(at.photo(id)))
  await maker.close()
  expect(at.names(id)).toEqual([])
  expect((await readdir(join(at.data, photoFolder(id)))).filter(name => name.startsWith('story-'))).toEqual(
    [],
  )
})
