import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openKeychain, type Safe } from '../../electron/keychain.ts'
import { temporaryFolder } from '../support/station.ts'

/** A keychain as Electron's: it seals with a key that is in no file. */
function keychain(more: Partial<Safe> = {}): Safe {
  const key = randomBytes(32)
  return {
    isEncryptionAvailable: () => true,
    encryptString(text) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), sealed])
    },
    decryptString(bytes) {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
    ...more,
  }
}

const secrets = '{"storage":"topsecret"}'

async function folderWith(text?: string) {
  const folder = await temporaryFolder()
  const file = (name: string) => join(folder.path, name)
  if (text !== undefined) writeFileSync(file('secrets.json'), text)
  return { ...folder, file, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

describe('the keychain', () => {
  test('takes what is in the open file, and gives it at every start', async () => {
    await using folder = await folderWith(secrets)
    const safe = keychain()
    expect(openKeychain(folder.path, safe)).toBe(secrets)
    expect(existsSync(folder.file('secrets.json'))).toBe(false)
    expect(readFileSync(folder.file('secrets.sealed')).includes('topsecret')).toBe(false)
    expect(openKeychain(folder.path, safe)).toBe(secrets)
  })

  test('takes a newer secret in the place of the older one', async () => {
    await using folder = await folderWith(secrets)
    const safe = keychain()
    openKeychain(folder.path, safe)
    writeFileSync(folder.file('secrets.json'), '{"storage":"newer"}')
    expect(openKeychain(folder.path, safe)).toBe('{"storage":"newer"}')
  })

  test.each([
    ['there is none', { isEncryptionAvailable: () => false }],
    ['there is none but in name', { getSelectedStorageBackend: () => 'basic_text' }],
  ])('leaves the open file alone where %s', async (_, more) => {
    await using folder = await folderWith(secrets)
    expect(openKeychain(folder.path, keychain(more))).toBeUndefined()
    expect(readFileSync(folder.file('secrets.json'), 'utf8')).toBe(secrets)
  })

  test('gives nothing where nothing is kept, or where another system has sealed it', async () => {
    await using folder = await folderWith()
    expect(openKeychain(folder.path, keychain())).toBeUndefined()
    writeFileSync(folder.file('secrets.json'), secrets)
    openKeychain(folder.path, keychain())
    expect(openKeychain(folder.path, keychain())).toBeUndefined()
  })

  test('leaves a file that it cannot read to the station, which says what is wrong', async () => {
    await using folder = await folderWith('not JSON')
    expect(openKeychain(folder.path, keychain())).toBeUndefined()
    expect(existsSync(folder.file('secrets.json'))).toBe(true)
  })
})
