import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openBrand } from '../../../electron/brand/brand.ts'
import type { FormField, FormValue, FormWrong } from '../../../electron/contract/event-form.ts'
import { formFields } from '../../../electron/contract/event-form.ts'
import { eventSchema } from '../../../electron/event/settings.ts'
import { openEventDesk } from '../../../electron/operator/event-desk.ts'
import { openLog } from '../../../electron/system/log.ts'
import { follow, openBrand as openSigner } from '../../support/brand.ts'
import { temporaryFolder } from '../../support/station.ts'

async function deskOver(event?: string) {
  const folder = await temporaryFolder()
  const data = folder.path
  const file = join(data, 'event.json')
  if (event !== undefined) await writeFile(file, event)
  const onChange = vi.fn()
  const brand = await openBrand(data, eventSchema.parse({}).theme)
  const desk = openEventDesk({ dataFolder: data, brand, onChange, log: openLog(join(data, 'logs')) })
  const written = async () => JSON.parse(await readFile(file, 'utf8'))
  return {
    ...{ data, file, desk, onChange, written },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

test('every field of the form is one of the settings, with its default where nothing is set', async () => {
  await using at = await deskOver()
  const { values, templates, purposes, isFollowing } = await at.desk.read()
  expect(values).toMatchObject({ name: 'Groundswell', linkDays: 3, 'consent.ask': ['screens', 'social'] })
  expect(formFields.filter(field => values[field] === undefined)).toEqual([])
  expect(templates).toContainEqual({ name: 'swell', title: expect.any(String) })
  expect(purposes).not.toContain('contact') // there is no key to seal addresses with
  expect(isFollowing).toBe(false)
})

test('only what was changed is written; what is not in the form stays as it is', async () => {
  const before = {
    ...{ hashtag: '#gala', consent: { territory: 'Europe', days: 30 }, share: { networks: ['x'] } },
  }
  await using at = await deskOver(`\uFEFF${JSON.stringify(before)}`)
  const { values } = await at.desk.read()
  expect(await at.desk.save({ ...values, 'consent.days': 60, 'share.wifi.name': 'Pier' })).toEqual([])
  expect(await at.written()).toEqual({
    ...before,
    consent: { territory: 'Europe', days: 60 },
    share: { networks: ['x'], wifi: { name: 'Pier' } },
  })
  expect(at.onChange).toHaveBeenCalledOnce()
})

test('where nothing is changed nothing is written', async () => {
  await using at = await deskOver('{"name":"Gala"}')
  expect(await at.desk.save({ name: 'Gala', linkDays: 3 })).toEqual([])
  expect(await readFile(at.file, 'utf8')).toBe('{"name":"Gala"}')
  expect(at.onChange).not.toHaveBeenCalled()
})

const wrong: [FormField, FormValue, Omit<FormWrong, 'field'>][] = [
  ['name', '  ', { why: 'empty', limit: 0 }],
  ['name', 'x'.repeat(81), { why: 'long', limit: 80 }],
  ['hashtag', 'gala', { why: 'form', limit: 0 }],
  ['accent', 'red', { why: 'form', limit: 0 }],
  ['language', 'tlh', { why: 'choice', limit: 0 }],
  ['template', '../swell', { why: 'choice', limit: 0 }],
  ['linkDays', 0, { why: 'least', limit: 1 }],
  ['linkDays', 366, { why: 'most', limit: 365 }],
  ['linkDays', 1.5, { why: 'whole', limit: 0 }],
  ['linkDays', '', { why: 'whole', limit: 0 }],
  ['consent.ask', ['everything'], { why: 'choice', limit: 0 }],
  ['story.filter', ['x'.repeat(41)], { why: 'long', limit: 40 }],
  ['story.filter', ['fine', ''], { why: 'empty', limit: 0 }],
  ['modes', [], { why: 'least', limit: 1 }],
  ['share.link.address', 'http://brand.example', { why: 'form', limit: 0 }],
]
test.each(wrong)('%s cannot be %j', async (field, value, why) => {
  await using at = await deskOver('{"name":"Gala"}')
  expect(await at.desk.save({ [field]: value, place: 'Pier 7' })).toEqual([{ field, ...why }])
  expect(await at.written()).toEqual({ name: 'Gala' })
  expect(at.onChange).not.toHaveBeenCalled()
})

test('where the brand decides it can be read and not changed', async () => {
  await using at = await deskOver('{"name":"Gala"}')
  await follow(at.data, openSigner())
  expect(await at.desk.read()).toMatchObject({ isFollowing: true, values: { name: 'Gala' } })
  await expect(at.desk.save({ name: 'Other' })).rejects.toThrow('NOT_ALLOWED')
  expect(await at.written()).toEqual({ name: 'Gala' })
})

test('an event.json that was broken by hand is named, and left alone', async () => {
  await using at = await deskOver('{"nmae":"Gala"}')
  await expect(at.desk.read()).rejects.toThrow('SETTINGS_KEY_UNKNOWN')
  await expect(at.desk.save({ name: 'Other' })).rejects.toThrow('SETTINGS_KEY_UNKNOWN')
  expect(await at.written()).toEqual({ nmae: 'Gala' })
})

test('what is written is what the station reads', async () => {
  await using at = await deskOver()
  await at.desk.save({ name: 'Gala', template: 'noir', look: 'mono', 'consent.ask': [] })
  await at.desk.save({ 'story.question': 'Why?', 'story.seeFirst': true, 'story.filter': ['no', 'nay*'] })
  const event = eventSchema.parse(await at.written())
  expect([event.template, event.look, event.consent.ask]).toEqual(['noir', 'mono', []])
  expect(event.story).toMatchObject({
    question: 'Why?',
    seeFirst: true,
    inFrame: true,
    filter: ['no', 'nay*'],
  })
})

test('a file of the brand counts when it can serve, and what cannot is refused like any other value', async () => {
  await using at = await deskOver('{"name":"Gala"}')
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>',
  )
  const { name, address } = await at.desk.keepFile('logo', 'mark.svg', svg)
  const wrong = { 'theme.background': name, 'theme.font': 'gone.ttf', 'theme.logo': '../event.json' }
  expect((await at.desk.save(wrong)).map(({ field, why }) => [field, why])).toEqual([
    ['theme.logo', 'form'],
    ['theme.background', 'choice'],
    ['theme.font', 'choice'],
  ])
  expect(await at.desk.save({ 'theme.logo': name })).toEqual([])
  expect(await at.written()).toEqual({ name: 'Gala', theme: { logo: name } })
  expect((await at.desk.read()).files).toMatchObject({
    logo: { name, address },
    background: null,
    font: null,
  })
})

test('where the brand decides no file is kept', async () => {
  await using at = await deskOver('{}')
  await follow(at.data, openSigner())
  await expect(at.desk.keepFile('logo', 'mark.svg', Buffer.from('<svg/>'))).rejects.toMatchObject({
    code: 'NOT_ALLOWED',
  })
})
