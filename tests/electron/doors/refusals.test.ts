import { expect, test } from 'vitest'
import { openRefusals } from '../../../electron/doors/refusals.ts'

const minute = 60_000

/** Refusals on a clock that stands still until it is moved. */
function withClock() {
  let time = 0
  const refusals = openRefusals(() => time)
  return { ...refusals, wait: (minutes: number) => (time += minutes * minute) }
}

const none = { guessed: 0, tooMuch: 0, cut: 0, foreign: 0 }

test('refusals are counted by their reason', () => {
  const { count, lately } = withClock()
  expect(lately()).toEqual(none)
  for (const why of ['guessed', 'cut', 'guessed', 'foreign', 'tooMuch'] as const) count(why)
  expect(lately()).toEqual({ guessed: 2, tooMuch: 1, cut: 1, foreign: 1 })
})

test('those of the last hour count, and no others', () => {
  const { count, lately, wait } = withClock()
  count('guessed')
  wait(59)
  count('cut')
  expect(lately()).toEqual({ ...none, guessed: 1, cut: 1 })
  wait(1)
  expect(lately()).toEqual({ ...none, cut: 1 })
  wait(60)
  expect(lately()).toEqual(none)
})

test('what is old is gone also when something comes every minute of a long evening', () => {
  const { count, lately, wait } = withClock()
  for (let i = 0; i < 600; i++) {
    count('tooMuch')
    wait(1)
  }
  expect(lately().tooMuch).toBe(59)
})

test('after a long silence only what is new counts', () => {
  const { count, lately, wait } = withClock()
  for (let i = 0; i < 60; i++) {
    count('guessed')
    wait(1)
  }
  wait(600)
  count('guessed')
  expect(lately().guessed).toBe(1)
})
