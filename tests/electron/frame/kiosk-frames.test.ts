import { expect, test } from 'vitest'
import { eventSchema } from '../../../electron/event/settings.ts'
import { openKioskFrames } from '../../../electron/frame/kiosk-frames.ts'
import { templateFolders } from '../../../electron/frame/template/template.ts'
import { wordsFor } from '../../../electron/system/words.ts'
import { bareSettings, options, templatesFolder } from './frames.ts'

/** The frames of an event in a data folder with a frame of its own, `bare`, which makes no strips. */
async function framesOf(event: object, more = {}) {
  const data = await templatesFolder({ 'templates/bare/template.json': bareSettings() })
  return openKioskFrames(eventSchema.parse(event), { ...options, ...more }, templateFolders(data))
}

test('strips are taken where a frame makes them', async () => {
  const frames = await framesOf({ template: 'bare', frames: ['swell'], modes: ['strip', 'photo', 'strip'] })
  expect(frames).toMatchObject({ modes: ['strip', 'photo'], troubles: [] })
  expect(frames.standard).toEqual({ mode: 'strip', frame: 'swell' })
})

test.each([{ modes: ['strip'] }, { modes: ['photo', 'strip'] }])(
  'where no frame makes strips none are offered, and it is said why: $modes',
  async ({ modes }) => {
    const frames = await framesOf({ template: 'bare', modes })
    expect(frames.modes).toEqual(['photo'])
    expect(frames.standard).toEqual({ mode: 'photo', frame: 'bare' })
    expect(frames.troubles.map(({ trouble }) => wordsFor(trouble))).toEqual([
      'The frame "bare" has no "strip". It gives: post.',
    ])
  },
)

test('what people say is in no frame of an event that leaves it out', async () => {
  const said = { words: 'We danced', language: 'en' }
  for (const tellsStory of [true, false]) {
    const frames = await framesOf({ template: 'swell' }, { tellsStory })
    const [{ post }] = frames.all as [(typeof frames.all)[number]]
    expect(post.framer.hasStory).toBe(tellsStory)
    expect((await frames.story(post.overlay.sha256, said)) !== null).toBe(tellsStory)
  }
})
