/**
 * Where things lie at the brand's storage. Keys carry the photo's id and the picture's hash, so that a retry overwrites
 * the same bytes and two people's identical pictures cannot delete each other. `dt=` and `station=` are the partitions
 * that query engines (Hive's convention) read as columns.
 */
export interface Layout {
  /** `ending` is that of the file's kind. */
  readonly media: (photo: string, sha256: string, ending?: string) => string
  readonly record: (photo: string) => string
  /** The sealed addresses left with a photo. */
  readonly contacts: (photo: string) => string
  readonly tombstone: (photo: string) => string
  /** Events of one day, from one number to another. */
  readonly events: (date: string, kiosk: string, from: number, to: number, sha256: string) => string
  /** Entries of the consent ledger, from one number to another. */
  readonly ledger: (kiosk: string, from: number, to: number, sha256: string) => string
  readonly heartbeat: string
  /** The folders of this station. */
  readonly folders: Readonly<
    Record<'media' | 'records' | 'contacts' | 'tombstones' | 'ledger' | 'requests' | 'kiosk', string>
  >
}

/** A text that was shown with a question, by its hash; the same for all stations. */
export const wordingKey = (sha256: string) => `v1/wordings/${sha256}.json`

/** The event's settings, signed by the brand, for all stations that follow them. */
export const settingsKey = 'v1/settings/event.json'

/** A frame that the settings bring, as a zip named by its hash. */
export const settingsTemplateKey = (sha256: string) => `v1/settings/templates/${sha256}.zip`

/** A file of the brand's look that the settings bring, named by its hash. */
export const settingsBrandKey = (sha256: string) => `v1/settings/brand/${sha256}`

/** Where everybody may read: the pages of photos and their pictures. */
export const publicFolder = 's/'

/** A page of a photo. It has no ending, for no storage turns a folder into the page in it. */
export const pageKey = (token: string) => `${publicFolder}${token}`

/** The page that says that a request has arrived. */
export const receivedKey = (language: string) => `${publicFolder}received-${language}`

/** `station` is a name that is safe in a key. */
export function layoutFor(station: string): Layout {
  const folder = (name: string) => `v1/${name}/station=${station}/`
  const folders = {
    media: folder('media'),
    records: folder('records'),
    contacts: folder('contacts'),
    tombstones: folder('tombstones'),
    ledger: folder('ledger'),
    /** What people asked for on published pages. */
    requests: folder('requests'),
    /** The station's sign of life. */
    kiosk: `v1/kiosks/${station}/`,
  }
  const span = (kiosk: string, from: number, to: number, sha256: string) =>
    `${kiosk}-${from}-${to}-${sha256.slice(0, 8)}`
  return {
    media: (photo, sha256, ending = 'jpg') => `${folders.media}${photo}/${sha256}.${ending}`,
    record: photo => `${folders.records}${photo}.json`,
    contacts: photo => `${folders.contacts}${photo}.json`,
    tombstone: photo => `${folders.tombstones}${photo}.json`,
    events: (date, kiosk, from, to, sha256) =>
      `v1/events/dt=${date}/station=${station}/${span(kiosk, from, to, sha256)}.parquet`,
    ledger: (kiosk, from, to, sha256) => `${folders.ledger}${span(kiosk, from, to, sha256)}.jsonl`,
    heartbeat: `${folders.kiosk}heartbeat.json`,
    folders,
  }
}
