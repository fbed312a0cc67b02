/** A photo as staff see it who were told its short code, and what they do for the people in it. */
import type { Photo, Photos } from '../capture/photos.ts'
import type { Answers } from '../consent/answers.ts'
import type { Gate } from '../consent/gate.ts'
import { purposes } from '../contract/consent.ts'
import { Trouble } from '../contract/errors.ts'
import type { Sought, SoughtPhoto } from '../contract/operator.ts'
import type { Log } from '../system/log.ts'
import { moment } from '../system/time.ts'

export interface PhotoDeskParts {
  readonly photos: Photos
  readonly gate: Gate
  readonly answers: Answers
  readonly isLedgerWhole: boolean
  /** Erases a photo as staff do, also from the kiosk's screen; false when there is none. */
  readonly erase: (photoId: string) => Promise<unknown>
  /** Whether the photo behind a link's token has its page; null where none are published. */
  readonly isPublished: (token: string) => boolean | null
  readonly log: Log
}

export interface PhotoDesk {
  /** Finds a photo by what somebody read out: small letters, spaces and dashes are no matter. */
  find(came: string): Sought
  /** Takes back all that was allowed with it. */
  takeBack(id: string): Sought
  /** Erases it everywhere. Throws the system's error when a file cannot be removed. */
  erase(id: string): Promise<Sought>
}

export function openPhotoDesk(parts: PhotoDeskParts): PhotoDesk {
  const { photos, gate, answers, isLedgerWhole, erase, isPublished, log } = parts

  function sought(photo: Photo | undefined): Sought {
    if (!photo) return { is: 'unknown' }
    const isOver = Date.parse(photo.expires_at) <= Date.now()
    return photo.withdrawn_at !== null || isOver ? { is: 'gone' } : { is: 'photo', photo: shown(photo) }
  }

  function shown({ id, token, code, stage, reserved_at, expires_at }: Photo): SoughtPhoto {
    const now = Date.now()
    const standings = purposes.map(purpose => ({ purpose, ...gate.standing(id, purpose, now) }))
    const given = standings.filter(({ agreed }) => agreed > 0)
    return {
      ...{ id, code: code ?? '', stage, takenAt: reserved_at, keptUntil: expires_at },
      isPublished: isPublished(token),
      given: given.map(({ purpose, agreed, people, until }) => ({ purpose, agreed, people, until })),
      // Of a ledger that does not hold nothing is known, and a no needs no proof.
      mayTakeBack: given.length > 0 || !isLedgerWhole,
    }
  }

  return {
    find: came => sought(photos.findByCode(came)),
    takeBack(id) {
      try {
        answers.takeAllBack(id, 'staff', moment())
        log.info({ photo: id }, 'taken back by staff')
      } catch (error) {
        // Somebody else was faster: that is told.
        if (!(error instanceof Trouble && error.code === 'PHOTO_UNKNOWN')) throw error
      }
      const photo = photos.find(id)
      return photo ? sought(photo) : { is: 'gone' }
    },
    async erase(id) {
      await erase(id)
      log.info({ photo: id }, 'erased by staff')
      return { is: 'gone' }
    },
  }
}
