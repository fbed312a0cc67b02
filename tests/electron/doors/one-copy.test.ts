import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { oneCopy } from '../../../electron/doors/one-copy.ts'
import { until } from '../../support/until.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

test('those who ask at the same time, and those who come while the bytes are held, get the same bytes', async () => {
  let reads = 0
  const read = oneCopy(async () => Buffer.alloc(100_000, ++reads))
  const [first, second] = await Promise.all([read('a'), read('a')])
  expect(second).toBe(first)
  expect(await read('a')).toBe(first)
  expect(await read('b')).not.toBe(first)
  expect(reads).toBe(2)
})

test('bytes that nobody holds any more are read again', async () => {
  let reads = 0
  const read = oneCopy(async () => Buffer.alloc(100_000, ++reads))
  await read('a')
  await until('the bytes to be let go', async () => {
    collectGarbage()
    await read('a')
    return reads > 1
  })
})

test('a read that failed is tried again by the next who asks', async () => {
  let fails = true
  const read = oneCopy(async () => {
    if (fails) throw new Error('busy')
    return Buffer.from('there')
  })
  await expect(Promise.all([read('a'), read('a')])).rejects.toThrow('busy')
  fails = false
  expect(String(await read('a'))).toBe('there')
})
