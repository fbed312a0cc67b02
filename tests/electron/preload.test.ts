import { expect, test } from 'vitest'
import { shellVerbs } from '../../electron/contract/shell.ts'
import { told } from './electron-stand-in.ts'

test('the preload gives the page the shell verbs, nothing else, and each asks main on its own channel', async () => {
  await import('../../electron/preload.ts')
  expect(Object.keys(told.exposed)).toEqual(['shell'])
  const shell = told.exposed.shell!
  expect(Object.keys(shell)).toEqual([...shellVerbs])
  for (const verb of shellVerbs) expect(await shell[verb]!()).toBe(`shell:${verb}`)
})
