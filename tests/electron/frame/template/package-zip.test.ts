import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Trouble } from '../../../../electron/contract/errors.ts'
import {
  exportPackage,
  importPackage,
  sweepImports,
} from '../../../../electron/frame/template/package-zip.ts'
import { sha256 } from '../../../../electron/system/files.ts'
import { type ZipEntry, zipOf } from '../../../support/zip.ts'

const settings = { name: 'swell/template.json', content: '{"title":"Swell"}' }
const swell: ZipEntry[] = [
  settings,
  { name: 'swell/wave.svg', content: '<svg/>' },
  { name: 'swell/fonts/', content: '' },
  { name: 'swell/fonts/OFL.txt', content: 'The licence', method: 0 },
]

/** The folder of frames is one of two in `home`, so that what lands outside is seen. */
let home: string
let folder: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'zips-'))
  folder = join(home, 'templates')
  await mkdir(folder)
})
afterEach(() => rm(home, { recursive: true }))

/** Every file below `home` with its words. */
async function everything(): Promise<Record<string, string>> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => !entry.isDirectory()).map(entry => join(entry.parentPath, entry.name))
  const folders = entries.filter(entry => entry.isDirectory() && entry.name.startsWith('.'))
  expect(folders).toEqual([])
  return Object.fromEntries(
    await Promise.all(
      files.sort().map(async file => [file.slice(home.length + 1), await readFile(file, 'utf8')]),
    ),
  )
}

const troubleOf = async (work: Promise<unknown>): Promise<Trouble> => {
  const error = await work.then(
    () => new Error('was fine'),
    error => error,
  )
  expect(error).toBeInstanceOf(Trouble)
  return error
}

describe('a good zip', () => {
  it('lands under the name of its folder', async () => {
    expect(await importPackage(zipOf(swell), folder)).toEqual({ name: 'swell' })
    expect(await everything()).toEqual({
      'templates/swell/template.json': '{"title":"Swell"}',
      'templates/swell/wave.svg': '<svg/>',
      'templates/swell/fonts/OFL.txt': 'The licence',
    })
  })

  it('lands under its own name when it has no folder', async () => {
    const zip = zipOf([{ name: 'template.json', content: '{}' }])
    const path = join(home, 'open-air.zip')
    await writeFile(path, zip)
    expect(await importPackage(path, folder)).toEqual({ name: 'open-air' })
    await rm(path)
    expect(await importPackage(zip, folder, { fileName: 'other.ZIP' })).toEqual({ name: 'other' })
    expect(Object.keys(await everything())).toEqual([
      'templates/open-air/template.json',
      'templates/other/template.json',
    ])
  })

  it('may hold what file managers add, which is left out', async () => {
    const clutter = ['__MACOSX/swell/._wave.svg', 'swell/.DS_Store', 'swell/Thumbs.db'].map(name => ({
      name,
    }))
    await importPackage(zipOf([...clutter, ...swell]), folder)
    expect(Object.keys(await everything())).toHaveLength(3)
  })

  it('makes the folder of frames when there is none', async () => {
    await importPackage(zipOf(swell), join(home, 'a', 'b'))
    expect(Object.keys(await everything())).toContain('a/b/swell/template.json')
  })
})

