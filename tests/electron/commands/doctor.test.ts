import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/station.ts'
import { until } from '../../support/until.ts'

const free = ['--port', '0', '--share-port', '0']
const names = ['Node', 'SQLite', 'sharp', 'Fonts', 'Disk', 'Ports', 'Network', 'Cameras', 'Electron', 'Clock']

function findings(stdout: string) {
  return stdout
    .trim()
    .split('\n')
    .map(line => /^(ok|warning|problem)\s+(\S+)\s+(.+)$/.exec(line)?.slice(1) ?? [])
}

test('a machine that can run the kiosk has no problem, and every line says ok, warning or problem', async () => {
  await using folder = await temporaryFolder()
  const outcome = await runCli('doctor', '--data', folder.path, ...free)
  const found = findings(outcome.stdout)
  expect(found.map(([, name]) => name)).toEqual(names)
  expect(found.filter(([level]) => level === 'problem')).toEqual([])
  expect(outcome.code).toBe(0)
})

test('a taken port, a damaged database and an unknown frame are problems with what to do', async () => {
  await using folder = await temporaryFolder()
  const other = createServer().listen(0, '127.0.0.1')
  await until('the other program to listen', () => other.listening)
  const { port } = other.address() as AddressInfo
  writeFileSync(join(folder.path, 'groundswell.sqlite'), 'torn')
  writeFileSync(join(folder.path, 'event.json'), '{"template": "swel"}')
  const outcome = await runCli('doctor', '--data', folder.path, '--port', String(port), '--share-port', '0')
  other.close()
  const words = Object.fromEntries(
    findings(outcome.stdout).map(([level, name, rest]) => [name, `${level}: ${rest}`]),
  )
  expect(words.Ports).toMatch(/^problem: Port \d+ for the kiosk door is taken/)
  expect(words.SQLite).toMatch(/^problem: The database .* is damaged/)
  expect(words.Fonts).toMatch(/^problem: There is no frame "swel"/)
  expect(outcome.code).toBe(2)
})
