/**
 * Bad lines and bad servers between a kiosk and a real server: nothing is lost, nothing stays, and a photo with which
 * nothing was allowed is in no request, at no time.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { chances, seeded } from '../../support/random.ts'
import { noApache } from '../../support/storage/apache.ts'
import { startMiddleman } from '../../support/storage/middleman.ts'
import { openWeather } from '../../support/storage/weather.ts'
import { readHistories } from './acknowledged.ts'
import { apacheCloud, swiftCloud } from './cloud.ts'
import { evening } from './evening.ts'
import { type Outcome, type Scale, Skipped, together } from './scenario.ts'
import { storm } from './storm.ts'

export async function network(scale: Scale): Promise<Outcome> {
  await using cloud = await swiftCloud()
  const stormy = await storm(cloud, scale)
  return scale.isLong ? together(stormy, await stormyEvening(scale)) : stormy
}

/** The same on WebDAV. */
export async function webDavNetwork(scale: Scale): Promise<Outcome> {
  if (noApache) throw new Skipped(noApache)
  await using cloud = await apacheCloud()
  return await storm(cloud, scale)
}

/** Requests that hang are given up after `patience`; what lands late does so within `latest`. Both are milliseconds. */
const patience = 1_000
const latest = 3_000
const enough = { faults: 1_000, milliseconds: 8 * 60_000 }

/** With a real station, its people, and a few kills. */
async function stormyEvening({ seed, kills = 60 }: Scale): Promise<Outcome> {
  await using cloud = await swiftCloud()
  const end = Date.now() + enough.milliseconds
  const chance = chances(seeded(seed))
  await using middleman = await startMiddleman(cloud.endpoint)
  const weather = openWeather({ target: cloud.endpoint, chance, oneIn: 8, latest })
  middleman.meddle = weather.meddle
  const asked = new Set<string>()
  let requests = 0
  const note = () => {
    requests += middleman.seen.length
    for (const { url } of middleman.seen.splice(0)) asked.add(url)
  }
  const noting = setInterval(note, 200)
  let isCalm = false
  /** Now and then nobody listens. */
  const outages = (async () => {
    while (!isCalm) {
      await pause(4_000 + chance.below(6_000))
      await middleman.leave()
      await pause(chance.below(1_500))
      await middleman.comeBack()
    }
  })()
  try {
    const outcome = await evening({
      ...{ cloud, seed, kills, endpoint: middleman.endpoint },
      ...{ lateness: latest + patience + 1_000, patience, waits: true },
      dieOneIn: 8,
      life: { least: 3_000, most: 12_000 },
      isEnough: () => sum(weather.met) >= enough.faults || Date.now() > end,
      async onCalm() {
        isCalm = true
        await outages
        middleman.meddle = () => undefined
      },
      async afterwards(folder) {
        await weather.landed()
        note()
        const said = await readFile(join(folder, 'acknowledged.jsonl'), 'utf8')
        const privates = [...readHistories(said).values()]
          .filter(({ isPrivate, erased }) => isPrivate && erased === 'no')
          .map(({ photo }) => photo)
        return [...asked]
          .filter(url => privates.some(photo => url.includes(photo)))
          .map(url => `${url} was asked for, with which nothing was allowed`)
      },
    })
    return { ...outcome, notes: { requests, ...weather.met } }
  } finally {
    isCalm = true
    clearInterval(noting)
    await outages.catch(() => {})
  }
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0)
