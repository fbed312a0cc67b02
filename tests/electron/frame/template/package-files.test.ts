import { execFileSync } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  fileLimit,
  isPackageName,
  listFiles,
  openPackage,
  pictureSize,
  sizeWords,
} from '../../../../electron/frame/template/package-files.ts'

let folder: string
let home: string
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'packages-')))
  home = join(folder, 'swell')
  await mkdir(join(home, 'fonts'), { recursive: true })
  await writeFile(join(home, 'template.json'), '\uFEFF{"title":"Wellé"}')
  await writeFile(join(home, 'fonts', 'a.ttf'), 'font')
  await writeFile(join(folder, 'secret.svg'), 'secret')
})
afterEach(() => rm(folder, { recursive: true }))

const refused = async (file: string, reason: unknown) => {
  const files = await openPackage('swell', folder)
  const trouble = { code: 'TEMPLATE_FILE', details: { template: 'swell', file, reason } }
  await expect(files.bytes(file)).rejects.toMatchObject(trouble)
  await expect(files.text(file)).rejects.toMatchObject(trouble)
  return files
}

describe('a package', () => {
  it('gives its files as words, bytes and paths', async () => {
    const files = await openPackage('swell', folder)
    expect(files).toMatchObject({ name: 'swell', home })
    expect(await files.text('template.json')).toBe('{"title":"Wellé"}')
    expect(await files.bytes('fonts/a.ttf')).toEqual(Buffer.from('font'))
    expect(await files.path('fonts/../fonts/a.ttf')).toBe(join(home, 'fonts', 'a.ttf'))
  })
  it('may have links that stay inside', async () => {
    await symlink('fonts/a.ttf', join(home, 'b.ttf'))
    expect(await (await openPackage('swell', folder)).path('b.ttf')).toBe(join(home, 'fonts', 'a.ttf'))
  })
  it('lists what may be in it', async () => {
    for (const name of ['b.svg', '.c.svg', 'd.psd', 'fonts/OFL.txt']) await writeFile(join(home, name), '')
    await symlink('/etc/passwd', join(home, 'e.txt'))
    expect(await listFiles(home)).toEqual(['b.svg', 'fonts/OFL.txt', 'fonts/a.ttf', 'template.json'])
  })
})

describe('a file is refused when it', () => {
  it.each([
    ['../secret.svg', 'lies outside the folder'],
    ['fonts/../../secret.svg', 'lies outside the folder'],
    ['.', 'lies outside the folder'],
    ['..', 'lies outside the folder'],
    ['', 'lies outside the folder'],
    ['/etc/hostname', 'lies outside the folder'],
    ['C:/a.svg', 'lies outside the folder'],
    ['c:a.svg', 'lies outside the folder'],
    ['..\\secret.svg', 'is written with a backslash; folders are parted by /'],
    ['https://example.org/a.svg', 'is a web address'],
    ['file:///etc/hostname', 'is a web address'],
    ['data:image/png,', 'is a web address'],
    ['a\0.svg', 'has a control character in its name'],
    ['a.svg', 'is missing'],
    ['template.json/a.svg', 'is missing'],
    ['fonts', 'is no file'],
  ])('is called %j', async (file, reason) => {
    await refused(file, reason)
  })

  it('is a link that leads out', async () => {
    await symlink(join(folder, 'secret.svg'), join(home, 'a.svg'))
    await symlink('..', join(home, 'up'))
    const files = await refused('a.svg', 'lies outside the folder')
    await refused('up/secret.svg', 'lies outside the folder')
    await expect(files.path('a.svg')).rejects.toMatchObject({ code: 'TEMPLATE_FILE' })
  })
  it.skipIf(process.platform === 'win32')('is a pipe, which would never end', async () => {
    execFileSync('mkfifo', [join(home, 'a.svg')])
    await refused('a.svg', 'is no file')
  })
  it('is of another kind', async () => {
    await writeFile(join(home, 'a.gif'), '')
    await refused(
      'a.gif',
      expect.stringMatching(/^is of a kind that no frame has; frames have template\.json/),
    )
  })
  it.each(['a.svg', 'a.png', 'a.jpg', 'a.ttf', 'a.otf', 'a.txt', 'template.json'])(
    'is too large: %s',
    async file => {
      const most = fileLimit(file)!
      await writeFile(join(home, file), '')
      await truncate(join(home, file), most + 1)
      await refused(file, `has ${sizeWords(most + 1)}; at most ${sizeWords(most)} are allowed`)
      await truncate(join(home, file), most)
      await expect((await openPackage('swell', folder)).path(file)).resolves.toBe(join(home, file))
    },
  )
  it('is not written in UTF-8', async () => {
    await writeFile(join(home, 'a.svg'), Buffer.from('\uFEFF<svg/>', 'utf16le'))
    const files = await openPackage('swell', folder)
    await expect(files.text('a.svg')).rejects.toMatchObject({
      details: { reason: 'is not written in UTF-8' },
    })
  })
  it('is no picture of its kind', async () => {
    const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    await writeFile(join(home, 'a.png'), '<svg/>')
    await writeFile(join(home, 'a.jpg'), png)
    await writeFile(join(home, 'b.png'), png)
    await refused('a.png', 'is no PNG')
    const files = await refused('a.jpg', 'is no JPEG')
    expect(await files.bytes('b.png')).toEqual(png)
  })
  it('is a picture with too many pixels', async () => {
    const wide = sharp({ create: { width: 4097, height: 1, channels: 3, background: 'red' } })
    await wide.png().toFile(join(home, 'a.png'))
    await refused('a.png', 'is 4097 × 1 pixels; at most 4096 a side are allowed')
  })
})

