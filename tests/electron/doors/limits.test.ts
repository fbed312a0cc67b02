import { describe, expect, test } from 'vitest'
import { mostAddresses, openAllowance } from '../../../electron/doors/limits.ts'

/** An allowance on a clock that stands still until it is moved. */
function withClock(burst: number, perSecond: number) {
  let time = 0
  const allowance = openAllowance({ burst, perSecond }, () => time)
  const takeAll = (address: string) => {
    let taken = 0
    while (allowance.take(address)) taken += 1
    return taken
  }
  return { ...allowance, takeAll, wait: (seconds: number) => (time += seconds * 1000) }
}

describe('an allowance', () => {
  test('gives its burst at once and nothing more', () => {
    const { takeAll } = withClock(5, 1)
    expect(takeAll('a')).toBe(5)
    expect(takeAll('a')).toBe(0)
  })

  test('fills again with time, a part of one counting for nothing yet', () => {
    const { takeAll, wait } = withClock(5, 2)
    takeAll('a')
    wait(0.4)
    expect(takeAll('a')).toBe(0)
    wait(0.1)
    expect(takeAll('a')).toBe(1)
    wait(1)
    expect(takeAll('a')).toBe(2)
  })

  test('is not delayed by asking in vain', () => {
    const { take, takeAll, wait } = withClock(1, 1)
    takeAll('a')
    for (let i = 0; i < 9; i++) {
      wait(0.1)
      expect(take('a')).toBe(false)
    }
    wait(0.11)
    expect(take('a')).toBe(true)
  })

  test('never holds more than its burst, however long nobody asks', () => {
    const { takeAll, wait } = withClock(5, 1)
    takeAll('a')
    wait(1_000_000)
    expect(takeAll('a')).toBe(5)
  })

  test('is each address its own', () => {
    const { takeAll } = withClock(3, 1)
    takeAll('a')
    expect(takeAll('b')).toBe(3)
  })

  test('forgets the address that asked longest ago when too many come, and no other', () => {
    const { take, takeAll } = withClock(2, 0.001)
    takeAll('first')
    takeAll('second')
    expect(take('first')).toBe(false) // asked again, so the second is now the oldest
    for (let i = 0; i < mostAddresses - 1; i++) take(`address ${i}`)
    expect(take('first')).toBe(false)
    expect(take('second')).toBe(true)
  })
})
