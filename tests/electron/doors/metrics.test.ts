import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StationProcess, startStation, temporaryFolder } from '../../support/station.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let station: StationProcess
let token: string

beforeAll(async () => {
  folder = await temporaryFolder()
  station = await startStation({ data: folder.path })
  token = (await readFile(join(folder.path, 'metrics-token'), 'utf8')).trim()
})

afterAll(async () => {
  await station.stop()
  await folder[Symbol.asyncDispose]()
})

const ask = (path: string, authorization?: string, door = station.ready.kiosk) =>
  fetch(new URL(path, door), { headers: authorization ? { authorization } : {} })

test('the metrics are told to who has their token, in the form that Prometheus reads', async () => {
  const answer = await ask('/metrics', `Bearer ${token}`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(await answer.text()).toContain('groundswell_sync_state{state="off"} 1\n')
})

test.each([
  ['nobody', undefined],
  ['somebody who guesses', 'Bearer guessed'],
  ['somebody with the token alone', 'the token'],
])('they are not told to %s', async (_, authorization) => {
  const given = authorization === 'the token' ? token : authorization
  const answer = await ask('/metrics', given)
  expect([answer.status, (await answer.text()).includes('groundswell_')]).toEqual([403, false])
})

test('their token opens nothing else', async () => {
  for (const path of ['/kiosk/', `/frames/${'0'.repeat(64)}.png`, '/enter'])
    expect((await ask(path, `Bearer ${token}`)).status).toBe(403)
})

test('the door for phones knows no metrics', async () => {
  expect((await ask('/metrics', `Bearer ${token}`, station.ready.share)).status).toBe(404)
})
