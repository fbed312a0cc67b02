import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { NewAnswer } from '../../../electron/consent/ledger.ts'
import { makeKeys, openSealed, sealTo } from '../../../electron/consent/seal.ts'
import type { Purpose } from '../../../electron/contract/consent.ts'
import { exportPhotos } from '../../../electron/export/export-photos.ts'
import { openExports } from '../../../electron/export/record.ts'
import { openPictures } from '../../../electron/frame/pictures.ts'
import { readCsv } from '../../../electron/system/csv.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { moment } from '../../../electron/system/time.ts'
import { no, withdrawal, yes } from '../../support/answers.ts'
import { clipFixtures } from '../../support/clips.ts'
import { type KioskFolder, kioskFolder } from '../../support/kiosk-folder.ts'
import { chances, seeded } from '../../support/random.ts'

const evil = '=HYPERLINK("http://evil.example","Click")'

/** Says yes for all in the picture, as of a second ago. */
function allow(at: KioskFolder, id: string, more: Partial<NewAnswer> = {}): void {
  at.ledger.answer(yes(id, { purpose: 'social', ...more }), moment(Date.now() - 1000))
}

/** Everything below `folder`, in order. */
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .toSorted()

const read = (...path: string[]) => readFileSync(join(...path), 'utf8')
const linesOf = (folder: string) =>
  read(folder, 'manifest.jsonl')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))

/** The rows of the table, by column. */
function tableOf(folder: string): Record<string, string>[] {
  const [header = [], ...rows] = readCsv(read(folder, 'manifest.csv'))
  return rows.map(row => Object.fromEntries(header.map((name, at) => [name, row[at]!])))
}

const exportsIn = (at: KioskFolder) => openExports(at.store, at.ledger)

