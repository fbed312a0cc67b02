import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot, temporaryFolder } from '../support/station.ts'

const read = (folder: string, name: string) => readFileSync(join(folder, `${name}.wav`))

/** The samples of a 16-bit file, from −1 to 1. */
function samples(file: Buffer): number[] {
  return Array.from({ length: (file.length - 44) / 2 }, (_, i) => file.readInt16LE(44 + 2 * i) / 0x7fff)
}

const shipped = join(projectRoot, 'resources/sounds')

test('the sounds that are shipped are those that the script makes', async () => {
  await using folder = await temporaryFolder()
  execFileSync(process.execPath, [join(projectRoot, 'scripts/sounds.mjs'), folder.path])
  for (const name of ['tick', 'shutter', 'chime'])
    expect(read(folder.path, name).equals(read(shipped, name))).toBe(true)
})

test.each([
  ['tick', 0.05, 0.15],
  ['shutter', 0.15, 0.3],
  ['chime', 1, 2.5],
] as const)('the %s is heard, never too loud, and begins and ends without a click', (name, least, most) => {
  const file = read(shipped, name)
  expect(file.toString('latin1', 0, 4)).toBe('RIFF')
  const heard = samples(file)
  const seconds = heard.length / file.readUInt32LE(24)
  expect(seconds).toBeGreaterThan(least)
  expect(seconds).toBeLessThan(most)
  const peak = Math.max(...heard.map(Math.abs))
  expect(peak).toBeGreaterThan(0.2)
  expect(peak).toBeLessThan(0.95)
  for (const edge of [heard[0], heard.at(-1)]) expect(Math.abs(edge ?? 1)).toBeLessThan(0.01)
})