describe('a hostile or broken zip is refused, and nothing is left', () => {
  const and = (entry: ZipEntry) => zipOf([...swell, entry])
  const one = (name: string | Buffer) => and({ name, content: 'x' })
  const long = Buffer.alloc(300 * 1024)
  const cases: [what: string, zip: Buffer, reason: string | RegExp][] = [
    [
      'a parent path',
      one('swell/../../evil.txt'),
      'holds "swell/../../evil.txt", which leads out of the package',
    ],
    ['a parent path at the start', one('../evil.txt'), 'holds "../evil.txt", which leads out of the package'],
    ['a parent path at the end', one('swell/..'), /leads out of/],
    ['a parent path in clutter', one('__MACOSX/../../evil.txt'), /leads out of/],
    ['an absolute path', one('/tmp/evil.txt'), 'holds "/tmp/evil.txt", which leads out of the package'],
    ['a drive', one('C:/evil.txt'), 'holds "C:/evil.txt", which leads out of the package'],
    ['a drive without a slash', one('c:evil.txt'), /leads out of/],
    ['backslashes', one('swell\\..\\..\\evil.txt'), /^holds "swell\\.*", which is written with a backslash$/],
    ['a share', one('\\\\host\\evil.txt'), /with a backslash/],
    ['an empty step', one('swell//evil.txt'), /leads out of/],
    ['an empty name', one(''), /leads out of/],
    ['a stream of another file', one('swell/wave.svg:evil.txt'), /no name that every system can keep/],
    [
      'a null byte',
      one('swell/wave.svg\0.txt'),
      'holds "swell/wave.svg?.txt", which is no name that every system can keep',
    ],
    ['a dot at the end', one('swell/evil.txt.'), /no name that every system can keep/],
    ['a hidden file', one('swell/.evil.txt'), /no name that every system can keep/],
    ['letters that turn the direction', one('swell/\u202etxt.svg'), /^holds "swell\/\?txt.svg"/],
    ['bytes that are no UTF-8', one(Buffer.from([0x73, 0xff, 0xfe])), /no name that every system can keep/],
    [
      'a device',
      one('swell/aux.txt'),
      'holds "swell/aux.txt", which is a name that Windows keeps for itself',
    ],
    ['a deep folder', one('swell/a/b/c/d/e.txt'), /more than five folders deep/],
    [
      'a name in an extra field',
      and({ name: 'swell/a.txt', extra: unicodePath('swell/a.txt', '../evil.txt') }),
      /leads out/,
    ],
    [
      'a link',
      and({ name: 'swell/a.svg', content: '/etc/passwd', mode: 0o120777 }),
      'holds "swell/a.svg", which is a link',
    ],
    ['a link called a folder', and({ name: 'swell/a/', content: '/etc', mode: 0o120777 }), /is a link/],
    ['a named pipe', and({ name: 'swell/a.svg', mode: 0o010644 }), /is no plain file/],
    ['a device of Unix', and({ name: 'swell/a.svg', mode: 0o020644 }), /is no plain file/],
    ['a folder called a file', and({ name: 'swell/a.svg', mode: 0o040755 }), /a file and a folder at once/],
    ['a folder with content', and({ name: 'swell/a/', content: 'x' }), /a file and a folder at once/],
    ['the same name twice', one('swell/wave.svg'), 'holds "swell/wave.svg" twice'],
    [
      'the same name in capitals',
      one('swell/Wave.SVG'),
      'holds "swell/wave.svg" and "swell/Wave.SVG", which are one name to Windows and macOS',
    ],
    ['folders that differ in case', one('swell/Fonts/a.txt'), /^holds "swell\/fonts" and "swell\/Fonts"/],
    [
      'the same name with another accent',
      zipOf([...swell, { name: 'swell/\u00e9.txt' }, { name: 'swell/e\u0301.txt' }]),
      /one name to Windows and macOS/,
    ],
    ['a file that is a folder', one('swell/wave.svg/a.txt'), 'holds "swell/wave.svg" twice'],
    [
      'a password',
      and({ name: 'swell/a.txt', flags: 0x801 }),
      'holds "swell/a.txt", which is locked with a password',
    ],
    ['strong encryption', and({ name: 'swell/a.txt', flags: 0x841 }), /damaged|password/],
    ['another packing', and({ name: 'swell/a.txt', method: 14 }), /packed in a way that few programs read/],
    [
      'a zip inside',
      and({ name: 'swell/a.zip', content: zipOf(swell) }),
      /^holds "a.zip", which is of a kind that no frame has/,
    ],
    [
      'a program',
      one('swell/run.exe'),
      /^holds "run.exe", which is of a kind that no frame has; frames have template.json/,
    ],
    ['JSON elsewhere', one('swell/fonts/template.json'), /of a kind that no frame has/],
    ['two folders', one('ripple/a.txt'), 'has no template.json in its one folder'],
    ['no template.json', zipOf(swell.slice(1)), 'has no template.json in its one folder'],
    ['nothing', zipOf([]), 'has no template.json in its one folder'],
    [
      'a folder in capitals',
      zipOf([{ ...settings, name: 'Swell/template.json' }]),
      'would be called "Swell"; name the folder with 1 to 40 small letters, digits and hyphens',
    ],
    [
      'a folder with 41 letters',
      zipOf([{ ...settings, name: `${'a'.repeat(41)}/template.json` }]),
      /name the folder with 1 to 40/,
    ],
    [
      'a folder that Windows keeps',
      zipOf([{ ...settings, name: 'con/template.json' }]),
      /Windows keeps for itself/,
    ],
    [
      'no folder and no name',
      zipOf([{ ...settings, name: 'template.json' }]),
      /would be called ""; name the file with/,
    ],
    [
      'too many files',
      zipOf([...swell, ...Array.from({ length: 200 }, (_, i) => ({ name: `swell/${i}.txt` }))]),
      'holds more than 200 files and folders',
    ],
    [
      'too many notes of macOS',
      zipOf([...swell, ...Array.from({ length: 600 }, (_, i) => ({ name: `__MACOSX/${i}` }))]),
      'holds more than 200 files and folders',
    ],
    [
      'a large file',
      and({ name: 'swell/a.txt', content: long, method: 0 }),
      'holds "a.txt", which has 300 kB; at most 256 kB are allowed',
    ],
    [
      'a bomb that says so',
      and({ name: 'swell/a.svg', content: Buffer.alloc(2 ** 20) }),
      'holds "a.svg", which grows more than 200 times when unpacked; no artwork does',
    ],
    [
      'a bomb that says it is small',
      and({ name: 'swell/a.svg', content: Buffer.alloc(2 ** 26), size: 100 }),
      'holds "a.svg", which is damaged or not as large as it says',
    ],
    [
      'a file that is smaller than it says',
      and({ name: 'swell/a.svg', content: 'x', size: 2 }),
      /not as large as it says/,
    ],
    [
      'a stored file with two sizes',
      and({ name: 'swell/a.svg', content: 'xyz', size: 2, method: 0 }),
      /damaged/,
    ],
    [
      'much that says so',
      zipOf([
        ...swell,
        ...[1, 2, 3, 4, 5].map(i => ({ name: `swell/${i}.ttf`, content: 'x', size: 15 * 2 ** 20 })),
      ]),
      'holds 75 MB; at most 64 MB are allowed',
    ],
    ['content that changed', and({ name: 'swell/a.svg', content: 'x', crc: 1 }), /damaged/],
    [
      'content that is not deflated',
      and({ name: 'swell/a.txt', content: 'x', packed: Buffer.from([7, 7]) }),
      /damaged/,
    ],
    ['more files than there are', zipOf(swell, { count: 9 }), 'is damaged: its list of files cannot be read'],
    ['half of it missing', zipOf(swell).subarray(0, 200), 'is no zip, or its end is missing'],
    ['its start missing', zipOf(swell).subarray(20), /damaged/],
    [
      'something behind it',
      Buffer.concat([zipOf(swell), Buffer.from('x')]),
      /is no zip, or its end is missing|damaged/,
    ],
    ['no zip', Buffer.from('Rar!'), 'is no zip, or its end is missing'],
    ['no bytes', Buffer.alloc(0), 'is no zip, or its end is missing'],
    ['65 MB', Buffer.alloc(65 * 2 ** 20), 'holds 65 MB; at most 64 MB are allowed'],
  ]
  it.each(cases)('%s', async (_what, zip, reason) => {
    const trouble = await troubleOf(importPackage(zip, folder))
    expect(trouble).toMatchObject({
      code: 'TEMPLATE_ZIP',
      details: { file: 'zip', reason: typeof reason === 'string' ? reason : expect.stringMatching(reason) },
    })
    expect(await everything()).toEqual({})
  })

  it('a bomb is unpacked no further than it says', async () => {
    const bomb = and({ name: 'swell/a.svg', content: Buffer.alloc(2 ** 26), size: 100 })
    const trouble = await troubleOf(importPackage(bomb, folder))
    expect(trouble.cause).toMatchObject({ code: 'ERR_BUFFER_TOO_LARGE' })
  })

  it('a path to nothing, or to a folder', async () => {
    const details = { file: 'a.zip', reason: 'is missing' }
    expect(await troubleOf(importPackage(join(home, 'a.zip'), folder))).toMatchObject({ details })
    expect(await troubleOf(importPackage(folder, folder))).toMatchObject({
      details: { reason: 'is no file' },
    })
  })
})

