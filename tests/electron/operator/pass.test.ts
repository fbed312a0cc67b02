import { expect, test } from 'vitest'
import { openPass } from '../../../electron/operator/pass.ts'

const minute = 60_000

/** A pass and its clock. */
function passAt(start = 0) {
  const clock = { now: start }
  return { clock, pass: openPass(5 * minute, () => clock.now) }
}

test('what was given for the PIN is good, and nothing else', () => {
  const { pass } = passAt()
  for (const guess of ['', 'null', 'undefined']) expect(pass.isGood(guess)).toBe(false)
  const token = pass.give()
  expect(pass.isGood(token)).toBe(true)
  for (const wrong of ['', token.slice(1), `${token} `]) expect(pass.isGood(wrong)).toBe(false)
})

test('it ends after five minutes without a touch, and asking is no touch', () => {
  const { pass, clock } = passAt()
  const token = pass.give()
  for (let i = 0; i < 5; i++) {
    clock.now += minute
    expect(pass.isGood(token)).toBe(true)
  }
  clock.now += 1
  expect(pass.isGood(token)).toBe(false)
  pass.touch()
  expect(pass.isGood(token)).toBe(false)
})

test('a touch makes it last', () => {
  const { pass, clock } = passAt()
  const token = pass.give()
  for (let i = 0; i < 3; i++) {
    clock.now += 4 * minute
    expect(pass.isGood(token)).toBe(true)
    pass.touch()
  }
})

test('it ends when the operator leaves, and when the PIN is typed somewhere else', () => {
  const { pass } = passAt()
  const first = pass.give()
  const second = pass.give()
  expect(pass.isGood(first)).toBe(false)
  pass.end()
  expect(pass.isGood(second)).toBe(false)
})
