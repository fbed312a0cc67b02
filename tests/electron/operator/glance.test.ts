import { describe, expect, test } from 'vitest'
import type { Glance, GlanceRow, Level } from '../../../electron/contract/operator.ts'
import type { SyncHealth, SyncState } from '../../../electron/contract/sync.ts'
import { type GlanceFacts, glanceOf } from '../../../electron/operator/glance.ts'

const sync: SyncHealth = {
  ...{ state: 'well', trouble: null, said: null, target: '/storage', problem: null, oldestSeconds: null },
  ...{ waiting: { removals: 0, photos: 0, originals: 0 }, failing: {}, retries: {}, bytes: 0, delivered: 0 },
  ...{ mismatches: 0, removals: { count: 0, averageSeconds: null, mostSeconds: null }, secondLooks: 0 },
  ...{ elsewhere: [], clockOffsetSeconds: 0.2, twin: null, followTrouble: null, isLedgerWhole: true },
  ...{ unsent: [], linesWaiting: 0, freeHours: 40, lastSaid: '2026-11-26T20:00:00.000Z' },
}

const well: GlanceFacts = {
  sync,
  phones: { canReach: true, address: 'http://192.168.1.20:4461', certificate: null },
  door: { guessed: 4, tooMuch: 0, cut: 1, foreign: 2 },
  camera: { showing: 'camera', at: '2026-11-26T20:00:00.000Z' },
  makesFilms: true,
  isClockRight: true,
  isLedgerWhole: true,
  look: [],
  photos: { today: 12, waiting: 0, failed: 0, failedLately: 0 },
  stories: null,
  isKioskOpen: false,
  isOnBreak: false,
  isDemo: false,
}

const ending = { code: 'CERTIFICATE_ENDS', details: {} } as const

/** The rows that are not well. */
function rows(changes: Partial<GlanceFacts>): Partial<Record<GlanceRow, Level>> {
  const { levels }: Glance = glanceOf({ ...well, ...changes })
  return Object.fromEntries(Object.entries(levels).filter(([, level]) => level !== 'well'))
}
const withSync = (changes: Partial<SyncHealth>) => rows({ sync: { ...sync, ...changes } })

test('when all is well, nothing is to be looked at', () => {
  expect(rows({})).toEqual({})
  expect(rows({ camera: null })).toEqual({})
})

test('a browser that makes no films is looked at', () => {
  expect(rows({ makesFilms: false })).toEqual({ camera: 'look' })
})

describe('the sync', () => {
  test.each<[SyncState, Level | undefined]>([
    ['off', undefined],
    ['well', undefined],
    ['working', 'working'],
    ['paused', 'look'],
    ['offline', 'look'],
    ['shut', 'look'],
    ['trouble', 'look'],
    ['starting', 'working'],
    ['silent', 'look'],
  ])('that is %s is %s', (state, level) => {
    expect(withSync({ state }).sync).toBe(level)
  })

  test('is looked at for a clock, a twin, and settings that are not followed', () => {
    expect(withSync({ clockOffsetSeconds: -300 }).sync).toBe('look')
    expect(withSync({ twin: { host: 'b', kiosk: 'b', at: '' } }).sync).toBe('look')
    expect(withSync({ followTrouble: { code: 'SIGNATURE_WRONG', details: {} } }).sync).toBe('look')
  })
})

test.each<[GlanceRow, Level, Partial<GlanceFacts>]>([
  ['disk', 'look', { sync: { ...sync, freeHours: 1.9 } }],
  ['phones', 'look', { phones: { ...well.phones, canReach: false } }],
  ['phones', 'look', { phones: { ...well.phones, certificate: ending } }],
  ['door', 'look', { door: { guessed: 30, tooMuch: 4_000, cut: 0, foreign: 0 } }],
  ['camera', 'look', { camera: { showing: 'demo', at: '' } }],
  ['camera', 'look', { camera: { showing: 'busy', at: '' } }],
  ['camera', 'look', { camera: { showing: 'refused', at: '' } }],
  ['clock', 'look', { isClockRight: false }],
  [
    'look',
    'look',
    { look: [{ code: 'BRAND_FILE_MISSING', details: { file: 'logo.svg', folder: 'brand' } }] },
  ],
  ['ledger', 'look', { isLedgerWhole: false }],
  ['photos', 'working', { photos: { today: 1, waiting: 1, failed: 0, failedLately: 0 } }],
  ['photos', 'look', { photos: { today: 1, waiting: 1, failed: 1, failedLately: 1 } }],
])('of %s it says %s', (row, level, changes) => {
  expect(rows(changes)).toEqual({ [row]: level })
})

test('what a busy hour refuses disturbs nobody, whatever it is made of', () => {
  expect(rows({ door: { guessed: 75, tooMuch: 75, cut: 75, foreign: 75 } })).toEqual({})
  expect(rows({ door: { guessed: 75, tooMuch: 75, cut: 76, foreign: 75 } })).toEqual({ door: 'look' })
})

test('a demo picture on purpose, and a photo that failed long ago, disturb nobody', () => {
  expect(rows({ camera: { showing: 'demo', at: '' }, isDemo: true })).toEqual({})
  expect(rows({ photos: { today: 9, waiting: 0, failed: 2, failedLately: 0 } })).toEqual({})
})

test('words that wait are looked at, and none are well', () => {
  expect(rows({ stories: 3 })).toEqual({ stories: 'look' })
  expect(rows({ stories: 0 })).toEqual({})
})
