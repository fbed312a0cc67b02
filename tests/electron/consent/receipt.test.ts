import { describe, expect, test } from 'vitest'
import type { Licence } from '../../../electron/consent/ledger.ts'
import { receiptOf } from '../../../electron/consent/receipt.ts'
import { receiptJson } from '../../../electron/consent/receipt-json.ts'
import { receiptText } from '../../../electron/consent/receipt-text.ts'
import { type Language, languages } from '../../../text/index.ts'
import { no, withdrawal, words, yes } from '../../support/answers.ts'
import { type KioskFolder, kioskFolder } from '../../support/kiosk-folder.ts'

const settings = {
  brand: 'Lumen',
  name: 'Harbour Lights',
  place: 'Pier 7',
  consent: { privacy: 'privacy@lumen.example' },
}
const noon = { at: '2026-11-22T11:00:00.000Z', offset: 60 }
const later = { at: '2026-11-22T12:30:00.000Z', offset: 60 }
const made = { at: '2026-11-22T13:00:00.000Z', offset: 60 }
const licence: Licence = {
  scope: 'Post it on social media.',
  channels: '@lumen on Instagram',
  territory: 'Germany',
  until: '2027-11-22T11:00:00.000Z',
}

/** A photo of two: both said yes to `social`, no to `ads`, and yes to `contact`, which was taken back. */
async function answered() {
  const at = await kioskFolder(settings)
  const id = await at.take({ at: '2026-11-22T10:59:00.000Z', code: 'ABC234' })
  const two = { people: 2, licence }
  at.ledger.answer(yes(id, { ...two, purpose: 'social' }), noon)
  at.ledger.answer(yes(id, { ...two, purpose: 'social', person: 2, way: 'phone' }), later)
  at.ledger.answer(no(id, { purpose: 'ads', people: 2 }), noon)
  at.ledger.answer(yes(id, { purpose: 'contact', people: 2, contact: 'sealed' }), noon)
  at.ledger.withdraw(withdrawal(id, 'contact'), later)
  return { ...at, id }
}

function receiptIn({ photos, ledger, gate, event }: KioskFolder, id: string) {
  return receiptOf(photos.find(id)!, ledger.entriesOf(id), { event, ledger, gate, when: made })
}

/** The records of a receipt for programs, by purpose. */
// biome-ignore lint/suspicious/noExplicitAny: JSON as somebody else would read it
const jsonOf = (text: string): any => {
  const json = JSON.parse(text)
  const purposeOf = (record: Record<string, Record<string, Record<string, string>>>) =>
    record['dpv:hasProcess']!['dpv:hasPurpose']!['dct:identifier']
  const records = json['dpv:hasRecordOfActivity']
  return { ...json, by: Object.fromEntries(records.map((one: never) => [purposeOf(one), one])) }
}

