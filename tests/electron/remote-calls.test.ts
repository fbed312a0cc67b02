import { expect, test } from 'vitest'
import type { RemoteView } from '../../electron/contract/visit.ts'
import { eventSchema } from '../../electron/event/settings.ts'
import type { Framer } from '../../electron/frame/render.ts'
import { openRemoteCalls } from '../../electron/remote-calls.ts'
import { openSession } from '../../electron/session/session.ts'
import type { VisitCalls } from '../../electron/visit-calls.ts'
import { photosInFolder } from '../support/photos.ts'
import { linkIn } from '../support/qr.ts'

/** A visit at the welcome screen of a kiosk on a network that the test changes. */
async function atWelcome(settings: object = {}) {
  const { photos, [Symbol.asyncDispose]: dispose } = await photosInFolder()
  const network = { venue: 'http://10.0.0.5:4461' as string | null }
  const browser = { makesFilms: true }
  const told: (RemoteView['is'] | undefined)[] = []
  let taken = 0
  const session = openSession({ reviews: true, asksStory: false, countFrom: 3, shotsFor: () => 1 }, visit =>
    calls.moved(visit),
  )
  const calls = openRemoteCalls({
    ...{ session, photos, isPublic: false },
    frames: {
      all: [],
      modes: ['photo', 'boomerang'],
      standard: { mode: 'photo', frame: 'swell' },
      namesFor: () => ['swell', 'noir'],
      framerOf: () => ({ hasStory: false }) as Framer,
    },
    makesFilms: () => browser.makesFilms,
    event: eventSchema.parse({ language: 'de', languages: ['fr'], ...settings }),
    visitCalls: {
      'visit.do': ({ verb }) => session.send({ type: verb }),
      'visit.language': ({ language }) => session.send({ type: 'language', language }),
    } as VisitCalls['handlers'],
    reach: {
      ...{ way: () => 'local', close() {} },
      now: () => ({ local: network.venue !== null, public: false }),
      address: () => network.venue ?? 'http://127.0.0.1:4461',
    },
    tell: view => told.push(view?.is),
    onTaken: () => taken++,
  })
  session.send({ type: 'begin' })
  const offer = async () => {
    const view = calls.now()
    return view?.is === 'offered' ? new URL(await linkIn(view.qr)) : null
  }
  return {
    ...{ calls, session, network, browser, told, offer },
    taken: () => taken,
    take: async (language: 'fr' | 'ar') => {
      const address = await offer()
      return calls.phone.act(address?.pathname.slice('/r/'.length) ?? '', new URLSearchParams(), language)
    },
    async [Symbol.asyncDispose]() {
      calls.close()
      session.close()
      await dispose()
    },
  }
}

test('a phone is offered the lead where it can reach the kiosk, at the address that it has now', async () => {
  await using at = await atWelcome()
  expect((await at.offer())?.origin).toBe('http://10.0.0.5:4461')
  at.network.venue = 'http://10.0.9.9:4461'
  at.calls.readdress()
  expect((await at.offer())?.origin).toBe('http://10.0.9.9:4461')
  at.network.venue = null
  at.calls.readdress()
  expect(await at.offer()).toBeNull()
  expect(at.told).toEqual(['offered', 'offered', undefined])
})

test('an event that wants none offers none, and nobody can take it', async () => {
  await using at = await atWelcome({ remote: false })
  expect(at.calls.now()).toBeNull()
  expect(await at.take('fr')).toBeNull()
})

test('the visit follows the language of the phone where the event has it, and the phone keeps its own', async () => {
  await using at = await atWelcome()
  await at.take('fr')
  expect(at.session.visit.language).toBe('fr')
  expect([at.told, at.taken()]).toEqual([['offered', 'led'], 1])
  await using other = await atWelcome()
  const address = (await other.take('ar')) ?? ''
  expect(other.session.visit.language).toBeUndefined()
  expect(other.calls.phone.page(address.slice('/r/'.length), 'fr')).toContain('<html lang="ar" dir="rtl"')
})

test('it offers a boomerang only where the kiosk makes films', async () => {
  await using at = await atWelcome()
  const address = (await at.take('fr')) ?? ''
  at.session.send({ type: 'agree' })
  const page = () => at.calls.phone.page(address.slice('/r/'.length), 'fr')
  expect(page()).toContain('value="boomerang"')
  at.browser.makesFilms = false
  expect(page()).not.toContain('value="boomerang"')
})
