/** What phones ask for at the share door: a photo's page and its pictures, the way on to the networks, and what they send. */
import type { Photo, Photos } from './capture/photos.ts'
import type { Answers } from './consent/answers.ts'
import type { Gate } from './consent/gate.ts'
import type { Ledger } from './consent/ledger.ts'
import { openAllowance } from './doors/limits.ts'
import type { RemoteHandlers, ShareHandlers } from './doors/share-door.ts'
import type { EventSettings } from './event/settings.ts'
import { filmDue } from './frame/clips.ts'
import type { PictureMaker, Pictures } from './frame/pictures.ts'
import type { Journal } from './journal/journal.ts'
import { countRate, openCounts, readDeed } from './share/counts.ts'
import { openManage } from './share/manage.ts'
import { openOnward } from './share/onward.ts'
import { openPhonePages, type PublishedAt } from './share/phone-page.ts'
import { fileName } from './share/share-part.ts'
import { findShared } from './share/shared-photo.ts'
import { openSharedPictures } from './share/shared-pictures.ts'
import type { Store } from './store/open.ts'
import type { Log } from './system/log.ts'

export interface PhoneCallsParts {
  readonly dataFolder: string
  readonly store: Store
  readonly photos: Photos
  readonly pictures: Pictures
  readonly pictureMaker: Pick<PictureMaker, 'isComing'>
  readonly answers: Answers
  readonly gate: Gate
  readonly ledger: Ledger
  readonly journal: Journal
  readonly event: EventSettings
  readonly log: Log
  /** A picture's bytes. */
  readonly readPicture: (file: string) => Promise<Buffer>
  /** Settles when the photo is framed or cannot be, or when its film has come; rejects when the signal comes first. */
  readonly whenSettled: (photoId: string, signal: AbortSignal) => Promise<unknown>
  readonly remote: RemoteHandlers
  readonly publishedAt: (token: string) => PublishedAt | null
  /** Erases a photo and all that was said about it. */
  readonly erase: (photoId: string) => Promise<void>
}

export interface PhoneCalls {
  readonly handlers: ShareHandlers
  /** Writes down what is counted and still in memory. */
  close(): void
}

export function openPhoneCalls(parts: PhoneCallsParts): PhoneCalls {
  const { dataFolder, store, photos, pictures, answers, gate, ledger, journal, event, log } = parts
  const { publishedAt, erase } = parts
  const pages = openPhonePages(event)
  const counts = openCounts({ photos, store, journal, allowance: openAllowance(countRate) })
  const manage = openManage({
    ...{ photos, answers, gate, ledger, pages, pictures, publishedAt, event, log, erase },
  })
  /** Framed, and with its film where one comes. */
  const isWhole = (photo: Photo) =>
    photo.stage === 'framed' && filmDue(photo, pictures.find(photo.id, 'boomerang') !== undefined) === null
  const { policy, deleted, gone, busy, trouble } = pages
  return {
    handlers: {
      ...{ policy, deleted, gone, busy, trouble },
      ...manage,
      ...openOnward({ photos, event, publishedAt, counts }),
      picture: openSharedPictures({
        ...{ dataFolder, photos, pictures, maker: parts.pictureMaker, event, read: parts.readPicture },
      }),
      async ready(token, signal) {
        const photo = findShared(photos, token)
        if (!photo) return null
        if (!isWhole(photo)) {
          const due = filmDue(photo, false)
          const over = due === null ? [signal] : [signal, AbortSignal.timeout(due - Date.now())]
          await parts.whenSettled(photo.id, AbortSignal.any(over)).catch(() => {})
        }
        const settled = findShared(photos, token)
        return settled !== null && isWhole(settled)
      },
      opened: counts.opened,
      saved: (token, picture, userAgent) =>
        counts.did(token, userAgent, { kind: 'picture.saved', detail: { picture } }),
      count: (token, fields, userAgent) => counts.did(token, userAgent, readDeed(fields)),
      remote: parts.remote,
      fileName: name => fileName(event.name, name),
    },
    close: counts.close,
  }
}
