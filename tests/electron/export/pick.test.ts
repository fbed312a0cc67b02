import { expect, test } from 'vitest'
import type { NewAnswer } from '../../../electron/consent/ledger.ts'
import { pick } from '../../../electron/export/pick.ts'
import { no, on, withdrawal, yes } from '../../support/answers.ts'
import { type KioskFolder, kioskFolder } from '../../support/kiosk-folder.ts'
import { chances, seeded } from '../../support/random.ts'

const then = on('2026-11-22T12:00Z')
const later = on('2026-11-23T12:00Z')
const now = Date.parse('2026-11-24T12:00Z')
const ended = { scope: 'show it', channels: '', territory: '', until: '2026-11-24T00:00:00.000Z' }

const picked = ({ photos, gate, ledger }: KioskFolder) => pick(photos, gate, ledger, 'screens', now)

test('a photo that all in it said yes to is taken', async () => {
  await using at = await kioskFolder()
  const id = await at.take({ stage: 'reserved' })
  at.ledger.answer(yes(id, { people: 2 }), then)
  at.ledger.answer(yes(id, { people: 2, person: 2 }), later)
  expect(picked(at)).toMatchObject({ allowed: [{ id }], leftOut: new Map() })
})

test('whatever was said about however many photos, each is counted once, and the gate decides', async () => {
  const { below, once, oneOf } = chances(seeded(4))
  await using at = await kioskFolder()
  const ids: string[] = []
  for (let count = 0; count < 60; count++) ids.push(await at.take({ stage: 'reserved' }))
  for (let count = 0; count < 240; count++) {
    const id = oneOf(ids)
    const people = 1 + below(2)
    const more: Partial<NewAnswer> = {
      ...{ people, person: 1 + below(people), purpose: oneOf(['screens', 'ads']), children: once(8) },
      ...(once(4) ? { licence: ended } : {}),
    }
    const when = oneOf([then, later])
    if (once(8)) at.ledger.withdraw(withdrawal(id, oneOf(['screens', 'ads', 'everything'])), when)
    else at.ledger.answer(once(5) ? no(id, more) : yes(id, more), when)
  }
  for (const id of ids.slice(0, 5)) at.photos.beginErasing(id, 'asked')
  const { allowed, leftOut } = picked(at)
  const taken = allowed.map(({ id }) => id)
  expect(taken).toEqual(at.gate.allowedPhotos('screens', now))
  expect([...taken, ...leftOut.keys()].toSorted()).toEqual(ids.toSorted())
  expect(new Set(leftOut.values())).toEqual(
    new Set(['nothingSaid', 'refused', 'notEverybody', 'takenBack', 'termOver', 'erasing']),
  )
  expect(taken.length).toBeGreaterThan(5)
})