describe('an export', () => {
  test('holds the film of a boomerang beside its picture; one that is damaged is told of and left', async () => {
    await using at = await kioskFolder()
    const [whole, damaged] = [await at.take(), await at.take()]
    for (const id of [whole, damaged]) {
      allow(at, id)
      await at.addClips(id)
    }
    const { file } = openPictures(at.store).find(damaged, 'boomerang')!
    writeFileSync(join(at.data, file), 'damaged')
    const out = at.beside('out')
    const { summary } = await exportPhotos(at.parts, 'social', out)
    expect(filesIn(out).filter(name => name.endsWith('.mp4'))).toEqual([`photos/${whole}.mp4`])
    expect(filesIn(out)).toContain(`photos/${damaged}.jpg`)
    expect(summary.join('\n')).toContain(file)
    const film = { file: `photos/${whole}.mp4`, sha256: sha256(clipFixtures.boomerang) }
    expect(linesOf(out).map(row => row.film)).toEqual([film, null])
    expect(tableOf(out).map(row => [row.film, row.film_sha256])).toEqual([
      [film.file, film.sha256],
      ['', ''],
    ])
  })

  test('holds the framed picture of each photo that is allowed, a receipt, two manifests and a summary', async () => {
    await using at = await kioskFolder()
    const [a, b] = [await at.take(), await at.take()]
    allow(at, a)
    allow(at, b)
    await at.take()
    const out = at.beside('out')
    await exportPhotos(at.parts, 'social', out)
    expect(filesIn(out)).toEqual(
      [
        ...[a, b].flatMap(id => [`photos/${id}.jpg`, `receipts/${id}.json`]),
        ...['manifest.csv', 'manifest.jsonl', 'summary.txt'],
      ].toSorted(),
    )
    const { framed_file: file, framed_sha256: hash } = at.photos.find(a)!
    const picture = readFileSync(join(out, `photos/${a}.jpg`))
    expect(picture.equals(readFileSync(join(at.data, file!)))).toBe(true)
    expect(sha256(picture)).toBe(hash)
  })

  test('says of each photo where it is, what was said to it, on which terms and in which words', async () => {
    await using at = await kioskFolder({ name: 'Now Something Else' })
    const id = await at.take({ at: '2026-11-22T23:30:00.000Z', offset: 60 })
    const until = '2998-01-01T00:00:00.000Z'
    const licence = { scope: 'Post it.', channels: '@lumen', territory: 'Germany', until }
    const german = { version: '1', language: 'de', text: 'Dürfen wir?' }
    allow(at, id, { people: 2, licence })
    allow(at, id, { people: 2, person: 2, licence: { ...licence, scope: 'Posten.' }, shown: german })
    at.store.prepare('UPDATE photos SET story = ? WHERE id = ?').run('=1+1, we said', id)
    const out = at.beside('out')
    await exportPhotos(at.parts, 'social', out)
    const hashes = at.ledger
      .entriesOf(id)
      .map(({ said }) => (said as { wordingSha256: string }).wordingSha256)
    const row = {
      id,
      subject: at.ledger.subject(id),
      file: `photos/${id}.jpg`,
      sha256: at.photos.find(id)!.framed_sha256,
      film: null,
      takenAt: '2026-11-23T00:30:00.000+01:00',
      event: 'Harbour Lights',
      purpose: 'social',
      story: '=1+1, we said',
      people: 2,
      licence: { scope: ['Post it.', 'Posten.'], channels: ['@lumen'], territory: ['Germany'], until },
      wording: [
        { version: '1', language: 'en', sha256: hashes[0] },
        { version: '1', language: 'de', sha256: hashes[1] },
      ],
      receipt: `receipts/${id}.json`,
    }
    expect(linesOf(out)).toEqual([row])
    expect(tableOf(out)).toEqual([
      {
        ...{ id, subject: row.subject, file: row.file, sha256: row.sha256, film: '', film_sha256: '' },
        taken_at: row.takenAt,
        ...{
          event: row.event,
          purpose: 'social',
          people: '2',
          story: '=1+1, we said',
          scope: 'Post it. | Posten.',
        },
        ...{ channels: '@lumen', territory: 'Germany', until, wording_version: '1' },
        ...{ wording_sha256: hashes.join(' | '), receipt: row.receipt },
      },
    ])
    expect(JSON.parse(read(out, row.receipt))).toMatchObject({ '@type': 'dpv:ConsentReceipt' })
  })

  test('is for one purpose: what is allowed for another is not in it', async () => {
    await using at = await kioskFolder()
    const [social, both] = [await at.take(), await at.take()]
    allow(at, social)
    for (const purpose of ['social', 'ads'] as const) allow(at, both, { purpose })
    const { photoIds, leftOut } = await exportPhotos(at.parts, 'ads', at.beside('out'))
    expect(photoIds).toEqual([both])
    expect(leftOut).toEqual(new Map([[social, 'nothingSaid']]))
  })

  test('has nothing that was taken back a moment before', async () => {
    await using at = await kioskFolder()
    const [stays, goes] = [await at.take(), await at.take()]
    for (const id of [stays, goes]) allow(at, id)
    at.ledger.withdraw(withdrawal(goes, 'social'), moment())
    const { photoIds, leftOut } = await exportPhotos(at.parts, 'social', at.beside('out'))
    expect(photoIds).toEqual([stays])
    expect(leftOut).toEqual(new Map([[goes, 'takenBack']]))
  })

  test.each(['copied', 'written'])('has nothing that is taken back while it is made: %s', async step => {
    await using at = await kioskFolder()
    const [stays, goes, erased] = [await at.take(), await at.take(), await at.take()]
    for (const id of [stays, goes, erased]) allow(at, id)
    const out = at.beside('out')
    let isFirst = true
    const exported = await exportPhotos(at.parts, 'social', out, came => {
      if (came !== step || !isFirst) return
      isFirst = false
      at.ledger.withdraw(withdrawal(goes), moment())
      at.photos.beginErasing(erased, 'asked')
    })
    expect(exported.photoIds).toEqual([stays])
    expect(exported.leftOut).toEqual(
      new Map([
        [goes, 'takenBack'],
        [erased, 'erasing'],
      ]),
    )
    expect(filesIn(out).filter(name => name.includes('/'))).toEqual([
      `photos/${stays}.jpg`,
      `receipts/${stays}.json`,
    ])
    expect(linesOf(out).map(({ id }) => id)).toEqual([stays])
    expect(exportsIn(at).exportsOf(goes)).toEqual([])
    expect(read(out, 'summary.txt')).toMatch(/ 1 {2}in this export/)
  })

  test('names a picture that is not what was written down, and leaves it out', async () => {
    await using at = await kioskFolder()
    const [good, bent, lost] = [await at.take(), await at.take(), await at.take()]
    for (const id of [good, bent, lost]) allow(at, id)
    const fileOf = (id: string) => at.photos.find(id)!.framed_file!
    writeFileSync(join(at.data, fileOf(bent)), 'no longer that picture')
    rmSync(join(at.data, fileOf(lost)))
    const out = at.beside('out')
    const { photoIds, leftOut } = await exportPhotos(at.parts, 'social', out)
    expect(photoIds).toEqual([good])
    expect(leftOut).toEqual(
      new Map([
        [bent, 'damaged'],
        [lost, 'damaged'],
      ]),
    )
    for (const id of [bent, lost]) expect(read(out, 'summary.txt')).toContain(`Damaged: ${fileOf(id)}.`)
  })

  test('says in numbers why each other photo is not in it, and they add up', async () => {
    const { below, once, oneOf } = chances(seeded(7))
    await using at = await kioskFolder()
    const ids: string[] = []
    for (let count = 0; count < 40; count++)
      ids.push(await at.take({ stage: oneOf(['reserved', 'kept', 'framed', 'framed', 'framed']) }))
    for (let count = 0; count < 90; count++) {
      const people = 1 + below(2)
      const more = { people, person: 1 + below(people), purpose: oneOf(['social', 'social', 'ads'] as const) }
      const id = oneOf(ids)
      if (once(9)) at.ledger.withdraw(withdrawal(id, more.purpose), moment())
      else if (once(6)) at.ledger.answer(no(id, more), moment())
      else allow(at, id, more)
    }
    for (const id of ids.slice(0, 3)) at.photos.beginErasing(id, 'asked')
    for (const id of ids.slice(3, 12)) {
      const file = at.photos.find(id)?.framed_file
      if (file && once(2)) writeFileSync(join(at.data, file), 'bent')
    }
    const { photoIds, leftOut, summary } = await exportPhotos(at.parts, 'social', at.beside('out'))
    const numbers = summary.flatMap(line => /^ +(\d+) {2}(.*)$/.exec(line)?.slice(1) ?? [])
    const counts = new Map(numbers.flatMap((one, i) => (i % 2 ? [[one, Number(numbers[i - 1])]] : [])) as [])
    const { 'photos in all': total, ...parts } = Object.fromEntries(counts) as Record<string, number>
    expect(total).toBe(40)
    expect(Object.values(parts).reduce((sum, count) => sum + count, 0)).toBe(total)
    expect(parts['in this export']).toBe(photoIds.length)
    expect(photoIds.length).toBeGreaterThan(0)
    expect(leftOut.size).toBe(total! - photoIds.length)
    expect(new Set([...photoIds, ...leftOut.keys()])).toEqual(new Set(ids))
  })

  test('runs no formula in a spreadsheet, whatever the event and the brand are called', async () => {
    await using at = await kioskFolder()
    const id = await at.take()
    const until = '2998-01-01T00:00:00.000Z'
    const licence = { scope: '-2+3', channels: '@lumen on Instagram', territory: '+49', until }
    allow(at, id, { event: evil, licence })
    const out = at.beside('out')
    await exportPhotos(at.parts, 'social', out)
    const text = read(out, 'manifest.csv')
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"",""Click"")"`)
    expect(text).not.toMatch(/(^|[,;\t\r\n]"?)[=+\-@]/)
    expect(tableOf(out)).toMatchObject([
      { event: evil, scope: '-2+3', channels: '@lumen on Instagram', territory: '+49' },
    ])
    expect(linesOf(out)[0].event).toBe(evil)
  })

  test('of nothing says so, and stands there all the same', async () => {
    await using at = await kioskFolder()
    await at.take()
    const { summary } = await exportPhotos(at.parts, 'social', at.beside('out'))
    expect(summary).toContain('      0  in this export')
    expect(filesIn(at.beside('out'))).toEqual(['manifest.csv', 'manifest.jsonl', 'summary.txt'])
  })
})

describe('for contact, an export', () => {
  async function contacts() {
    const at = await kioskFolder()
    const keys = await makeKeys()
    const leave = async (id: string, address: string, more: Partial<NewAnswer> = {}) =>
      allow(at, id, { purpose: 'contact', contact: await sealTo(keys.publicKey, address), ...more })
    return { ...at, ...keys, leave }
  }

  test('holds each sealed address with how to open it, and no picture', async () => {
    await using at = await contacts()
    const id = await at.take({ stage: 'reserved' })
    await at.leave(id, 'ada@example.org', { people: 2 })
    await at.leave(id, 'bob@example.org', { people: 2, person: 2 })
    const out = at.beside('out')
    await exportPhotos(at.parts, 'contact', out)
    expect(filesIn(out)).toEqual(['manifest.csv', 'manifest.jsonl', `receipts/${id}.json`, 'summary.txt'])
    for (const rows of [tableOf(out), linesOf(out)]) {
      const opened = await Promise.all(rows.map(row => openSealed(at.privateKey, row.sealed_address)))
      expect(opened).toEqual(['ada@example.org', 'bob@example.org'])
    }
    expect(tableOf(out)[0]!.how_to_open).toContain('groundswell contacts open --key')
    expect(read(out, 'summary.txt')).toContain('groundswell contacts open --key')
  })

  test('holds the newest address of who left two, and none that was left before a no', async () => {
    await using at = await contacts()
    const [a, b] = [await at.take(), await at.take()]
    await at.leave(a, 'old@example.org')
    await at.leave(a, 'new@example.org')
    await at.leave(b, 'before@example.org')
    at.ledger.answer(no(b, { purpose: 'contact' }), moment())
    await at.leave(b, 'after@example.org')
    const out = at.beside('out')
    await exportPhotos(at.parts, 'contact', out)
    const opened = await Promise.all(linesOf(out).map(row => openSealed(at.privateKey, row.sealed_address)))
    expect(opened).toEqual(['new@example.org', 'after@example.org'])
  })

  test('leaves out a photo whose addresses are gone', async () => {
    await using at = await contacts()
    const [here, gone] = [await at.take(), await at.take()]
    for (const id of [here, gone]) await at.leave(id, 'ada@example.org')
    at.ledger.eraseContacts(gone, 'expired', moment())
    const { photoIds, leftOut, summary } = await exportPhotos(at.parts, 'contact', at.beside('out'))
    expect(photoIds).toEqual([here])
    expect(leftOut).toEqual(new Map([[gone, 'noAddress']]))
    expect(summary).toContain('      1  left out: no address is there')
  })
})

describe('the record of exports', () => {
  test('holds an export before it stands there under its own names', async () => {
    await using at = await kioskFolder()
    const id = await at.take()
    allow(at, id)
    const out = at.beside('out')
    const seen: string[][] = []
    const { record } = await exportPhotos(at.parts, 'social', out, step => {
      seen.push([step, ...readdirSync(out).map(name => name.replace(/-.*/, ''))])
      expect(exportsIn(at).exportsOf(id)).toHaveLength(step === 'recorded' ? 1 : 0)
    })
    expect(seen).toEqual([
      ['copied', 'unfinished'],
      ['written', 'unfinished'],
      ['recorded', 'unfinished'],
    ])
    expect(exportsIn(at).exportsOf(id)).toEqual([record])
    expect(record).toMatchObject({ purpose: 'social' })
  })

  test('tells the next export what has to be taken down from those before', async () => {
    await using at = await kioskFolder()
    const [stays, goes, erased] = [await at.take(), await at.take(), await at.take()]
    for (const id of [stays, goes, erased]) allow(at, id)
    const first = await exportPhotos(at.parts, 'social', at.beside('first'))
    expect(first.summary.at(-1)).toBe('No earlier export holds a photo that is no longer allowed.')
    at.ledger.withdraw(withdrawal(goes, 'social'), moment())
    at.photos.beginErasing(erased, 'asked')
    const { summary } = await exportPhotos(at.parts, 'screens', at.beside('second'))
    const at0 = summary.findIndex(line => line.startsWith('Take down'))
    expect(summary.slice(at0 + 1)).toEqual([
      expect.stringMatching(new RegExp(`^  ${first.record.id}, social, .*: 2 of 3$`)),
      expect.stringContaining(`photo ${goes}`),
      expect.stringContaining(at.ledger.subject(erased)),
    ])
    expect(read(at.beside('second'), 'summary.txt')).toBe(`${summary.join('\n')}\n`)
    const rows = tableOf(at.beside('first'))
    expect(rows.map(row => row.subject)).toContain(at.ledger.subject(erased))
  })
})

describe('the folder', () => {
  test('has to be empty, and nothing in it is touched', async () => {
    await using at = await kioskFolder()
    allow(at, await at.take())
    mkdirSync(at.beside('out'))
    writeFileSync(join(at.beside('out'), 'mine.txt'), 'mine')
    await expect(exportPhotos(at.parts, 'social', at.beside('out'))).rejects.toThrow('FOLDER_NOT_EMPTY')
    expect(filesIn(at.beside('out'))).toEqual(['mine.txt'])
    expect(at.store.prepare('SELECT count(*) FROM exports').pluck().get()).toBe(0)
  })

  test('may be there already, with what an export left in it that broke off', async () => {
    await using at = await kioskFolder()
    const id = await at.take()
    allow(at, id)
    const left = join(at.beside('out'), 'unfinished-019abcde-0000-7000-8000-000000000000')
    mkdirSync(left, { recursive: true })
    writeFileSync(join(left, 'picture.jpg'), 'a picture that nobody recorded')
    await exportPhotos(at.parts, 'social', at.beside('out'))
    expect(readdirSync(at.beside('out')).toSorted()).toEqual(
      ['manifest.csv', 'manifest.jsonl', 'photos', 'receipts', 'summary.txt'].toSorted(),
    )
  })

  test.each([true, false])('is as it was when something goes wrong: there before %s', async isThere => {
    await using at = await kioskFolder()
    allow(at, await at.take())
    const out = at.beside('out')
    if (isThere) mkdirSync(out)
    const broken = exportPhotos(at.parts, 'social' satisfies Purpose, out, step => {
      if (step === 'written') throw new Error('the plug was pulled')
    })
    await expect(broken).rejects.toThrow('the plug was pulled')
    expect(readdirSync(at.beside('.')).includes('out')).toBe(isThere)
    if (isThere) expect(readdirSync(out)).toEqual([])
    expect(at.store.prepare('SELECT count(*) FROM exports').pluck().get()).toBe(0)
  })
})
