import { describe, expect, test } from 'vitest'
import { type WhyNot, whyNot } from '../../../electron/consent/why-not.ts'
import { no, on, withdrawal, yes } from '../../support/answers.ts'
import { type KioskFolder, kioskFolder } from '../../support/kiosk-folder.ts'

const then = on('2026-11-22T12:00Z')
const later = on('2026-11-23T12:00Z')
const now = on('2026-11-24T12:00Z')
const ended = { scope: 'show it', channels: '', territory: '', until: '2026-11-24T00:00:00.000Z' }

describe('a photo is not allowed because', () => {
  const cases: [WhyNot, string, (at: KioskFolder, id: string) => void][] = [
    ['nothingSaid', 'nobody said anything', () => {}],
    [
      'nothingSaid',
      'only something else was asked',
      (at, id) => at.ledger.answer(yes(id, { purpose: 'ads' }), then),
    ],
    ['refused', 'somebody said no', (at, id) => at.ledger.answer(no(id), then)],
    [
      'refused',
      'one of several said no after the yes of another',
      (at, id) => {
        at.ledger.answer(yes(id, { people: 2 }), then)
        at.ledger.answer(no(id, { people: 2, person: 2 }), later)
      },
    ],
    [
      'notEverybody',
      'one of several has not said anything',
      (at, id) => at.ledger.answer(yes(id, { people: 2 }), then),
    ],
    [
      'notEverybody',
      'after a no, not all have said yes again',
      (at, id) => {
        at.ledger.answer(no(id, { people: 2 }), then)
        at.ledger.answer(yes(id, { people: 2 }), later)
      },
    ],
    [
      'notEverybody',
      'no guardian has said yes for a child',
      (at, id) => at.ledger.answer(yes(id, { children: true }), then),
    ],
    [
      'takenBack',
      'somebody took it back',
      (at, id) => {
        at.ledger.answer(yes(id), then)
        at.ledger.withdraw(withdrawal(id, 'screens'), later)
      },
    ],
    [
      'takenBack',
      'somebody took everything back, whatever came after',
      (at, id) => {
        at.ledger.withdraw(withdrawal(id), then)
        at.ledger.answer(yes(id), later)
      },
    ],
    ['termOver', 'its time is over', (at, id) => at.ledger.answer(yes(id, { licence: ended }), then)],
    [
      'termOver',
      'the time of one of several is over',
      (at, id) => {
        at.ledger.answer(yes(id, { people: 2, licence: ended }), then)
        at.ledger.answer(yes(id, { people: 2, person: 2 }), then)
      },
    ],
    [
      'erasing',
      'it is being erased, whatever was said',
      (at, id) => {
        at.ledger.answer(yes(id), then)
        at.photos.beginErasing(id, 'asked')
      },
    ],
  ]
  test.each(cases)('%s: %s', async (reason, _, happens) => {
    await using at = await kioskFolder()
    const id = await at.take({ stage: 'reserved' })
    happens(at, id)
    at.ledger.answer(no('another'), now) // from when on the gate believes no earlier clock
    expect(at.gate.allowed(id, 'screens', Date.parse(now.at))).toBe(false)
    const photo = [...at.photos.all(), ...at.photos.erasing()].find(one => one.id === id)
    expect(whyNot(photo, at.ledger.entriesOf(id), 'screens')).toBe(reason)
  })
})

test('a photo that is gone is as good as one that is being erased', () => {
  expect(whyNot(undefined, [], 'screens')).toBe('erasing')
})
