/** What the operator can see and do at the kiosk, behind a PIN. */
import { join } from 'node:path'
import type { Language } from '../../text/languages.ts'
import type { Brand } from '../brand/brand.ts'
import type { BrandFileView, BrandPart } from '../contract/brand.ts'
import type { CallName, Handlers } from '../contract/calls.ts'
import { Trouble } from '../contract/errors.ts'
import {
  type CameraSeen,
  cameraReport,
  cameraShowings,
  filmReport,
  type Glance,
  operatorPatience,
} from '../contract/operator.ts'
import type { SyncHealth } from '../contract/sync.ts'
import { groundShade } from '../event/colour.ts'
import type { Store } from '../store/open.ts'
import { hasStorage, openStorage } from '../sync/storage.ts'
import type { Log } from '../system/log.ts'
import { openEventDesk } from './event-desk.ts'
import { glanceOf } from './glance.ts'
import type { KioskBreak } from './kiosk-break.ts'
import { openPass } from './pass.ts'
import { openPhotoDesk, type PhotoDeskParts } from './photo-desk.ts'
import { openPhotoNumbers } from './photo-numbers.ts'
import { openPin } from './pin.ts'
import { shadeOf } from './shade.ts'
import { openStoryDesk, type StoryDeskParts } from './story-desk.ts'
import { openWipeRun } from './wipe-run.ts'

export interface OperatorParts {
  readonly dataFolder: string
  readonly store: Store
  readonly language: Language
  /** The command line's entry, and what the shell handed down from the keychain. */
  readonly cli: string
  readonly secrets?: string | undefined
  readonly log: Log
  /** The demo picture is on purpose. */
  readonly isDemo: boolean
  /** Gives how often a PIN may be tried, from the beginning again. */
  readonly openTries: () => { take(address: string): boolean }
  readonly syncHealth: () => Promise<SyncHealth>
  readonly isClockRight: () => boolean
  readonly isLedgerWhole: boolean
  /** What is needed to do something for one photo. */
  readonly desk: Omit<PhotoDeskParts, 'isLedgerWhole' | 'log'>
  /** What is needed to see words first. */
  readonly storyDesk: Omit<StoryDeskParts, 'log'>
  /** How the brand looks, and what keeps it or the frame from doing so. */
  readonly brand: Brand
  readonly lookTroubles: readonly Trouble[]
  /** Other settings are in event.json now. */
  readonly onEventChange: () => void
  readonly phones: () => Glance['phones']
  /** What the phones' door refused lately. */
  readonly refused: () => Glance['door']
  readonly isKioskOpen: () => boolean
  readonly kioskBreak: KioskBreak
}

type OperatorCall = Extract<
  CallName,
  `operator.${string}` | `photo.${string}` | `settings.${string}` | `story.${string}` | `wipe.${string}`
>

export interface Operator {
  readonly handlers: Pick<Handlers, OperatorCall>
  /** Whether who speaks is the operator, by what they were given for the PIN. */
  isOperator(token: string): boolean
  /** Keeps a file that the operator brings. Throws NOT_ALLOWED where the brand decides, and as the brand's `keep`. */
  keepBrandFile(part: BrandPart, name: string, bytes: Buffer): Promise<BrandFileView>
  /** Hears what the kiosk's page reports, for what is worth a glance. */
  hear(report: { readonly what: string; readonly detail: string }): void
  /** Whether the kiosk's browser makes films, as far as it has said. */
  readonly makesFilms: boolean
  close(): Promise<void>
}

