/** Whether all is well: each row of the operator's page judged by what somebody would have to do about it. */
import type { Glance, GlanceRow, Level, Refused } from '../contract/operator.ts'
import type { SyncHealth, SyncState } from '../contract/sync.ts'

export type GlanceFacts = Omit<Glance, 'levels'> & {
  /** The demo picture is on purpose. */
  readonly isDemo: boolean
}

/** With less room than this somebody must make some soon, in hours of photos. */
const scarceHours = 2

/** Mistyped links and phones that ask once too often come to dozens in a busy hour; who attacks comes to thousands. */
const mostRefused = 300

/** A clock that is further off than this confuses who looks at the pictures later, in seconds. */
const mostClockOffset = 60

const levelOfState: Readonly<Record<SyncState, Level>> = {
  off: 'well',
  well: 'well',
  working: 'working',
  paused: 'look',
  offline: 'look',
  shut: 'look',
  trouble: 'look',
  starting: 'working',
  silent: 'look',
}

export function glanceOf({ isDemo, ...facts }: GlanceFacts): Glance {
  const { sync, phones, door, camera, makesFilms, isClockRight, isLedgerWhole, look, photos, stories } = facts
  const levels: Record<GlanceRow, Level> = {
    sync: syncLevel(sync),
    disk: sync.freeHours < scarceHours ? 'look' : 'well',
    phones: phones.canReach && !phones.certificate ? 'well' : 'look',
    door: allOf(door) > mostRefused ? 'look' : 'well',
    camera: (camera && camera.showing !== 'camera' && !isDemo) || !makesFilms ? 'look' : 'well',
    clock: isClockRight ? 'well' : 'look',
    look: look.length > 0 ? 'look' : 'well',
    ledger: isLedgerWhole ? 'well' : 'look',
    photos: photos.failedLately > 0 ? 'look' : photos.waiting > 0 ? 'working' : 'well',
    stories: stories ? 'look' : 'well',
  }
  return { ...facts, levels }
}

function syncLevel(sync: SyncHealth): Level {
  const isClockOff = Math.abs(sync.clockOffsetSeconds ?? 0) > mostClockOffset
  if (isClockOff || sync.twin || sync.followTrouble) return 'look'
  return levelOfState[sync.state]
}

function allOf(refused: Refused): number {
  return Object.values(refused).reduce((sum, one) => sum + one, 0)
}
