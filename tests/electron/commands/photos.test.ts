import { expect, test } from 'vitest'
import { runCli } from '../../support/cli.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { photo1080p } from '../../support/photo.ts'
import { startStation, temporaryFolder } from '../../support/station.ts'

test('lists every photo once, oldest first, beside the running station', async () => {
  await using folder = await temporaryFolder()
  const station = await startStation({ data: folder.path })
  try {
    const kiosk = await openKiosk(station.ready)
    const first = await kiosk.shutter({ given: ['social'] })
    await kiosk.send(first.id, photo1080p)
    await fetch(`${first.link}/ready`)
    const second = await kiosk.shutter()
    const list = JSON.parse((await runCli('photos', '--data', folder.path)).stdout)
    expect(list).toMatchObject([
      {
        id: first.id,
        stage: 'framed',
        allowed: ['social'],
        code: first.code,
        original: { bytes: photo1080p.length },
      },
      { id: second.id, stage: 'reserved', allowed: [], original: null },
    ])
    expect(first.link.endsWith(list[0].page)).toBe(true)
  } finally {
    await station.stop()
  }
})

test('a folder without a database is told of', async () => {
  await using folder = await temporaryFolder()
  const outcome = await runCli('photos', '--data', folder.path)
  expect(outcome.code).toBe(2)
  expect(outcome.stderr).toContain('There is no file')
})
