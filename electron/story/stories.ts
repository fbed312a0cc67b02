/** What people said with their photos, and what staff say to it before anybody else sees it. */
import type { StorySight, StoryToSee } from '../contract/story.ts'
import type { Store } from '../store/open.ts'

export interface Stories {
  /** Writes down what a photo's people said; whether staff want to see it first goes with it. */
  tell(photoId: string, words: string, isSeenFirst: boolean): void
  /** How many photos wait for somebody to see their words. */
  waiting(): number
  /** Those that wait, newest first, and of the others those in `ids`. */
  list(ids: readonly string[]): StoryToSee[]
  /** What staff say to it; null when there is no such photo, or nobody has to see its words. */
  sight(photoId: string): StorySight | null
  judge(photoId: string, sight: StorySight): void
  /** Whether a picture of the photo is, or may be, at the storage. */
  isOut(photoId: string): boolean
}

export function openStories(store: Store): Stories {
  const tell = store.prepare(
    'UPDATE photos SET story = ?, story_sight = ? WHERE id = ? AND erasing IS NULL AND story IS NULL',
  )
  const waiting = store.prepare<[], number>(
    "SELECT count(*) FROM photos WHERE story_sight = 'waits' AND erasing IS NULL AND withdrawn_at IS NULL",
  )
  const list = store.prepare<[string], StoryToSee>(`
    SELECT id, story AS words, language, reserved_at AS takenAt, stage, story_sight AS sight FROM photos
    WHERE erasing IS NULL AND withdrawn_at IS NULL AND story IS NOT NULL
      AND (story_sight = 'waits' OR (story_sight IS NOT NULL AND id IN (SELECT value FROM json_each(?))))
    ORDER BY id DESC LIMIT 100`)
  const sight = store
    .prepare<[string], StorySight>('SELECT story_sight FROM photos WHERE id = ? AND erasing IS NULL')
    .pluck()
  const judge = store.prepare(
    'UPDATE photos SET story_sight = ? WHERE id = ? AND erasing IS NULL AND story_sight IS NOT NULL',
  )
  const out = store.prepare<[string]>(
    "SELECT 1 FROM objects WHERE photo = ? AND (type LIKE 'image/%' OR type LIKE 'video/%') AND state <> 'gone' LIMIT 1",
  )
  return {
    tell: (id, words, isSeenFirst) => void tell.run(words, isSeenFirst ? 'waits' : null, id),
    waiting: () => waiting.pluck().get() ?? 0,
    list: ids => list.all(JSON.stringify(ids)),
    sight: id => sight.get(id) ?? null,
    judge: (id, to) => void judge.run(to, id),
    isOut: id => out.get(id) !== undefined,
  }
}
