/// <reference types="svelte" />
import { expect, test } from 'vitest'
import { Trouble } from '../../../electron/contract/errors.ts'
import type { Sought } from '../../../electron/contract/operator.ts'
import type { Station } from '../../../renderer/client/station.ts'
import { LinkTrouble } from '../../../renderer/client/trouble.ts'
import { PhotoSearch } from '../../../renderer/state/photo-search.svelte.ts'

/** A station with the photo ABC234, which fails with `state.error` where that is set. */
function station() {
  const state = { error: null as Error | null, asked: [] as string[] }
  const photo = { id: 'a', code: 'ABC234', given: [], mayTakeBack: false } as unknown
  const call = async (name: string, input: { code?: string }): Promise<Sought> => {
    state.asked.push(name)
    if (state.error) throw state.error
    if (name === 'photo.erase') return { is: 'gone' }
    const isFound = name === 'photo.takeBack' || input.code === 'ABC234'
    return (isFound ? { is: 'photo', photo } : { is: 'unknown' }) as Sought
  }
  return { state, search: new PhotoSearch({ call } as unknown as Station) }
}

async function type(search: PhotoSearch, letters: string): Promise<void> {
  for (const letter of letters) await search.type(letter)
}

test('the sixth letter begins the search, and what no code is made of counts for nothing', async () => {
  const { search, state } = station()
  await type(search, 'a b-c01il2')
  expect(search.typed).toBe('ABC2')
  search.clear()
  expect([search.typed, state.asked]).toEqual(['ABC', []])
  await type(search, '234')
  expect([search.photo?.code, state.asked]).toEqual(['ABC234', ['photo.find']])
})

test('after a code that no photo has the next letter begins anew', async () => {
  const { search } = station()
  await type(search, 'XYZ234')
  expect(search.sought).toEqual({ is: 'unknown' })
  await type(search, 'A')
  expect([search.typed, search.sought]).toEqual(['A', null])
})

test('it says what was done, and forgets all when it begins anew', async () => {
  const { search } = station()
  await type(search, 'ABC234')
  await search.takeBack('a')
  expect([search.done, search.photo?.code]).toEqual(['taken-back', 'ABC234'])
  await search.erase('a')
  expect([search.done, search.photo]).toEqual(['erased', null])
  search.again()
  expect([search.typed, search.sought, search.done]).toEqual(['', null, 'nothing'])
})

test('what the station refuses leaves the photo there with the reason, until the next try', async () => {
  const { search, state } = station()
  await type(search, 'ABC234')
  state.error = new Trouble('UNEXPECTED')
  await search.erase('a')
  expect([search.trouble, search.done, search.photo?.code]).toEqual([
    'errors.UNEXPECTED',
    'nothing',
    'ABC234',
  ])
  state.error = new LinkTrouble('LINK_LOST')
  await search.erase('a')
  expect(search.trouble).toBe('operator.lost')
  state.error = null
  await search.erase('a')
  expect([search.trouble, search.done]).toEqual([null, 'erased'])
})
