/// <reference types="svelte" />
/** The visit's verbs against a real WebSocket. */
import { afterEach, expect, test, vi } from 'vitest'
import type { VisitView } from '../../../electron/contract/visit.ts'
import { stationAt } from '../../../renderer/client/station.ts'
import { refusal } from '../../../renderer/state/choice.svelte.ts'
import { photoOf, Visit } from '../../../renderer/state/visit.svelte.ts'
import { wsStation } from '../ws-station.ts'

const open: (() => unknown)[] = []
afterEach(() => {
  vi.useRealTimers()
  return Promise.all(open.splice(0).map(close => close()))
})

const photo = {
  id: 'p1',
  link: '',
  way: 'local',
  qr: { size: 21, path: '' },
  code: 'ABC234',
  stage: 'framed',
  look: 'natural',
} as const
const choosing: VisitView = { at: 'choose', photo, until: 0 }
const refused: VisitView = { at: 'takeaway', photo, asked: 'no', until: 0 }
const notNow = { error: { code: 'NOT_NOW', details: { came: 'choose', at: 'attract' } } }

async function visit(answer: Parameters<typeof wsStation>[0]) {
  const far = await wsStation(answer)
  const station = stationAt(far.address)
  open.push(
    () => station.close(),
    () => far.close(),
  )
  station.open()
  await expect.poll(() => station.status).toBe('open')
  const report = vi.fn()
  const it = new Visit({ station, onMove: () => {}, report })
  const verbs = () => far.calls.map(({ input }) => (input as { verb: string }).verb)
  return { it, far, report, verbs }
}

test("choosing and going back are the station's to allow, and its view is drawn", async () => {
  const { it, verbs } = await visit(() => ({ output: choosing }))
  await it.choose()
  expect(it.view).toEqual(choosing)
  await it.back()
  expect(verbs()).toEqual(['choose', 'back'])
})

test('an answer goes out as it is, and the view that comes back is drawn', async () => {
  const { it, far } = await visit(() => ({ output: refused }))
  await it.answer(refusal)
  expect(far.calls).toMatchObject([{ call: 'consent.answer', input: refusal }])
  expect(it.view).toEqual(refused)
})

test('an answer that comes after newer news changes nothing', async () => {
  const { it, far } = await visit(() => undefined)
  const stayed = it.begin()
  await expect.poll(() => far.calls).toHaveLength(1)
  far.send({ event: 'visit', data: refused })
  await expect.poll(() => it.view).toEqual(refused)
  far.send({ id: far.calls[0]?.id, output: { at: 'attract' } })
  await stayed
  expect(it.view).toEqual(refused)
})

test('a frame that is picked while another is on its way is picked too', async () => {
  const { it, far } = await visit(() => ({ output: choosing }))
  await Promise.all(['noir', 'vow'].map(frame => it.pick({ mode: 'photo', frame })))
  expect(far.calls.map(({ input }) => input)).toEqual(
    ['noir', 'vow'].map(frame => ({ mode: 'photo', frame })),
  )
})

test('a second tap while an answer is written down is no second answer', async () => {
  const { it, far } = await visit(() => ({ output: refused }))
  await Promise.all([it.answer(refusal), it.answer(refusal)])
  expect(far.calls).toHaveLength(1)
  await it.answer(refusal)
  expect(far.calls).toHaveLength(2)
})

test('an answer that is refused is told, and the screen stays', async () => {
  const { it, report } = await visit(() => notNow)
  it.show(choosing)
  await it.answer(refusal)
  expect(it.view).toBe(choosing)
  expect(report).toHaveBeenCalledExactlyOnceWith('answer-refused', expect.stringContaining('NOT_NOW'))
})

test('of many touches, the station hears one in ten seconds', async () => {
  const { it, far, verbs } = await visit(() => ({ output: choosing }))
  vi.useFakeTimers({ toFake: ['performance'], now: 0 })
  for (const wait of [0, 1, 9_998, 1, 1]) {
    vi.advanceTimersByTime(wait)
    it.stay()
  }
  vi.useRealTimers()
  await expect.poll(() => far.calls).toHaveLength(2)
  expect(verbs()).toEqual(['stay', 'stay'])
})

test('a visit has a photo from the take-away on', () => {
  expect([refused, choosing].map(photoOf)).toEqual([photo, photo])
  expect(photoOf({ at: 'count', seconds: 3, shot: 1, of: 1, until: 0 })).toBeNull()
})