describe('a frame of that name that is there already', () => {
  const before = { 'templates/swell/template.json': 'before' }
  beforeEach(async () => {
    await mkdir(join(folder, 'swell'))
    await writeFile(join(folder, 'swell', 'template.json'), 'before')
  })

  it('stays', async () => {
    const trouble = await troubleOf(importPackage(zipOf(swell), folder))
    expect(trouble).toMatchObject({ code: 'TEMPLATE_EXISTS', details: { name: 'swell' } })
    expect(await everything()).toEqual(before)
  })
  it('is replaced as a whole when that is wanted', async () => {
    await importPackage(zipOf([settings]), folder, { replace: true })
    expect(await everything()).toEqual({ 'templates/swell/template.json': settings.content })
  })
  it('stays when the new one does not pass its check', async () => {
    const check = () => {
      throw new Trouble('TEMPLATE_FILE', { template: 'swell', file: 'a.svg', reason: 'is missing' })
    }
    const trouble = await troubleOf(importPackage(zipOf(swell), folder, { replace: true, check }))
    expect(trouble.code).toBe('TEMPLATE_FILE')
    expect(await everything()).toEqual(before)
  })
  it('stays when it came while the new one was checked', async () => {
    await rm(join(folder, 'swell'), { recursive: true })
    const check = async () => {
      await mkdir(join(folder, 'swell'))
      await writeFile(join(folder, 'swell', 'template.json'), 'before')
    }
    expect((await troubleOf(importPackage(zipOf(swell), folder, { check }))).code).toBe('TEMPLATE_EXISTS')
    expect(await everything()).toEqual(before)
  })
  it('even as a link to nothing', async () => {
    await symlink(join(home, 'nowhere'), join(folder, 'ripple'))
    const zip = zipOf([{ name: 'ripple/template.json' }])
    expect((await troubleOf(importPackage(zip, folder))).code).toBe('TEMPLATE_EXISTS')
    await rm(join(folder, 'ripple'))
  })
})

