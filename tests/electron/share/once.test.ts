import { expect, test } from 'vitest'
import { openOnce } from '../../../electron/share/once.ts'

/** Work that counts how often it was done and ends when it is told to. */
function counted() {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let times = 0
  const work = () => {
    times++
    return promise
  }
  return { work, end: resolve, fail: reject, times: () => times }
}

test('a form that is sent twice is worked off once, and both get its end', async () => {
  const once = openOnce()
  const { work, end, times } = counted()
  const both = [once('form', work), once('form', work)]
  end()
  await Promise.all(both)
  await once('form', work)
  expect(times()).toBe(1)
})

test('another form is work of its own', async () => {
  const once = openOnce()
  const { work, end, times } = counted()
  end()
  await Promise.all([once('one', work), once('another', work)])
  expect(times()).toBe(2)
})

test('what failed fails for both, and may be sent again', async () => {
  const once = openOnce()
  const first = counted()
  const both = [once('form', first.work), once('form', first.work)]
  first.fail(new Error('no'))
  for (const one of both) await expect(one).rejects.toThrow('no')
  const second = counted()
  second.end()
  await once('form', second.work)
  expect(second.times()).toBe(1)
})

test('only the newest forms are remembered', async () => {
  const once = openOnce(2)
  const { work, end, times } = counted()
  end()
  for (const form of ['one', 'two', 'three', 'three', 'two']) await once(form, work)
  expect(times()).toBe(3)
  await once('one', work)
  expect(times()).toBe(4)
})
