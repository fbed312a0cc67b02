import { expect, test } from 'vitest'
import { openOriginals } from '../../../electron/capture/originals.ts'
import { eventValues } from '../../../electron/frame/event-values.ts'
import { openFraming } from '../../../electron/frame/framing.ts'
import { openKioskFrame } from '../../../electron/frame/kiosk-frame.ts'
import { templateFolders } from '../../../electron/frame/template/template.ts'
import { openLog } from '../../../electron/system/log.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'

test('a photo without its original, as a rebuilt kiosk may have one, keeps no other from being framed', async () => {
  await using kiosk = await kioskFolder()
  const { data, photos, store, event } = kiosk
  const without = await kiosk.take({ stage: 'reserved' })
  store.prepare(`UPDATE photos SET stage = 'kept', kept_at = reserved_at WHERE id = ?`).run(without)
  const kept = await kiosk.take({ stage: 'kept' })
  const options = { values: eventValues(event, new Date()), language: event.language }
  const { framer } = await openKioskFrame(event.template, options, templateFolders(data))
  const framing = openFraming({
    ...{ dataFolder: data, photos, framer, look: event.look, log: openLog(`${data}/logs`) },
    originals: openOriginals(data, photos, () => {}),
    onSettled: () => {},
    onStep: () => {},
  })
  await framing.resume()
  await framing.close()
  expect(photos.find(kept)?.stage).toBe('framed')
})
