import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openErasable } from '../support/erasable.ts'
import { projectRoot, temporaryFolder } from '../support/station.ts'
import { tracesIn } from '../support/traces.ts'

/** Every place between two steps of an erasure of three photos: after which step, and at which photo. */
const places = [
  ['begun', 1],
  ['files-removed', 1],
  ['row-removed', 1],
  ['files-removed', 2],
  ['row-removed', 3],
  ['traces-cleared', 1],
] as const

/** Erases in a process of its own, which is killed after a step or after some time; gives the signal that ended it. */
async function eraseAndDie(
  data: string,
  ids: readonly string[],
  env: Record<string, string>,
  after?: number,
) {
  const program = join(projectRoot, 'tests/faults/erasure-that-dies.ts')
  const child = spawn(process.execPath, [program, data, ...ids], { env: { ...process.env, ...env } })
  const ended = once(child, 'close')
  if (after !== undefined) {
    await once(child.stdout, 'data')
    await pause(after)
    child.kill('SIGKILL')
  }
  const [, signal] = await ended
  return signal as NodeJS.Signals | null
}

/** A folder with photos to erase and one that stays; nobody has it open. */
async function folderOf(data: string, count: number) {
  const at = openErasable(data)
  const gone = []
  for (let i = 0; i < count; i++) gone.push(await at.take())
  const stays = await at.take()
  at.close()
  return { gone, stays, ids: gone.map(({ id }) => id) }
}

/** What the next start does, and that it comes out right. */
async function expectErased(data: string, { gone, stays, ids }: Awaited<ReturnType<typeof folderOf>>) {
  const at = openErasable(data)
  const { failed, traceless } = await at.erasure.resume()
  expect({ failed, traceless }).toEqual({ failed: [], traceless: true })
  for (const { marks } of gone) {
    const { 'original picture': _, 'framed picture': __, ...own } = marks // the one that stays shows the same
    expect(await tracesIn(data, own)).toEqual([])
  }
  expect(await tracesIn(data, stays.marks)).toEqual(Object.keys(stays.marks))
  expect(at.photos.all().map(({ id }) => id)).toEqual([stays.id])
  expect(at.ledger.verify().broken).toBeNull()
  const written = at.store
    .prepare(`SELECT subject FROM ledger WHERE kind = 'erasure' ORDER BY seq`)
    .pluck()
    .all()
  expect(written.toSorted()).toEqual(ids.map(at.ledger.subject).toSorted()) // each once
  at.close()
}

describe('kill -9 while photos are erased', () => {
  test.each(places)(
    'after the step "%s" of photo %i: the next start erases the rest',
    async (step, times) => {
      await using folder = await temporaryFolder()
      const made = await folderOf(folder.path, 3)
      const env = { DIE_AFTER: step, DIE_TIMES: String(times) }
      expect(await eraseAndDie(folder.path, made.ids, env)).toBe('SIGKILL')

      // Not one of them is shown again, whatever is left of it.
      const after = openErasable(folder.path)
      expect(after.photos.all().map(({ id }) => id)).toEqual([made.stays.id])
      after.close()
      await expectErased(folder.path, made)
    },
  )

  test.each([0, 5, 15, 30])('%i ms after the start: the next one erases the rest', async after => {
    await using folder = await temporaryFolder()
    const made = await folderOf(folder.path, 6)
    await eraseAndDie(folder.path, made.ids, {}, after)
    // On a slow machine it may not have begun.
    const next = openErasable(folder.path)
    if (next.photos.all().length > 1) await next.erasure.eraseAll(made.ids, 'asked')
    next.close()
    await expectErased(folder.path, made)
  })
})
