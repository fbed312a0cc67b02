/** The words that staff see before anybody else does, and what they say to them. */
import { Trouble } from '../contract/errors.ts'
import type { StorySight, StoryToSee } from '../contract/story.ts'
import type { Stories } from '../story/stories.ts'
import type { Log } from '../system/log.ts'

export interface StoryDeskParts {
  readonly stories: Stories
  /** Whether words of new photos are seen first. */
  readonly isSeenFirst: boolean
  /** Takes a photo's pictures back at once, and then makes them anew, with its words or without. */
  readonly frameAnew: (photoId: string) => void
  /** Told what staff say to a photo's words; its people may still be there. */
  readonly onJudged: (photoId: string, sight: StorySight) => void
  readonly log: Log
}

export interface StoryDesk {
  /** How many photos wait; null where nobody wants to see words first and none is left from before. */
  waiting(): number | null
  /** Those that wait, newest first, and of the others those in `also`. */
  list(also: readonly string[]): StoryToSee[]
  /** Throws PHOTO_UNKNOWN, and STORY_OUT when the picture has left with what was said before. */
  judge(photoId: string, sight: StorySight): void
}

export function openStoryDesk({ stories, isSeenFirst, frameAnew, onJudged, log }: StoryDeskParts): StoryDesk {
  return {
    waiting() {
      const count = stories.waiting()
      return isSeenFirst || count > 0 ? count : null
    },
    list: stories.list,
    judge(photoId, sight) {
      if (stories.isOut(photoId)) throw new Trouble('STORY_OUT')
      const before = stories.sight(photoId)
      if (before === null) throw new Trouble('PHOTO_UNKNOWN', { id: photoId })
      if (before === sight) return
      // First its pictures go: of what breaks off here, none goes out with words that staff have taken out.
      if (before === 'not' || sight === 'not') frameAnew(photoId)
      stories.judge(photoId, sight)
      onJudged(photoId, sight)
      log.info({ photo: photoId, before, sight }, 'words seen by staff')
    },
  }
}
