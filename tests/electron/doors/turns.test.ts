import { expect, test } from 'vitest'
import { openTurns } from '../../../electron/doors/turns.ts'

/** What `turns` gave by then, a number an asker, and the turns of something else in between. */
async function crowd(size: number) {
  const turn = openTurns()
  const order: (number | 'other')[] = []
  const asked = Array.from({ length: size }, async (_, i) => {
    await turn()
    order.push(i)
  })
  let going = true
  const other = (async () => {
    while (going) {
      await new Promise(resolve => setImmediate(resolve))
      order.push('other')
    }
  })()
  await Promise.all(asked)
  going = false
  await other
  return order
}

test('a crowd comes in its order, with room for something else after each', async () => {
  const order = await crowd(100)
  expect(order.filter(one => one !== 'other')).toEqual(Array.from({ length: 100 }, (_, i) => i))
  for (const [at, one] of order.entries())
    if (typeof one === 'number') expect(typeof order[at + 1], `after ${one}`).not.toBe('number')
})

test('who comes after the crowd waits for nobody', async () => {
  const turn = openTurns()
  await Promise.all(Array.from({ length: 10 }, turn))
  let isThere = false
  void turn().then(() => {
    isThere = true
  })
  await new Promise(resolve => setImmediate(resolve))
  expect(isThere).toBe(true)
})
