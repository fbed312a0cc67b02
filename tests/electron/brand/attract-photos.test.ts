import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openAttractPhotos } from '../../../electron/brand/attract-photos.ts'
import type { Photo } from '../../../electron/capture/photos.ts'
import type { Gate } from '../../../electron/consent/gate.ts'
import { until } from '../../support/until.ts'

/** Over a gate that allows `state.allowed` for screens. */
function attracting(isOn = true, size = { width: 1080, height: 1350 }) {
  const state = { allowed: ['c', 'b', 'a'], unframed: [] as string[], told: [] as (readonly string[])[] }
  const attract = openAttractPhotos({
    gate: {
      newestAllowed: (purpose, _, most) => (purpose === 'screens' ? state.allowed.slice(0, most) : []),
    } as Gate,
    photos: { find: id => ({ stage: state.unframed.includes(id) ? 'kept' : 'framed' }) as Photo },
    ...{ size, isOn, onChange: ids => state.told.push(ids) },
  })
  return { state, attract, [Symbol.dispose]: () => attract.close() }
}

test('what may be seen is told before the start screen is, and again when it has changed', async () => {
  using at = attracting()
  at.attract.rests(true)
  expect(at.state.told).toEqual([['c', 'b', 'a']])
  at.state.allowed = ['c', 'a']
  await until('the photo that was taken back to be gone', () => at.state.told.length > 1)
  expect(at.state.told[1]).toEqual(['c', 'a'])
})

test('while a visit goes on nothing is asked or told', async () => {
  using at = attracting()
  at.attract.rests(true)
  at.attract.rests(false)
  at.state.allowed = []
  await pause(1_200)
  expect(at.state.told).toHaveLength(1)
  at.attract.rests(true)
  expect(at.state.told.at(-1)).toEqual([])
})

test('where the settings want none, none is given', () => {
  using at = attracting(false)
  at.attract.rests(true)
  expect([at.attract.now(), at.state.told]).toEqual([[], []])
})

test('one that is not framed waits, and of huge pictures there are few', () => {
  using at = attracting()
  at.state.unframed = ['c']
  expect(at.attract.now()).toEqual(['b', 'a'])
  using huge = attracting(true, { width: 4096, height: 4096 })
  expect(huge.attract.now()).toHaveLength(2)
})