export function openOperator(parts: OperatorParts): Operator {
  const { dataFolder, store, cli, secrets, log, openTries } = parts
  const pin = openPin(dataFolder)
  const pass = openPass(operatorPatience)
  const photoNumbers = openPhotoNumbers(store)
  const desk = openPhotoDesk({ ...parts.desk, isLedgerWhole: parts.isLedgerWhole, log })
  const stories = openStoryDesk({ ...parts.storyDesk, log })
  const event = openEventDesk({ dataFolder, brand: parts.brand, onChange: parts.onEventChange, log })
  const wipe = openWipeRun({ dataFolder, cli, secrets, log })
  let tries = openTries()
  let camera: CameraSeen | null = null
  let makesFilms = true

  async function enter(came: string): Promise<{ token: string }> {
    // Before it is looked at: of many tries at once none must slip through.
    if (!tries.take('')) throw new Trouble('TOO_MANY')
    if (!(await pin.isRight(came))) {
      log.warn('wrong PIN')
      throw new Trouble('PIN_WRONG')
    }
    tries = openTries()
    log.info('operator came')
    return { token: pass.give() }
  }

  async function choose(chosen: string): Promise<{ token: string }> {
    await pin.choose(chosen)
    log.info('PIN chosen')
    return { token: pass.give() }
  }

  async function glance(): Promise<Glance> {
    const sync = await parts.syncHealth()
    return glanceOf({
      ...{ sync, camera, makesFilms, isDemo: parts.isDemo },
      phones: parts.phones(),
      door: parts.refused(),
      isClockRight: parts.isClockRight(),
      isLedgerWhole: parts.isLedgerWhole && sync.isLedgerWhole,
      photos: photoNumbers(new Date()),
      stories: stories.waiting(),
      isKioskOpen: parts.isKioskOpen(),
      isOnBreak: parts.kioskBreak.isOn,
      look: parts.lookTroubles.map(({ code, details }) => ({ code, details })),
    })
  }

  function setPaused(paused: boolean): void {
    if (!hasStorage(store)) throw new Trouble('SYNC_NOT_SET', { file: join(dataFolder, 'sync.json') })
    openStorage(store).setPaused(paused)
    log.info({ paused }, 'sync paused or not by the operator')
  }

  return {
    handlers: {
      'operator.hello': async () => ({
        language: parts.language,
        hasPin: await pin.isChosen(),
        isKioskOpen: parts.isKioskOpen(),
      }),
      'operator.choose': input => choose(input.pin),
      'operator.enter': input => enter(input.pin),
      'operator.stay': () => {
        pass.touch()
        return null
      },
      'operator.leave': () => {
        pass.end()
        return null
      },
      'operator.glance': glance,
      'operator.pause': ({ paused }) => {
        setPaused(paused)
        return glance()
      },
      'operator.break': async ({ isOn }) => {
        await parts.kioskBreak.set(isOn)
        log.info({ isOn }, 'break begun or ended by the operator')
        return glance()
      },
      'photo.find': ({ code }) => desk.find(code),
      'photo.takeBack': ({ id }) => desk.takeBack(id),
      'photo.erase': ({ id }) => desk.erase(id),
      'story.list': ({ also }) => stories.list(also),
      'story.judge': ({ id, sight, also }) => {
        stories.judge(id, sight)
        return stories.list(also)
      },
      'settings.read': () => event.read(),
      'settings.save': ({ changed }) => event.save(changed),
      'settings.shade': ({ field, colour, ground }) =>
        field === 'accent' ? shadeOf(colour, ground) : groundShade(ground),
      'wipe.start': ({ dropOriginals }) => {
        wipe.start(dropOriginals)
        return wipe.read(0)
      },
      'wipe.stop': () => {
        wipe.stop()
        return wipe.read(0)
      },
      'wipe.read': ({ after }) => wipe.read(after),
    },
    isOperator: pass.isGood,
    keepBrandFile: event.keepFile,
    hear({ what, detail }) {
      const showing = cameraShowings.find(one => one === detail)
      if (what === cameraReport && showing) camera = { showing, at: new Date().toISOString() }
      if (what === filmReport) makesFilms = detail !== 'no'
    },
    get makesFilms() {
      return makesFilms
    },
    close: wipe.close,
  }
}
