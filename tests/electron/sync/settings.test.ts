import { describe, expect, test } from 'vitest'
import { readSyncSettings } from '../../../electron/sync/settings.ts'
import { identityOf } from '../../../electron/sync/storage.ts'

const s3 = { kind: 's3', endpoint: 'https://s3.example.org', bucket: 'booth', accessKey: 'AKIA' }
const read = (settings: object) => readSyncSettings(JSON.stringify(settings), 'sync.json')

describe('sync settings', () => {
  test('need no more than a target', () => {
    expect(read({ target: s3 })).toMatchObject({
      ...{ originals: 'always', kilobytesPerSecond: 0, metered: false, brandKey: '' },
      target: { region: 'us-east-1', style: 'path', prefix: '' },
    })
  })

  test.each([
    ['an address with a password in it', { target: { ...s3, endpoint: 'https://me:secret@s3.example.org' } }],
    ['an address of another kind', { target: { ...s3, endpoint: 'ftp://s3.example.org' } }],
    ['a prefix that leaves the bucket', { target: { ...s3, prefix: '../other' } }],
    ['a station that is no name for a folder', { station: 'Hall A/1', target: s3 }],
    ['a time of day that is none', { target: s3, night: { from: '25:00' } }],
    ['a target of an unknown kind', { target: { kind: 'ftp' } }],
    ['no target', {}],
  ])('refuse %s', (_, settings) => {
    expect(() => read(settings)).toThrow(expect.objectContaining({ code: 'SETTINGS_VALUE' }))
  })

  test('never repeat a secret that was written into an address by mistake', () => {
    const settings = { target: { ...s3, endpoint: 'https://me:topsecret@s3.example.org' } }
    expect(() => read(settings)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('topsecret') }),
    )
  })
})

describe('which storage it is', () => {
  test('is told by address and folder, and not by who asks', () => {
    const { target } = read({ target: s3 })
    const renewed = read({ target: { ...s3, accessKey: 'another', endpoint: `${s3.endpoint}/` } }).target
    expect(identityOf(renewed)).toBe(identityOf(target))
    expect(identityOf(read({ target: { ...s3, bucket: 'other' } }).target)).not.toBe(identityOf(target))
  })
})
