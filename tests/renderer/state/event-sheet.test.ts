/// <reference types="svelte" />
import { expect, test } from 'vitest'
import { type BrandFileView, type BrandPart, brandLimits } from '../../../electron/contract/brand.ts'
import { Trouble } from '../../../electron/contract/errors.ts'
import type { FormWrong } from '../../../electron/contract/event-form.ts'
import type { Station } from '../../../renderer/client/station.ts'
import { EventSheet } from '../../../renderer/state/event-sheet.svelte.ts'

/** A sheet over a station that has an event called Gala, and answers a save with `state.wrong`. */
async function sheet() {
  const state = { wrong: [] as FormWrong[], saved: [] as unknown[], error: null as Error | null }
  const call = async (name: string, input: { changed?: object; colour?: string }) => {
    if (state.error) throw state.error
    if (name === 'settings.read')
      return {
        values: { name: 'Gala', accent: '#ff7a59', 'theme.ground': '#14110f', 'theme.logo': '', linkDays: 3 },
        files: { logo: null, background: null, font: null },
      }
    if (name === 'settings.shade')
      return { contrast: 7, better: input.colour === '#000000' ? '#666666' : null }
    state.saved.push(input.changed)
    return state.wrong
  }
  const bring = async (_: BrandPart, { name }: File): Promise<BrandFileView> => {
    if (state.error) throw state.error
    return { name: `kept-${name}`, address: '/brand/0.svg', is: 'picture', on: 'ground' }
  }
  const one = new EventSheet({ call } as unknown as Station, bring)
  await one.load()
  return { state, sheet: one }
}

test('only what differs from what is there is sent', async () => {
  const { sheet: one, state } = await sheet()
  expect(one.mayBeSaved).toBe(false)
  one.set('name', 'Ball')
  one.set('linkDays', 5)
  one.set('linkDays', 3)
  await one.save()
  expect(state.saved).toEqual([{ name: 'Ball' }])
  expect([one.isSaved, one.mayBeSaved, one.value('name')]).toEqual([true, false, 'Ball'])
})

test('what is wrong stands at its field until that is changed, and nothing is lost', async () => {
  const { sheet: one, state } = await sheet()
  state.wrong = [{ field: 'name', why: 'empty', limit: 0 }]
  one.set('name', '')
  one.set('linkDays', 5)
  await one.save()
  expect([one.isSaved, one.wrong('name')?.why, one.value('linkDays')]).toEqual([false, 'empty', 5])
  one.set('name', 'Ball')
  expect([one.wrong('name'), one.isWrong, one.mayBeSaved]).toEqual([undefined, false, true])
})

test('a colour is looked at as it is chosen', async () => {
  const { sheet: one } = await sheet()
  expect(one.shade('accent')?.better).toBe(null)
  one.set('accent', '#000000')
  await Promise.resolve()
  await Promise.resolve()
  expect(one.shade('accent')?.better).toBe('#666666')
})

test('what the station refuses is said, and what was filled in stays', async () => {
  const { sheet: one, state } = await sheet()
  one.set('name', 'Ball')
  state.error = new Trouble('SETTINGS_NOT_JSON', { file: 'event.json', reason: 'x' })
  await one.save()
  expect([one.trouble, one.value('name'), one.mayBeSaved]).toEqual([
    { code: 'SETTINGS_NOT_JSON', details: { file: 'event.json', reason: 'x' } },
    'Ball',
    true,
  ])
  state.error = new Error('gone')
  await one.save()
  expect(one.trouble).toBe('lost')
})

test('a file that is brought is chosen, and counts when it is saved', async () => {
  const { sheet: one, state } = await sheet()
  await one.bring('logo', new File(['<svg/>'], 'mark.svg'))
  expect([one.value('theme.logo'), one.file('logo')?.address]).toEqual(['kept-mark.svg', '/brand/0.svg'])
  one.set('theme.logo', '')
  expect(one.file('logo')).toBe(null)
  one.set('theme.logo', 'kept-mark.svg')
  await one.save()
  expect(state.saved).toEqual([{ 'theme.logo': 'kept-mark.svg' }])
})

test('a file that is not taken leaves the one before it, and it is said why', async () => {
  const { sheet: one, state } = await sheet()
  await one.bring('logo', new File(['<svg/>'], 'mark.svg'))
  state.error = new Trouble('BRAND_FILE_KIND', { file: 'mark.gif' })
  await one.bring('logo', new File(['GIF8'], 'mark.gif'))
  expect(one.refused('logo')).toEqual({ code: 'BRAND_FILE_KIND', details: { file: 'mark.gif' } })
  expect(one.value('theme.logo')).toBe('kept-mark.svg')
  state.error = null
  await one.bring('logo', new File([new Uint8Array(brandLimits.logo + 1)], 'huge.svg'))
  expect(one.refused('logo')).toMatchObject({ code: 'BRAND_FILE_LARGE', details: { file: 'huge.svg' } })
})
