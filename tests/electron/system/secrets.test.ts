import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { metricsToken, readSecrets, writeSecrets } from '../../../electron/system/secrets.ts'
import { temporaryFolder } from '../../support/station.ts'

const rights = async (file: string) => (await stat(file)).mode & 0o777

describe('secrets', () => {
  test('lie in a file that only its owner may read', async () => {
    await using folder = await temporaryFolder()
    await writeSecrets(folder.path, { storage: 'topsecret' })
    expect(await rights(join(folder.path, 'secrets.json'))).toBe(0o600)
    expect(await readSecrets(folder.path, undefined)).toEqual({ storage: 'topsecret' })
  })

  test('that others could read are closed to them when they are read', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'secrets.json')
    await writeFile(file, '{"storage":"topsecret"}')
    await chmod(file, 0o644)
    await readSecrets(folder.path, undefined)
    expect(await rights(file)).toBe(0o600)
  })

  test('come from the keychain too, and a newer one in the file goes before', async () => {
    await using folder = await temporaryFolder()
    expect(await readSecrets(folder.path, '{"storage":"sealed"}')).toEqual({ storage: 'sealed' })
    await writeSecrets(folder.path, { storage: 'newer' })
    expect(await readSecrets(folder.path, '{"storage":"sealed"}')).toEqual({ storage: 'newer' })
  })

  test('are in no error about their file', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'secrets.json'), '{"storage":{"key":"topsecret"}}')
    const reading = readSecrets(folder.path, undefined)
    await expect(reading).rejects.toThrow(expect.objectContaining({ code: 'FILE_FORM' }))
    await expect(reading).rejects.not.toThrow(/topsecret/)
  })
})

test('the token for the metrics is made once, unguessable, for its owner alone', async () => {
  await using folder = await temporaryFolder()
  const token = await metricsToken(folder.path)
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(await metricsToken(folder.path)).toBe(token)
  expect(await rights(join(folder.path, 'metrics-token'))).toBe(0o600)
  expect((await readFile(join(folder.path, 'metrics-token'), 'utf8')).trim()).toBe(token)
})