describe('a receipt', () => {
  test('is known by the photo as the ledger knows it, and by the newest hash of the ledger', async () => {
    await using at = await answered()
    const { id, subject, station } = receiptIn(at, at.id)
    expect(id).toBe(`${at.ledger.subject(at.id)}-${at.ledger.head().hash}`)
    expect({ subject, station }).toEqual({ subject: at.ledger.subject(at.id), station: at.ledger.station })
    at.ledger.answer(no(at.id), later)
    expect(receiptIn(at, at.id).id).not.toBe(id)
  })

  test('tells what was answered to each purpose, when, how and by whom', async () => {
    await using at = await answered()
    const [social, ads, contact] = receiptIn(at, at.id).purposes
    expect(social).toMatchObject({
      purpose: 'social',
      standing: { allowed: true, agreed: 2, people: 2 },
      data: ['picture'],
      trail: [
        { what: 'given', when: noon, way: 'kiosk', person: 1, people: 2, until: licence.until },
        { what: 'given', when: later, way: 'phone', person: 2, people: 2 },
      ],
    })
    expect(ads).toMatchObject({ purpose: 'ads', standing: { allowed: false }, trail: [{ what: 'refused' }] })
    const trail = [{ what: 'given' }, { what: 'withdrawn', when: later, way: 'phone', person: null }]
    expect(contact).toMatchObject({ purpose: 'contact', data: ['address'], trail })
  })

  test('holds the exact words that were shown, each once, with their version and their hash', async () => {
    await using at = await answered()
    const shown = { version: '2', language: 'de', text: 'Dürfen wir es zeigen?' }
    at.ledger.answer(yes(at.id, { purpose: 'social', people: 2, shown }), later)
    const { notices } = receiptIn(at, at.id).purposes[0]!
    expect(notices).toEqual([
      { ...words, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { ...shown, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ])
    for (const { sha256, ...text } of notices) expect(at.ledger.wording(sha256)).toEqual(text)
  })

  test('holds the licence for the picture apart, once for all who gave the same', async () => {
    await using at = await answered()
    const [social, ads, contact] = receiptIn(at, at.id).purposes
    expect(social!.licences).toEqual([licence])
    expect(ads!.licences).toEqual([])
    expect(contact!.licences).toEqual([])
    at.ledger.withdraw(withdrawal(at.id, 'social'), later)
    expect(receiptIn(at, at.id).purposes[0]!.licences).toEqual([])
  })

  test('names who asked then, though the settings are of the next event by now', async () => {
    await using at = await answered()
    const event = { ...at.event, name: 'Winter Lights', brand: 'Nox' }
    expect(receiptIn({ ...at, event }, at.id)).toMatchObject({ event: 'Harbour Lights', brand: 'Lumen' })
  })

  test('says that everything was taken back, under each purpose', async () => {
    await using at = await answered()
    at.ledger.withdraw(withdrawal(at.id), later)
    for (const { standing, trail } of receiptIn(at, at.id).purposes) {
      expect(standing.allowed).toBe(false)
      expect(trail.at(-1)).toMatchObject({ what: 'withdrawn', everything: true })
    }
  })

  test('of a child says that a guardian said yes, and not who', async () => {
    await using at = await kioskFolder(settings)
    const id = await at.take()
    const guardian = { name: 'Ada Byron', relation: 'mother', signature: 'M0 0L9 9' }
    at.ledger.answer(yes(id, { purpose: 'social', children: true, guardian }), noon)
    const receipt = receiptIn(at, id)
    expect(receipt.purposes[0]).toMatchObject({
      data: ['picture', 'guardian'],
      trail: [{ byGuardian: true }],
    })
    const forms = receiptText(receipt) + receiptJson(receipt)
    expect(forms).toContain('yes by a parent or guardian, person 1 of 1')
    expect(forms).toContain('dpv:GuardianOfDataSubject')
    expect(forms).not.toMatch(/Ada|M0 0L9 9/)
  })
})

describe('a receipt in words', () => {
  test('says it all', async () => {
    await using at = await answered()
    const text = receiptText(receiptIn(at, at.id))
    for (const part of [
      'What you allowed Lumen to do with your photo',
      'Its code: ABC234',
      'ON SOCIAL MEDIA',
      /Allowed until November 22, 2027 at 12:00\sPM \(UTC\+01:00\)\./,
      /- November 22, 2026 at 12:00\sPM \(UTC\+01:00\): yes, person 1 of 2, at the kiosk/,
      /- November 22, 2026 at 1:30\sPM \(UTC\+01:00\): yes, person 2 of 2, on a phone/,
      /IN PAID ADVERTISING\nNot allowed\.\n\nWhat was answered:\n- .*: no, at the kiosk/,
      /WRITING TO YOU\nNot allowed\.\n[^>]*: taken back, on a phone/,
      '> May we show your photo?',
      '- Post it on social media.',
      '- Channels: @lumen on Instagram',
      '- Where: Germany',
      '- Lumen is responsible. Contact: privacy@lumen.example',
      'the place of the event, Pier 7',
      'You can take it back at any time',
      at.ledger.subject(at.id),
      at.ledger.head().hash,
    ])
      expect(text).toMatch(part)
  })

  test('is in the language of the visit, with every gap filled', async () => {
    await using at = await answered()
    const id = await at.take({ language: 'de' })
    at.ledger.answer(yes(id, { purpose: 'site', licence }), noon)
    const text = receiptText(receiptIn(at, id))
    expect(text).toContain('Was Lumen mit eurem Foto machen darf')
    expect(text).toContain('AUF DER WEBSITE UND IN E-MAILS')
    for (const language of Object.keys(languages) as Language[])
      expect(receiptText(receiptIn(at, id), language)).not.toMatch(/\{\w+\}/)
  })

  test('of a photo that nothing was answered about says that nothing is allowed', async () => {
    await using at = await kioskFolder(settings)
    expect(receiptText(receiptIn(at, await at.take()))).toContain('so Lumen may do nothing with it')
  })

  test('names the staff where the brand has given no address', async () => {
    await using at = await kioskFolder({ ...settings, consent: {} })
    expect(receiptText(receiptIn(at, await at.take()))).toContain('Contact: the staff at the event')
  })
})

describe('a receipt for programs', () => {
  test('has each field that ISO/IEC TS 27560 asks for, as the DPV maps it', async () => {
    await using at = await answered()
    const json = jsonOf(receiptJson(receiptIn(at, at.id)))
    expect(json).toMatchObject({
      '@type': 'dpv:ConsentReceipt',
      'dct:identifier': `${at.ledger.subject(at.id)}-${at.ledger.head().hash}`,
      'dct:conformsTo': { '@id': 'https://w3id.org/dpv/schema/dpv-27560#receipt' },
      'dct:created': '2026-11-22T14:00:00.000+01:00',
      'dct:publisher': {
        '@type': ['dpv:Organisation', 'dpv:DataController'],
        'dpv:hasName': 'Lumen',
        'schema:contactPoint': { 'schema:description': 'privacy@lumen.example' },
      },
    })
    const controller = { '@id': json['dct:publisher']['@id'] }
    expect(json.by.social).toMatchObject({
      '@type': 'dpv:ConsentRecord',
      'dct:conformsTo': { '@id': 'https://w3id.org/dpv/schema/dpv-27560#record' },
      'dct:identifier': `${at.ledger.subject(at.id)}-social`,
      'dpv:hasDataSubject': { 'dct:identifier': at.ledger.subject(at.id) },
      'dpv:hasDataController': controller,
      'dpv:hasJurisdiction': { 'dct:description': expect.stringContaining('Pier 7') },
      'dpv:hasNotice': [{ 'dct:language': 'en', 'schema:version': '1', 'schema:text': words.text }],
      'dpv:hasProcess': {
        'dpv:hasPurpose': { 'skos:broader': { '@id': 'dpv:SocialMediaMarketing' } },
        'dpv:hasLegalBasis': { '@id': 'dpv:ExplicitlyExpressedConsent' },
        'dpv:hasPersonalData': [{ 'skos:broader': { '@id': 'pd:Picture' } }],
        'dpv:hasRecipient': [controller, { '@type': 'dpv:Recipient' }],
        'dpv:hasStorageCondition': [
          { '@type': 'dpv:StorageLocation' },
          { 'dpv:hasDuration': { 'rdf:value': { '@value': '2999-01-01T00:00:00.000Z' } } },
        ],
        'dpv:hasConsentControl': {
          '@type': 'dpv:WithdrawConsent',
          'dpv:isExercisedAt': expect.stringContaining('privacy@lumen.example'),
        },
      },
      'dpv:hasConsentStatus': [
        { '@type': 'dpv:ConsentGiven', 'dpv:isIndicatedAtTime': '2026-11-22T12:00:00.000+01:00' },
        { '@type': 'dpv:ConsentGiven', 'dpv:hasIndicationMethod': 'phone' },
      ],
    })
    expect(json.by.ads['dpv:hasConsentStatus']).toMatchObject([{ '@type': 'dpv:ConsentRefused' }])
    expect(json.by.contact['dpv:hasConsentStatus'].at(-1)).toMatchObject({ '@type': 'dpv:ConsentWithdrawn' })
  })

  test('has the licence as an ODRL agreement of its own', async () => {
    await using at = await answered()
    const { by } = jsonOf(receiptJson(receiptIn(at, at.id)))
    const [agreement] = by.social['dct:license']
    expect(agreement).toMatchObject({ '@type': 'odrl:Agreement', 'dct:description': licence.scope })
    const limits = agreement['odrl:permission']['odrl:constraint'].map((limit: Record<string, unknown>) => [
      (limit['odrl:leftOperand'] as Record<string, string>)['@id'],
      limit['odrl:rightOperand'],
    ])
    expect(limits).toEqual([
      ['odrl:spatial', 'Germany'],
      ['odrl:dateTime', { '@value': licence.until, '@type': 'xsd:dateTime' }],
      ['odrl:deliveryChannel', '@lumen on Instagram'],
    ])
    expect(by.contact['dct:license']).toBeUndefined()
  })

  test('is short for nothing that its context does not explain', async () => {
    await using at = await answered()
    const text = receiptJson(receiptIn(at, at.id))
    const { '@context': context } = JSON.parse(text)
    const prefixes = [...text.matchAll(/"(?:@id": "|@type": "|)([a-z]+):(?=\w)/g)].map(([, prefix]) => prefix)
    expect(prefixes.length).toBeGreaterThan(50)
    for (const prefix of new Set(prefixes)) if (prefix !== 'https') expect(context).toHaveProperty(prefix!)
  })

  test('has neither the code nor the link, which would open the photo', async () => {
    await using at = await answered()
    const text = receiptJson(receiptIn(at, at.id))
    expect(text).not.toContain('ABC234')
    expect(text).not.toContain(at.photos.find(at.id)!.token)
  })
})
