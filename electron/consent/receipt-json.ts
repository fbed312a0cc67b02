/** The receipt for programs: JSON-LD in the terms of the Data Privacy Vocabulary, see `receipt.ts`. */
import { say, type TextKey } from '../../text/index.ts'
import type { Purpose } from '../contract/consent.ts'
import { localTime } from '../system/time.ts'
import type { Licence } from './ledger.ts'
import type { DataType, PurposeReceipt, Receipt, Step } from './receipt.ts'
import { dataKeys, purposeKeys, undoWords } from './receipt-text.ts'

/** What the words are short for, and which of them are addresses or times (JSON-LD 1.1). */
const context = {
  dct: 'http://purl.org/dc/terms/',
  dpv: 'https://w3id.org/dpv#',
  pd: 'https://w3id.org/dpv/pd#',
  odrl: 'http://www.w3.org/ns/odrl/2/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  schema: 'https://schema.org/',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  'dct:created': { '@type': 'xsd:dateTime' },
  'dpv:isIndicatedAtTime': { '@type': 'xsd:dateTime' },
} as const

/** The nearest purposes of the DPV; the words that were shown say it exactly. */
const dpvPurposes = {
  screens: 'dpv:PublicRelations',
  social: 'dpv:SocialMediaMarketing',
  site: 'dpv:Marketing',
  ads: 'dpv:Advertising',
  contact: 'dpv:DirectMarketing',
} as const satisfies Record<Purpose, string>

const dpvData = {
  picture: 'pd:Picture',
  address: 'pd:EmailAddress',
  guardian: 'pd:Name',
} as const satisfies Record<DataType, string>

const dpvStates = {
  given: 'dpv:ConsentGiven',
  refused: 'dpv:ConsentRefused',
  withdrawn: 'dpv:ConsentWithdrawn',
} as const satisfies Record<Step['what'], string>

/** The media type of `receiptJson`. */
export const receiptType = 'application/ld+json'

/** The receipt as JSON-LD: a DPV consent receipt with one consent record for each purpose. */
export function receiptJson(receipt: Receipt): string {
  const { brand, contact, photo, subject } = receipt
  const words = (key: TextKey) => say(receipt.language, key, { brand, place: receipt.place })
  const id = (name: string) => ({ '@id': name })
  const dateTime = (at: string) => ({ '@value': at, '@type': 'xsd:dateTime' })
  const until = (at: string) => ({ '@type': 'dpv:UntilTimeDuration', 'rdf:value': dateTime(at) })

  const controller = {
    ...id('_:controller'),
    '@type': ['dpv:Organisation', 'dpv:DataController'],
    'dpv:hasName': brand,
    'schema:contactPoint': {
      '@type': 'schema:ContactPoint',
      'schema:description': contact || say(receipt.language, 'receipt.staffContact'),
    },
  }
  const step = ({ what, when, person, people, way, until: end, byGuardian, everything }: Step) => ({
    '@type': dpvStates[what],
    'dpv:isIndicatedAtTime': localTime(when),
    'dpv:isIndicatedBy': byGuardian ? id('dpv:GuardianOfDataSubject') : id('_:people'),
    'dpv:hasIndicationMethod': way,
    ...(person === null ? {} : { 'dct:description': `person ${person} of ${people}` }),
    'dpv:hasDuration': end
      ? until(end)
      : everything
        ? id('dpv:EndlessDuration')
        : { '@type': 'dpv:UntilEventDuration', 'rdf:value': 'everybody in the picture says yes anew' },
  })
  // Apart from the consent: the right to use the picture (ODRL Information Model 2.2).
  const agreement = ({ scope, channels, territory, until: end }: Licence) => ({
    '@type': 'odrl:Agreement',
    'dct:description': scope,
    'odrl:permission': {
      'odrl:target': id('_:picture'),
      'odrl:assigner': id('_:people'),
      'odrl:assignee': id('_:controller'),
      'odrl:action': id('odrl:use'),
      'odrl:constraint': [
        limit('odrl:spatial', 'odrl:eq', territory),
        limit('odrl:dateTime', 'odrl:lt', dateTime(end)),
        ...(channels ? [limit('odrl:deliveryChannel', 'odrl:eq', channels)] : []),
      ],
    },
  })
  const limit = (operand: string, operator: string, right: unknown) => ({
    '@type': 'odrl:Constraint',
    'odrl:leftOperand': id(operand),
    'odrl:operator': id(operator),
    'odrl:rightOperand': right,
  })
  const record = ({ purpose, notices, licences, data, trail }: PurposeReceipt) => ({
    '@type': 'dpv:ConsentRecord',
    'dct:identifier': `${subject}-${purpose}`,
    'dct:conformsTo': id('https://w3id.org/dpv/schema/dpv-27560#record'),
    'dpv:hasDataSubject': {
      ...id('_:people'),
      '@type': 'dpv:DataSubject',
      'dct:identifier': subject,
    },
    'dpv:hasDataController': id('_:controller'),
    'dpv:hasJurisdiction': {
      '@type': 'dpv:Location',
      'dct:description': words(receipt.place ? 'receipt.lawPlace' : 'receipt.law'),
    },
    'dpv:hasNotice': notices.map(({ version, language, sha256, text }) => ({
      '@type': 'dpv:ConsentNotice',
      'dct:language': language,
      'schema:version': version,
      'schema:sha256': sha256,
      'schema:text': text,
    })),
    'dpv:hasProcess': {
      '@type': 'dpv:Process',
      'dpv:hasPurpose': {
        '@type': 'dpv:Purpose',
        'dct:identifier': purpose,
        'skos:broader': id(dpvPurposes[purpose]),
        'dct:title': words(purposeKeys[purpose]),
      },
      'dpv:hasLegalBasis': id('dpv:ExplicitlyExpressedConsent'),
      'dpv:hasPersonalData': data.map(type => ({
        'skos:broader': id(dpvData[type]),
        'dct:title': words(dataKeys[type]),
      })),
      'dpv:hasRecipient': [
        id('_:controller'),
        { '@type': 'dpv:Recipient', 'dct:description': words('receipt.recipients') },
      ],
      'dpv:hasStorageCondition': [
        { '@type': 'dpv:StorageLocation', 'dct:description': words('receipt.storage') },
        { '@type': 'dpv:StorageDuration', 'dpv:hasDuration': until(photo.keptUntil) },
      ],
      'dpv:hasConsentControl': {
        '@type': 'dpv:WithdrawConsent',
        'dpv:isExercisedAt': undoWords(receipt, receipt.language),
      },
    },
    ...(licences.length > 0 ? { 'dct:license': licences.map(agreement) } : {}),
    'dpv:hasConsentStatus': trail.map(step),
  })
  const json = {
    '@context': context,
    '@type': 'dpv:ConsentReceipt',
    'dct:identifier': receipt.id,
    'dct:conformsTo': id('https://w3id.org/dpv/schema/dpv-27560#receipt'),
    'dct:created': localTime(receipt.made),
    'dct:publisher': controller,
    'dct:source': `ledger of the station ${receipt.station}`,
    'dct:subject': {
      ...id('_:picture'),
      '@type': 'schema:Photograph',
      'schema:dateCreated': dateTime(localTime(photo.taken)),
      ...(photo.sha256 ? { 'schema:sha256': photo.sha256 } : {}),
      'schema:about': receipt.event,
    },
    'dpv:hasRecordOfActivity': receipt.purposes.map(record),
  }
  return `${JSON.stringify(json, null, 2)}\n`
}