it('the check sees the whole package in a folder of frames, before it lands', async () => {
  const seen: unknown[] = []
  const check = async (name: string, where: string) => {
    seen.push(name, await readFile(join(where, name, 'fonts', 'OFL.txt'), 'utf8'), await readdir(where))
    expect(await readdir(folder)).not.toContain('swell')
  }
  await importPackage(zipOf(swell), folder, { check })
  expect(seen).toEqual(['swell', 'The licence', ['swell']])
})

it('what a crash left in the middle of an import is swept away, and nothing else', async () => {
  await importPackage(zipOf(swell), folder)
  await mkdir(join(folder, '.import-1', 'ripple'), { recursive: true })
  expect(await sweepImports(folder)).toEqual(['.import-1'])
  expect(await readdir(folder)).toEqual(['swell'])
  expect(await sweepImports(join(home, 'nowhere'))).toEqual([])
})

describe('an exported package', () => {
  it('comes in again as it was', async () => {
    await importPackage(zipOf(swell), folder)
    const before = await everything()
    const zip = await exportPackage('swell', folder)
    await importPackage(zip, folder, { replace: true })
    expect(await everything()).toEqual(before)
  })
  it('is the same bytes for the same files, whenever and in whichever order they were written', async () => {
    await importPackage(zipOf(swell), folder)
    const first = await exportPackage('swell', folder)
    await importPackage(zipOf([...swell].reverse()), join(home, 'later'))
    expect((await exportPackage('swell', join(home, 'later'))).equals(first)).toBe(true)
    const zone = process.env.TZ
    for (process.env.TZ of ['Pacific/Kiritimati', 'America/Adak']) {
      expect((await exportPackage('swell', folder)).equals(first)).toBe(true)
    }
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
    // Its very bytes, so that a change of the packer is seen.
    expect(sha256(first)).toBe('51192c4df89c89ba50ecda46a473dac5b986886a927f2a3a881d61b37b81a056')
  })
  it('leaves out links and files of other kinds', async () => {
    await importPackage(zipOf([settings]), folder)
    await writeFile(join(folder, 'swell', 'swell.psd'), 'x')
    await writeFile(join(folder, 'swell', '.hidden.svg'), 'x')
    await symlink('/etc/passwd', join(folder, 'swell', 'a.txt'))
    const zip = await exportPackage('swell', folder)
    await importPackage(zip, join(home, 'copy'))
    expect(await readdir(join(home, 'copy', 'swell'))).toEqual(['template.json'])
  })
  it('is refused when there is none, or none that is a package', async () => {
    const details = { template: 'swell', reason: 'is missing' }
    expect(await troubleOf(exportPackage('swell', folder))).toMatchObject({ code: 'TEMPLATE_FILE', details })
    await mkdir(join(folder, 'swell'))
    expect(await troubleOf(exportPackage('swell', folder))).toMatchObject({ code: 'TEMPLATE_FILE', details })
  })
})

it('a zip with any bytes flipped is refused or lands, and never throws anything but a Trouble', async () => {
  const good = zipOf(swell)
  let [landed, refused] = [0, 0]
  // A fixed seed, so that a failure comes again.
  let seed = 20_261_122
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  for (let round = 0; round < 300; round++) {
    const zip = Buffer.from(good)
    for (let flips = 1 + random(3); flips > 0; flips--) zip[random(zip.length)]! ^= 1 << random(8)
    const name = await importPackage(zip, folder).then(
      ({ name }) => name,
      error => {
        if (!(error instanceof Trouble)) throw new Error(`round ${round}`, { cause: error })
        return null
      },
    )
    if (name === null) refused++
    else landed++
    expect(await readdir(home), `round ${round}`).toEqual(['templates'])
    expect(await readdir(folder), `round ${round}`).toEqual(name === null ? [] : [name])
    if (name !== null) await rm(join(folder, name), { recursive: true })
  }
  expect(landed).toBeGreaterThan(25) // a time, a name: not every byte matters
  expect(refused).toBeGreaterThan(100)
})

/** Info-ZIP's Unicode Path, which goes before the name in the header (APPNOTE.TXT 4.6.9). */
function unicodePath(name: string, instead: string): Buffer {
  const path = Buffer.from(instead)
  const field = Buffer.alloc(9)
  field.writeUInt16LE(0x7075, 0)
  field.writeUInt16LE(5 + path.length, 2)
  field.writeUInt8(1, 4)
  field.writeUInt32LE(crc32(name), 5)
  return Buffer.concat([field, path])
}
