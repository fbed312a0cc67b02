/** The moment of truth against a real WebSocket: whatever happens to the link, the frame finds its photo. */
import { afterEach, expect, test, vi } from 'vitest'
import type { PhotoView, VisitView } from '../../electron/contract/visit.ts'
import { stationAt } from '../../renderer/client/station.ts'
import { Shutter, type ShutterParts } from '../../renderer/state/shutter.ts'
import { wsStation } from './ws-station.ts'

const open: (() => unknown)[] = []
afterEach(() => Promise.all(open.splice(0).map(close => close())))

const photo: PhotoView = {
  id: 'p1',
  link: '',
  way: 'local',
  qr: { size: 21, path: '' },
  code: 'ABC234',
  stage: 'reserved',
  look: 'natural',
}
const reserved = { output: photo }
const frame = {} as VideoFrame
const jpeg = new Blob(['jpeg'])

async function shutter(answer: Parameters<typeof wsStation>[0], parts: Partial<ShutterParts> = {}) {
  const far = await wsStation(answer)
  const station = stationAt(far.address, { firstRetry: 5, longestRetry: 20 })
  open.push(
    () => station.close(),
    () => far.close(),
  )
  const sent: [string, Blob][] = []
  const refused = vi.fn()
  station.open()
  await expect.poll(() => station.status).toBe('open')
  const seen: string[] = []
  station.onStatus(status => seen.push(status))
  const relinked = () => expect.poll(() => seen).toEqual(['waiting', 'open'])
  const pressed = new Shutter({
    station,
    encode: async () => jpeg,
    afterPaint: async () => {},
    send: async (id, photo) => {
      sent.push([id, photo])
      return 201
    },
    onRefused: refused,
    report: () => {},
    ...parts,
  })
  return { far, shutter: pressed, sent, refused, relinked }
}

function takeaway(stage: 'reserved' | 'kept'): VisitView {
  return { at: 'takeaway', photo: { ...photo, stage }, asked: 'open', until: 0 }
}

const loseTheAnswer: Parameters<typeof wsStation>[0] = (_call, socket) => socket.terminate()

test('the id comes from the station and the bytes follow', async () => {
  const { shutter: it, sent, far } = await shutter(() => reserved)
  it.press(Promise.resolve([frame]), false)
  await expect.poll(() => sent).toEqual([['p1', jpeg]])
  expect(far.calls.map(({ call }) => call)).toEqual(['visit.shutter'])
})

test('the frame is not encoded before the code is painted', async () => {
  const painted = Promise.withResolvers<void>()
  const afterPaint = vi.fn(() => painted.promise)
  const encode = vi.fn(async () => jpeg)
  const { shutter: it, sent } = await shutter(() => reserved, { afterPaint, encode })
  it.press(Promise.resolve([frame]), false)
  await expect.poll(() => afterPaint).toHaveBeenCalledOnce()
  await new Promise(resolve => setTimeout(resolve)) // whatever could follow without the paint has followed
  expect(encode).not.toHaveBeenCalled()
  painted.resolve()
  await expect.poll(() => sent).toEqual([['p1', jpeg]])
  expect(encode).toHaveBeenCalledExactlyOnceWith([frame], false)
})

test.each<[string, VisitView]>([
  ['shows', takeaway('reserved')],
  ['asks about', { at: 'choose', photo, until: 0 }],
])(
  'reserved, but the answer was lost: the frame goes to the photo that the visit %s',
  async (_what, view) => {
    const { shutter: it, sent, relinked } = await shutter(loseTheAnswer)
    it.press(Promise.resolve([frame]), false)
    await relinked()
    expect(it.settle(view)).toBe(true)
    await expect.poll(() => sent).toEqual([['p1', jpeg]])
  },
)

test('not reserved: the visit still counts, so the same frame asks again', async () => {
  let lost = false
  const {
    shutter: it,
    sent,
    relinked,
  } = await shutter((call, socket) => {
    if (lost) return reserved
    lost = true
    return loseTheAnswer(call, socket)
  })
  it.press(Promise.resolve([frame]), false)
  await relinked()
  expect(it.settle({ at: 'count', seconds: 3, shot: 1, of: 1, until: 0 })).toBe(true)
  await expect.poll(() => sent).toEqual([['p1', jpeg]])
})

test.each<[string, VisitView]>([
  ['the visit has ended', { at: 'attract' }],
  ['the photo has its bytes', takeaway('kept')],
])('%s: the held frame is let go', async (_why, view) => {
  const { shutter: it, sent, relinked } = await shutter(loseTheAnswer)
  it.press(Promise.resolve([frame]), false)
  await relinked()
  expect(it.settle(view)).toBe(false)
  expect(it.settle(takeaway('reserved'))).toBe(false)
  expect(sent).toEqual([])
})

test('a refusal is told, and no bytes are sent', async () => {
  const { shutter: it, sent, refused } = await shutter(() => ({ error: { code: 'NOT_NOW', details: {} } }))
  it.press(Promise.resolve([frame]), false)
  await expect.poll(() => refused).toHaveBeenCalledOnce()
  expect(sent).toEqual([])
})

test('with nothing held there is nothing to settle', async () => {
  const { shutter: it, sent } = await shutter(() => reserved)
  expect(it.settle(takeaway('reserved'))).toBe(false)
  expect(sent).toEqual([])
})

test('it is busy from the press until the station has the photo, also while the link is down', async () => {
  const { promise: kept, resolve: keep } = Promise.withResolvers<number>()
  let answers = 0
  const { shutter: it, relinked } = await shutter(
    (_call, socket) => (answers++ === 0 ? socket.terminate() : reserved),
    { send: () => kept },
  )
  expect(it.isBusy).toBe(false)
  it.press(Promise.resolve([frame]), false)
  expect(it.isBusy).toBe(true)
  await relinked()
  expect(it.isBusy).toBe(true)
  it.settle({ at: 'count', seconds: 3, shot: 1, of: 1, until: 0 })
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(it.isBusy).toBe(true)
  keep(201)
  await expect.poll(() => it.isBusy).toBe(false)
})

test('refused, it is busy no more', async () => {
  const refusal = { error: { code: 'NOT_NOW', details: {} } }
  const { shutter: it, refused } = await shutter(() => refusal)
  it.press(Promise.resolve([frame]), false)
  await expect.poll(() => refused).toHaveBeenCalled()
  await expect.poll(() => it.isBusy).toBe(false)
})