describe('a package is refused when it', () => {
  const refusedWhole = (name: string, reason: unknown) =>
    expect(openPackage(name, folder)).rejects.toMatchObject({
      code: 'TEMPLATE_FILE',
      details: { template: name, file: `${name}/`, reason },
    })

  it.each(['', '.', '..', '../swell', 'swell/fonts', 'swell\\fonts', '/etc'])('is called %j', async name => {
    await refusedWhole(name, 'is no name of a folder')
  })
  it('is missing', () => refusedWhole('ripple', 'is missing'))
  it('is a file', () => refusedWhole('secret.svg', 'is no folder'))
  it('is a link to elsewhere', async () => {
    await symlink('/etc', join(folder, 'ripple'))
    await refusedWhole('ripple', 'lies outside the folder')
  })
  it('holds more than 200 files and folders', async () => {
    await Promise.all(Array.from({ length: 197 }, (_, i) => writeFile(join(home, 'fonts', `${i}.txt`), '')))
    await openPackage('swell', folder)
    await writeFile(join(home, 'a.psd'), '')
    await refusedWhole('swell', 'holds more than 200 files and folders')
  })
  it('holds more than 64 MB', async () => {
    await truncate(join(home, 'fonts', 'a.ttf'), 64 * 2 ** 20)
    await refusedWhole('swell', 'holds more than 64 MB')
    await truncate(join(home, 'fonts', 'a.ttf'), 63 * 2 ** 20)
    await appendFile(join(home, 'template.json'), ' ')
    await openPackage('swell', folder)
  })
})

describe('a new package', () => {
  it.each(['a', 'open-air-2026', 'console', 'x'.repeat(40)])('may be called %j', name => {
    expect(isPackageName(name)).toBe(true)
  })
  it.each(['', 'Swell', 'wörter', 'a b', 'a.b', 'a/b', '..', 'x'.repeat(41), 'con', 'com1', 'lpt9'])(
    'may not be called %j',
    name => {
      expect(isPackageName(name)).toBe(false)
    },
  )
})

describe('the size of a picture, from its first bytes', () => {
  it.each(['png', 'jpeg'] as const)('%s', async kind => {
    const picture = await sharp({ create: { width: 70, height: 300, channels: 3, background: 'red' } })
      .toFormat(kind, { progressive: true })
      .withMetadata()
      .toBuffer()
    expect(pictureSize(picture)).toEqual({ kind, width: 70, height: 300 })
    // Every start of it gives the size or nothing, and never more than is there.
    for (let end = 0; end < picture.length; end++) {
      const size = pictureSize(picture.subarray(0, end))
      if (size !== null) expect(size).toEqual({ kind, width: 70, height: 300 })
    }
  })
  it.each(['', 'GIF89a', '\xff\xd8\xff', '\xff\xd8\xff\xe0\0\0\0\0\0\0\0\0\0\0', '\x89PNG\r\n\x1a\n'])(
    'is not known of %j',
    start => {
      expect(pictureSize(Buffer.from(start, 'latin1'))).toBeNull()
    },
  )
})
