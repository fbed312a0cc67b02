import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openAnswers } from '../../../electron/consent/answers.ts'
import { openErasure } from '../../../electron/consent/erasure.ts'
import { openPhotoDesk } from '../../../electron/operator/photo-desk.ts'
import { openLog } from '../../../electron/system/log.ts'
import { day, moment } from '../../../electron/system/time.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'

const alone = { people: 1, agreed: 1, children: false }

/** A desk over a real data folder with one photo that can be asked about, and ways to answer for its people. */
async function deskIn({ isLedgerWhole = true } = {}) {
  const at = await kioskFolder({ consent: { ask: ['screens', 'social'] } })
  const answers = await openAnswers({ ...at, broken: null })
  const log = openLog(join(at.data, 'logs'))
  const erasure = openErasure({ ...at, dataFolder: at.data, log })
  const desk = openPhotoDesk({
    ...{ ...at, answers, isLedgerWhole, log },
    erase: id => erasure.erase(id, 'staff'),
    isPublished: () => null,
  })
  const id = await at.take({ code: 'ABC234' })
  return {
    ...{ ...at, desk, id },
    answer: (reply: object) =>
      answers.reply(
        {
          ...alone,
          photoId: id,
          way: 'kiosk',
          language: 'en',
          asked: ['screens'],
          given: ['screens'],
          ...reply,
        },
        moment(),
      ),
  }
}

test('a photo is found by its code, however that was written', async () => {
  await using at = await deskIn()
  for (const came of ['ABC234', 'abc234', ' a b c - 2 3 4 ', 'ABC–234'])
    expect(at.desk.find(came)).toMatchObject({
      is: 'photo',
      photo: { id: at.id, code: 'ABC234', stage: 'framed', isPublished: null },
    })
  for (const came of ['', 'ABC235', 'ABC23', "' OR 1=1 --"])
    expect(at.desk.find(came)).toEqual({ is: 'unknown' })
})

test('it says how many agreed to what, and until when where all did', async () => {
  await using at = await deskIn()
  expect(at.desk.find('ABC234')).toMatchObject({ photo: { given: [], mayTakeBack: false } })
  await at.answer({})
  await at.answer({ asked: ['social'], given: ['social'], people: 3, agreed: 2 })
  const found = at.desk.find('ABC234')
  expect(found).toMatchObject({
    photo: {
      mayTakeBack: true,
      given: [
        { purpose: 'screens', agreed: 1, people: 1 },
        { purpose: 'social', agreed: 2, people: 3, until: null },
      ],
    },
  })
  const until = found.is === 'photo' ? Date.parse(found.photo.given[0]?.until ?? '') : 0
  expect(Math.round((until - Date.now()) / day)).toBe(365)
})

test('what staff take back is taken back for all, and the ledger says that staff did', async () => {
  await using at = await deskIn()
  await at.answer({})
  expect(at.desk.takeBack(at.id)).toMatchObject({ is: 'photo', photo: { given: [], mayTakeBack: false } })
  expect(at.gate.allowed(at.id, 'screens', Date.now())).toBe(false)
  expect(at.ledger.entriesOf(at.id).at(-1)).toMatchObject({ kind: 'withdrawal', said: { way: 'staff' } })
})

test('what staff erase is gone with its files, and says so to whoever comes after', async () => {
  await using at = await deskIn()
  const { original_file } = at.photos.find(at.id)!
  expect(await at.desk.erase(at.id)).toEqual({ is: 'gone' })
  expect(existsSync(join(at.data, original_file!))).toBe(false)
  expect(at.desk.find('ABC234')).toEqual({ is: 'unknown' })
  expect(at.desk.takeBack(at.id)).toEqual({ is: 'gone' })
  expect(await at.desk.erase(at.id)).toEqual({ is: 'gone' })
})

test('a photo whose time is over is gone before it is erased', async () => {
  await using at = await deskIn()
  at.photos.setExpiry(at.id, moment(Date.now() - 1).at)
  expect(at.desk.find('ABC234')).toEqual({ is: 'gone' })
})

test('of a ledger that does not hold everything can be taken back, though nothing is known', async () => {
  await using at = await deskIn({ isLedgerWhole: false })
  expect(at.desk.find('ABC234')).toMatchObject({ photo: { mayTakeBack: true } })
})
