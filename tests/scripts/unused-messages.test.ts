import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot, temporaryFolder } from '../support/station.ts'

/** What the check says of a project whose one source is `source`. */
async function check(source: string) {
  await using folder = await temporaryFolder()
  for (const name of ['electron', 'renderer', 'text']) await mkdir(join(folder.path, name))
  const messages = {
    live: { shoot: 'Ready' },
    errors: { NOT_NOW: 'Not now' },
    consent: { social: 'Post it' },
  }
  await writeFile(join(folder.path, 'text/en.json'), JSON.stringify(messages))
  await writeFile(join(folder.path, 'renderer/App.svelte'), source)
  const script = join(projectRoot, 'scripts/unused-messages.mjs')
  const { status, stderr } = spawnSync(process.execPath, [script, folder.path], { encoding: 'utf8' })
  return { status, stderr }
}

test('messages that are said pass, those of errors and purposes by their names', async () => {
  expect(await check("{kiosk.say('live.shoot')}")).toEqual({ status: 0, stderr: '' })
})

test('a message that nobody says fails, and is named', async () => {
  expect(await check("{kiosk.say('live.shot')}")).toEqual({
    ...{ status: 1, stderr: 'text/en.json: nobody says live.shoot\n' },
  })
})
