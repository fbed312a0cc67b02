import { pino } from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import type { Reach } from '../../../electron/contract/share.ts'
import { chooseWay, openReach, type ReachParts } from '../../../electron/share/reach.ts'
import { lanAddress } from '../../../electron/system/network.ts'

vi.mock('../../../electron/system/network.ts', () => ({ lanAddress: vi.fn() }))

const lan = vi.mocked(lanAddress)
const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** A kiosk on the venue's network, with what is different about this one. */
function open(parts: Partial<ReachParts> = {}) {
  const told: Reach[] = []
  const reach = openReach({
    ...{ wanted: 'auto', publicAddress: '', isPublishing: () => false },
    ...{ host: undefined, ownHost: '127.0.0.1', secureName: () => null, port: 4461 },
    ...{ onChange: now => told.push(now), log: pino({ enabled: false }), every: 10 },
    ...parts,
  })
  cleanUps.push(reach.close)
  return { reach, told }
}

test('phones are told the address on the network, and the new one when that changes', async () => {
  lan.mockReturnValue('192.168.1.20')
  const { reach, told } = open()
  expect(reach.address()).toBe('http://192.168.1.20:4461')
  lan.mockReturnValue('10.0.0.7')
  await expect.poll(() => told).toEqual([{ local: true, public: false }])
  expect(reach.address()).toBe('http://10.0.0.7:4461')
})

test('on no network nobody is reached, until there is one again', async () => {
  lan.mockReturnValue(null)
  const { reach, told } = open()
  expect([reach.now().local, reach.address()]).toEqual([false, 'http://127.0.0.1:4461'])
  lan.mockReturnValue('192.168.1.20')
  await expect.poll(() => told).toEqual([{ local: true, public: false }])
})

test('with a certificate the address has its name, from when it is there and for as long', async () => {
  lan.mockReturnValue('192.168.1.20')
  let secureName: string | null = null
  const { reach, told } = open({ secureName: () => secureName })
  secureName = 'photos.brand.example'
  await expect.poll(() => told).toHaveLength(1)
  expect(reach.address()).toBe('https://photos.brand.example:4461')
  secureName = null
  await expect.poll(() => told).toHaveLength(2)
  expect(reach.address()).toBe('http://192.168.1.20:4461')
})

test('a name that the operator gives comes before all, and a usual port is not written out', () => {
  lan.mockReturnValue('192.168.1.20')
  const secureName = () => 'photos.brand.example'
  const { reach } = open({ host: 'kiosk.example', secureName, port: 443 })
  expect(reach.address('local')).toBe('https://kiosk.example')
})

test('the public address is in the codes while publishing is well', async () => {
  lan.mockReturnValue('192.168.1.20')
  let well = true
  const { reach, told } = open({ publicAddress: 'https://p.example', isPublishing: () => well })
  expect([reach.way(), reach.address()]).toEqual(['public', 'https://p.example'])
  well = false
  await expect.poll(() => told).toEqual([{ local: true, public: false }])
  expect([reach.way(), reach.address()]).toEqual(['local', 'http://192.168.1.20:4461'])
})

test.each([
  ['local', { local: true, public: true }, true, 'local'],
  ['local', { local: false, public: true }, true, 'local'],
  ['public', { local: true, public: false }, true, 'public'],
  ['public', { local: true, public: false }, false, 'local'],
  ['auto', { local: true, public: true }, true, 'public'],
  ['auto', { local: true, public: false }, true, 'local'],
  ['auto', { local: false, public: false }, true, 'public'],
  ['auto', { local: false, public: false }, false, 'local'],
] as const)(
  'an event that asks for %s, where %j is reached, goes the right way',
  (wanted, reach, isPublicSet, way) => {
    expect(chooseWay(wanted, reach, isPublicSet)).toBe(way)
  },
)
