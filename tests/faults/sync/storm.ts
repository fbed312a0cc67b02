/**
 * Bad lines and bad servers in front of a worker in this process, photo by photo: short, and so for every run of the
 * tests. Nothing is lost, nothing stays, and a photo with which nothing was allowed is in no request, at no time.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { openErasure } from '../../../electron/consent/erasure.ts'
import { moment } from '../../../electron/system/time.ts'
import { yes } from '../../support/answers.ts'
import { chances, seeded } from '../../support/random.ts'
import { startMiddleman } from '../../support/storage/middleman.ts'
import { openWeather } from '../../support/storage/weather.ts'
import { leftOver } from './audit.ts'
import type { Cloud } from './cloud.ts'
import { kioskAt, watching } from './kiosk-at.ts'
import type { Outcome, Scale } from './scenario.ts'

/** Requests that hang are given up after `patience`; what lands late does so within `latest`. All in milliseconds. */
const patience = 600
const latest = 1_500
const lateness = latest + patience + 1_000

interface Size {
  readonly photos: number
  /** So many faults are met, or so many milliseconds pass. */
  readonly faults: number
  readonly atMost: number
}

const sizes: Readonly<Record<'short' | 'long', Size>> = {
  short: { photos: 12, faults: 40, atMost: 5_000 },
  long: { photos: 300, faults: 1_500, atMost: 5 * 60_000 },
}

export async function storm(cloud: Cloud, { seed, isLong }: Scale): Promise<Outcome> {
  const { photos, faults, atMost } = sizes[isLong ? 'long' : 'short']
  const chance = chances(seeded(seed))
  await using middleman = await startMiddleman(cloud.endpoint)
  await using kiosk = await kioskAt({ target: cloud.target(middleman.endpoint), secret: cloud.secret })
  const weather = openWeather({ target: cloud.endpoint, chance, oneIn: 5, latest })
  middleman.meddle = weather.meddle
  const [allowed, gone, privates] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const { store, data, ledger } = kiosk
  const erasure = openErasure({ store, dataFolder: data, photos: kiosk.photos, ledger })
  /** Some are so large that they go in parts. */
  async function allow(): Promise<string> {
    if (!isLong || !chance.once(8)) return kiosk.allowed(chance.once(2) ? ['social'] : ['social', 'ads'])
    const id = await kiosk.takeLarge(9 * 1024 * 1024)
    ledger.answer(yes(id, { purpose: 'social' }), moment())
    return id
  }
  const met = () => Object.values(weather.met).reduce((sum, count) => sum + count, 0)
  {
    await using sync = await kiosk.open({ patience, lateness })
    await using _ = watching(sync)
    const end = Date.now() + atMost
    for (let taken = 0; Date.now() < end && (taken < photos || met() < faults); ) {
      if (taken < photos) {
        allowed.add(await allow())
        privates.add(await kiosk.take())
        taken++
      }
      if (chance.once(3) && allowed.size > 2 * gone.size) {
        const id = chance.oneOf([...allowed])
        if (chance.once(2)) kiosk.takeBack(id)
        else await erasure.erase(id, 'asked')
        allowed.delete(id)
        gone.add(id)
      }
      if (chance.once(6)) {
        await middleman.leave()
        await pause(chance.below(400))
        await middleman.comeBack()
      }
      await pause(chance.below(400))
    }
    middleman.meddle = () => undefined
    store.exec('UPDATE outbox SET due = 0')
    sync.condition.hurry()
    await kiosk.settled(60_000)
    await weather.landed()
    await pause(lateness)
    await kiosk.settled(60_000)
  }
  await kiosk.once({ patience, lateness })
  const storage = await cloud.everything()
  const isKnown = (id: string) =>
    middleman.seen.some(({ method, url }) => method === 'PUT' && url.includes(id))
  const violations = [
    ...[...allowed].flatMap(id => kiosk.lacks(id, storage)),
    ...kiosk.misbelieved(storage),
    ...[...gone].flatMap(id => kiosk.stays(id, storage, isKnown(id))),
    ...middleman.seen
      .filter(({ url }) => [...privates].some(id => url.includes(id)))
      .map(({ url }) => `${url} was asked for, with which nothing was allowed`),
    ...leftOver(await cloud.uploads()),
  ]
  const notes = { requests: middleman.seen.length, ...weather.met }
  return { kills: 0, acknowledged: allowed.size + gone.size, withdrawn: gone.size, violations, notes }
}
