import { armor, Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from 'age-encryption'
import { beforeAll, describe, expect, test } from 'vitest'
import { isPublicKey, type Keys, makeKeys, openSealed, sealTo } from '../../../electron/consent/seal.ts'
import { wordsFor } from '../../../electron/system/words.ts'

let keys: Keys
let others: Keys
beforeAll(async () => {
  keys = await makeKeys()
  others = await makeKeys()
})

/** `text` with another character at `at`, of those that keys and base64 have. */
const altered = (text: string, at: number) => {
  const others = /[A-Z]/.test(text[at]!) ? 'QP' : 'qp'
  return text.slice(0, at) + (text[at] === others[0] ? others[1] : others[0]) + text.slice(at + 1)
}

const brokenBy = (privateKey: string, sealed: string) =>
  expect(openSealed(privateKey, sealed)).rejects.toMatchObject({ code: 'SEAL_BROKEN' })

describe('what is sealed', () => {
  test.each([
    'guest@example.org',
    'zoë.müller@bücher.example',
    'Łukasz 👩‍👩‍👧‍👦 <łukasz@例え.jp>',
    '',
    ' spaces  and\nlines \n\n',
    '\uFEFFbyte order mark',
    'x'.repeat(5000),
  ])('comes back as it was: %j', async text => {
    expect(await openSealed(keys.privateKey, await sealTo(keys.publicKey, text))).toBe(text)
  })

  test('is ASCII text that shows nothing of what is in it', async () => {
    const sealed = await sealTo(keys.publicKey, 'guest@example.org')
    expect(sealed).toMatch(
      /^-----BEGIN AGE ENCRYPTED FILE-----\n[\x20-\x7e\n]+-----END AGE ENCRYPTED FILE-----\n$/,
    )
    expect(Buffer.from(armor.decode(sealed)).toString('latin1')).not.toContain('guest')
  })

  test('differs each time, so that nobody sees who came twice', async () => {
    const [one, two] = [await sealTo(keys.publicKey, 'a@b.org'), await sealTo(keys.publicKey, 'a@b.org')]
    expect(one).not.toBe(two)
  })

  test('is of one length for every address there can be', async () => {
    const lengths = [8, 30, 254]
    const sealed = await Promise.all(lengths.map(length => sealTo(keys.publicKey, 'a'.repeat(length))))
    expect(new Set(sealed.map(({ length }) => length)).size).toBe(1)
  })

  test('opens in any program for age, as plain text', async () => {
    const decrypter = new Decrypter()
    decrypter.addIdentity(keys.privateKey)
    const sealed = await sealTo(keys.publicKey, 'guest@example.org')
    expect((await decrypter.decrypt(armor.decode(sealed), 'text')).trim()).toBe('guest@example.org')
  })
})

describe('a seal is told to be broken', () => {
  test('when another key tries it', async () => {
    await brokenBy(others.privateKey, await sealTo(keys.publicKey, 'guest@example.org'))
  })

  test('when any part of it was altered', async () => {
    const sealed = await sealTo(keys.publicKey, 'guest@example.org')
    const lines = sealed.split('\n').slice(0, -1)
    for (const [i, line] of lines.entries())
      await brokenBy(keys.privateKey, lines.with(i, altered(line, 7)).join('\n'))
  })

  test('when it was cut short, wherever', async () => {
    const whole = armor.decode(await sealTo(keys.publicKey, 'guest@example.org'))
    for (let length = 0; length < whole.length; length += 13)
      await brokenBy(keys.privateKey, armor.encode(whole.subarray(0, length)))
    await brokenBy(keys.privateKey, armor.encode(whole).slice(0, 300))
  })

  test.each(['', 'guest@example.org'])('when it never was one: %j', async text => {
    await brokenBy(keys.privateKey, text)
  })

  test('when something else was encrypted to the key', async () => {
    const encrypter = new Encrypter()
    encrypter.addRecipient(keys.publicKey)
    await brokenBy(keys.privateKey, armor.encode(await encrypter.encrypt('no padding')))
  })
})

describe('keys', () => {
  test('are made anew each time, in the two forms of age', () => {
    expect(keys.publicKey).toMatch(/^age1[a-z0-9]{58}$/)
    expect(keys.privateKey).toMatch(/^AGE-SECRET-KEY-1[A-Z0-9]{58}$/)
    expect(keys.privateKey).not.toBe(others.privateKey)
    expect(isPublicKey(keys.publicKey)).toBe(true)
  })

  test('a private one may be typed in groups, lines and small letters', async () => {
    const typed = keys.privateKey.toLowerCase().replace(/.{4}/g, '$& ').replace(' ', '\n')
    expect(await openSealed(` ${typed}\n`, await sealTo(keys.publicKey, 'a@b.org'))).toBe('a@b.org')
  })

  /** Wrong public keys, and what is said to have come. */
  const wrongPublic: [string, () => string | Promise<string>, string][] = [
    ['nothing', () => ' ', 'nothing'],
    ['an e-mail address', () => 'guest@example.org', 'a text that is no age key'],
    ['a wrong letter', () => altered(keys.publicKey, 30), 'one with a character wrong'],
    ['a missing letter', () => keys.publicKey.slice(0, -1), 'one with a character wrong'],
    ['a letter too many', () => `${keys.publicKey}q`, 'one with a character wrong'],
    ['a line break after it', () => `${keys.publicKey}\n`, 'one with a character wrong'],
    ['capitals', () => keys.publicKey.toUpperCase(), 'one with a character wrong'],
    ['the private key', () => keys.privateKey, 'a private key'],
    ['the private key after other words', () => `key: ${keys.privateKey.toLowerCase()}`, 'a private key'],
    [
      'a key of another kind',
      async () => identityToRecipient(await generateHybridIdentity()),
      'another kind',
    ],
  ]
  test.each(wrongPublic)('%s is no public key', async (_, key, came) => {
    const wrong = await key()
    expect(isPublicKey(wrong)).toBe(false)
    await refused(sealTo(wrong, 'a@b.org'), 'Expected a public key (age1…), but', came)
  })

  test('a point that would lock nothing is refused, though its checksum is right', async () => {
    const zero = 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z'
    await refused(sealTo(zero, 'a@b.org'), 'Expected a public key')
  })

  const wrongPrivate: [string, () => string | Promise<string>, string][] = [
    ['nothing', () => '', 'nothing'],
    ['a wrong letter', () => altered(keys.privateKey, 30), 'one with a character wrong'],
    ['a missing letter', () => keys.privateKey.slice(0, -1), 'one with a character wrong'],
    ['the groups without what they begin with', () => keys.privateKey.slice(16), 'a text that is no age key'],
    ['the public key', () => keys.publicKey, 'a public key'],
    ['a key of another kind', generateHybridIdentity, 'another kind'],
  ]
  test.each(wrongPrivate)('%s is no private key', async (_, key, came) => {
    const sealed = await sealTo(keys.publicKey, 'a@b.org')
    await refused(openSealed(await key(), sealed), 'Expected a private key (AGE-SECRET-KEY-1…), but', came)
  })
})

/** It is KEY_INVALID, in these words; and nothing of a private key is in them, nor in what a log would write. */
async function refused(work: Promise<unknown>, ...words: string[]) {
  const error = (await work.then(
    () => null,
    error => error,
  )) as Error
  expect(error).toMatchObject({ code: 'KEY_INVALID' })
  for (const part of words) expect(wordsFor(error)).toContain(part)
  const written = `${wordsFor(error)} ${error.stack} ${String(error.cause)}`.toUpperCase()
  expect(written).not.toContain(keys.privateKey.slice(40, 60))
}
