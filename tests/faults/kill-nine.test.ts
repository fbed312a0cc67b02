import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { photoPaths } from '../../electron/contract/visit.ts'
import { sha256 } from '../../electron/system/files.ts'
import { runCli } from '../support/cli.ts'
import { clipFixtures } from '../support/clips.ts'
import { openKiosk } from '../support/kiosk.ts'
import { photo1080p } from '../support/photo.ts'
import { startStation, temporaryFolder } from '../support/station.ts'
import { until } from '../support/until.ts'

interface Listed {
  readonly id: string
  readonly stage: string
  readonly page: string
  readonly original: { readonly file: string; readonly sha256: string } | null
  readonly framed: { readonly file: string; readonly sha256: string } | null
}

/** Every place between two steps of a photo, in the order of its way. */
const steps = ['reserved', 'original-written', 'kept', 'composed', 'framed-written', 'framed'] as const

describe('kill -9 and restart', () => {
  test.each(steps)('after the step "%s" loses nothing and lists nothing twice', async step => {
    await using folder = await temporaryFolder()
    const data = folder.path
    const first = await startStation({
      data,
      entry: 'tests/faults/station-that-dies.ts',
      env: { DIE_AFTER: step },
    })
    const kiosk = await openKiosk(first.ready)
    const gone = new Promise(resolve => first.child.once('close', resolve))
    const reserving = kiosk.shutter()
    if (step === 'reserved') reserving.catch(() => {})
    else await reserving.then(({ id }) => kiosk.send(id, photo1080p)).catch(() => {})
    await gone

    const second = await startStation({ data })
    try {
      const [{ id, page }] = (await list(data)) as [Listed]
      if (step === 'reserved') {
        // The page still holds the picture, and sends it to the station that came back.
        const again = await openKiosk(second.ready)
        expect((await again.send(id, photo1080p)).status).toBe(201)
        again.close()
      }
      const photo = await until('the photo to be framed', async () =>
        (await list(data)).find(one => one.stage === 'framed'),
      )
      expect(await list(data)).toHaveLength(1)
      expect(photo.original?.sha256).toBe(sha256(photo1080p))
      for (const one of [photo.original, photo.framed])
        expect(sha256(await readFile(one?.file ?? ''))).toBe(one?.sha256)

      const shared = await fetch(`${second.ready.share}${page}/photo.jpg`)
      expect(shared.status).toBe(200)
      expect(sha256(Buffer.from(await shared.arrayBuffer()))).toBe(photo.framed?.sha256)
      // The station may just be writing the story; what the dead one left half-written would never go.
      const unfinished = async () =>
        (await readdir(join(data, 'photos', id))).filter(name => name.endsWith('.part'))
      await until('nothing half-written to be left', async () => (await unfinished()).length === 0)
    } finally {
      await second.stop()
    }
  })

  test.each(['clip-written', 'clip-kept'])(
    'after the step "%s" the clip is taken once, when it is sent again',
    async step => {
      await using folder = await temporaryFolder()
      const data = folder.path
      await writeFile(join(data, 'event.json'), JSON.stringify({ modes: ['boomerang'] }))
      const first = await startStation({
        data,
        entry: 'tests/faults/station-that-dies.ts',
        env: { DIE_AFTER: step },
      })
      const kiosk = await openKiosk(first.ready)
      const gone = new Promise(resolve => first.child.once('close', resolve))
      const { id, link } = await kiosk.shutter()
      await kiosk.send(id, photo1080p)
      await kiosk.put(photoPaths.clip(id, 'boomerang'), clipFixtures.boomerang).catch(() => {})
      await gone

      const second = await startStation({ data })
      try {
        const again = await openKiosk(second.ready)
        const answer = await again.put(photoPaths.clip(id, 'boomerang'), clipFixtures.boomerang)
        again.close()
        // What was in the database counted, though nobody had been told.
        expect(answer.status).toBe(step === 'clip-kept' ? 200 : 201)
        const film = await fetch(`${second.ready.share}${new URL(link).pathname}/boomerang.mp4`)
        expect(sha256(Buffer.from(await film.arrayBuffer()))).toBe(sha256(clipFixtures.boomerang))
        const films = (await readdir(join(data, 'photos', id))).filter(name => name.startsWith('boomerang-'))
        expect(films).toHaveLength(1)
      } finally {
        await second.stop()
      }
    },
  )

  test('while fifty photos come in loses none that was acknowledged', async () => {
    await using folder = await temporaryFolder()
    const data = folder.path
    const first = await startStation({ data })
    const kiosk = await openKiosk(first.ready)
    const acknowledged: string[] = []
    for (let i = 0; i < 50; i++) {
      const { id } = await kiosk.shutter()
      const sending = kiosk.send(id, photo1080p).then(({ ok }) => void (ok && acknowledged.push(id)))
      if (i < 49) await sending
      else sending.catch(() => {})
    }
    await first.kill()

    const second = await startStation({ data })
    try {
      await until('every acknowledged photo to be framed', async () => {
        const framed = new Set((await list(data)).filter(one => one.stage === 'framed').map(one => one.id))
        return acknowledged.every(id => framed.has(id))
      })
      expect(acknowledged.length).toBeGreaterThanOrEqual(49)
      const ids = (await list(data)).map(one => one.id)
      expect(new Set(ids).size).toBe(ids.length)
    } finally {
      await second.stop()
    }
  })
})

async function list(data: string): Promise<Listed[]> {
  return JSON.parse((await runCli('photos', '--data', data)).stdout) as Listed[]
}
