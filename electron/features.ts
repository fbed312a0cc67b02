/**
 * The composition root: takes the ports, opens the store, builds the features in the order a photo travels,
 * and opens the two doors.
 */
import { randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import type { Server } from 'node:http'
import { join, resolve } from 'node:path'
import { speakWith, type TextKey } from '../text/index.ts'
import { pseudoLanguage } from '../text/languages.ts'
import { openAttractPhotos } from './brand/attract-photos.ts'
import { openBrand, sweepBrand } from './brand/brand.ts'
import { watchFitness } from './capture/fitness.ts'
import { largestOriginal, openOriginals } from './capture/originals.ts'
import { openPhotos } from './capture/photos.ts'
import { openAnswers } from './consent/answers.ts'
import { type ErasureReason, openErasure } from './consent/erasure.ts'
import { openGate } from './consent/gate.ts'
import { brokenLedger, openLedger } from './consent/ledger.ts'
import { openRetention, startSweeping } from './consent/retention.ts'
import type { Handlers } from './contract/calls.ts'
import { Trouble } from './contract/errors.ts'
import type { Ready } from './contract/ready.ts'
import { mostStoryUnits } from './contract/story.ts'
import type { PhotoStage, VisitView } from './contract/visit.ts'
import { bindDoor, portOf, stopListening } from './doors/http.ts'
import { kioskHost, kioskServerOptions, openKioskDoor } from './doors/kiosk-door.ts'
import { openAllowance } from './doors/limits.ts'
import { oneCopy } from './doors/one-copy.ts'
import { openShareDoor, shareServerOptions } from './doors/share-door.ts'
import { readStaticFiles } from './doors/static-files.ts'
import { type EventSettings, loadEvent } from './event/settings.ts'
import { openClips } from './frame/clips.ts'
import { eventValues } from './frame/event-values.ts'
import { openFraming } from './frame/framing.ts'
import { openKioskFrames } from './frame/kiosk-frames.ts'
import { openPictureMaker, openPictures, picturesFor } from './frame/pictures.ts'
import { createFramer } from './frame/render.ts'
import { loadTemplate, templateFolders } from './frame/template/template.ts'
import { openJournal } from './journal/journal.ts'
import { visitNotes } from './journal/visit-notes.ts'
import { openKioskHello } from './kiosk-hello.ts'
import { openWithChange } from './operator/event-change.ts'
import { openKioskBreak } from './operator/kiosk-break.ts'
import { openOperator } from './operator/operator.ts'
import { openPhoneCalls } from './phone-calls.ts'
import { openRemoteCalls } from './remote-calls.ts'
import { openSession } from './session/session.ts'
import { type CertificateWatch, watchCertificate } from './share/certificate.ts'
import { postToken, sharePath } from './share/links.ts'
import type { PublishedAt } from './share/phone-page.ts'
import { openReach } from './share/reach.ts'
import { lockFolder, openStore } from './store/open.ts'
import { openStories } from './story/stories.ts'
import { cleanStory } from './story/words.ts'
import {
  type FollowedSettings,
  openWithFollowed,
  type SettingsWatch,
  watchFollowed,
} from './sync/apply-settings.ts'
import { startSyncChild } from './sync/child.ts'
import { clockError } from './sync/clock-error.ts'
import { noneIfTrouble } from './sync/followed.ts'
import { healthIn } from './sync/health.ts'
import { prometheusText } from './sync/prometheus.ts'
import { isPublished, isPublishing } from './sync/publishing.ts'
import { loadSyncSettings } from './sync/settings.ts'
import { keepShutterFree } from './sync/shutter-room.ts'
import { ifMissing, makeFolder, sweepUnfinished } from './system/files.ts'
import { openLog } from './system/log.ts'
import { isLoopback } from './system/network.ts'
import { cliEntry, root } from './system/root.ts'
import { metricsToken } from './system/secrets.ts'
import { version } from './system/version.ts'
import { openVisitCalls } from './visit-calls.ts'

export interface StationOptions {
  readonly data: string
  readonly port: number
  readonly sharePort: number
  readonly shareHost?: string | undefined
  readonly camera: 'auto' | 'demo'
  /** `pseudo` disguises the kiosk's words. */
  readonly words?: 'event' | 'pseudo'
  /** The run's secret, when a supervisor keeps one over restarts. */
  readonly secret?: string | undefined
  /** What the shell's keychain holds, as JSON. */
  readonly secrets?: string | undefined
  /** Called between the steps of a photo, by their names. */
  readonly onStep?: (step: string) => void
  /** The program that the sync runs in; without it the command line's own. */
  readonly syncProgram?: string
  /**
   * New settings of the brand wait and nobody is in a visit: close the station and open it again. The kiosk's door is
   * shut already, so that no visit begins.
   */
  readonly onSettingsWaiting?: () => void
}

export interface Station {
  readonly ready: Ready
  readonly phonesCanReach: boolean
  /** What the operator should mend, though the kiosk works, and what serves until then. */
  readonly troubles: readonly { readonly trouble: Trouble; readonly meanwhile?: TextKey }[]
  /** Finishes what is being written, then lets go of ports and folder. */
  close(): Promise<void>
}

/** How often it is looked whether the sync's worker has begun to erase something, in milliseconds. */
const goOnEvery = 5_000

/** Other pictures of a photo wait until it is with its people, in milliseconds after the shutter. */
const picturesAfterShutter = 300

/** PINs typed at the operator's page: ten thousand of them take a week. */
const pinTriesRate = { burst: 5, perSecond: 1 / 60 }

/**
 * Starts the station. Throws a Trouble that a person must mend (PORT_TAKEN, DATA_NOT_WRITABLE, DATA_IN_USE,
 * DATABASE_DAMAGED, DATABASE_NEWER, SETTINGS_…, TEMPLATE_…, PAGES_NOT_BUILT), having let go of everything.
 */
export function openStation(options: StationOptions): Promise<Station> {
  const { onStep } = options
  const dataFolder = resolve(options.data)
  return openWithChange(
    dataFolder,
    () => openWithFollowed({ dataFolder, onStep }, followed => openWith(followed, options)),
    (station, error) => ({ ...station, troubles: [...station.troubles, settingsBefore(error)] }),
  )
}

async function openWith(followed: FollowedSettings, options: StationOptions): Promise<Station> {
  await using undo = new AsyncDisposableStack()
  const data = resolve(options.data)
  const onStep = options.onStep ?? (() => {})

  // The ports come first: nothing is made on disk for a station that cannot open its doors.
  const bind = async (server: Promise<Server>) => undo.adopt(await server, stopListening)
  const shareBind = options.shareHost && isLoopback(options.shareHost) ? options.shareHost : '0.0.0.0'
  const kioskServer = await bind(
    bindDoor({ door: 'kiosk', host: kioskHost, port: options.port }, kioskServerOptions),
  )
  const shareServer = await bind(
    bindDoor({ door: 'share', host: shareBind, port: options.sharePort }, shareServerOptions),
  )
  const pages = await readStaticFiles(join(root, 'dist/pages'))

  undo.adopt(await takeFolder(data), lock => lock.close())
  undo.defer(() => followed.close())
  await followed.apply()
  const loaded = await loadEvent(data)
  const event: EventSettings =
    options.words === 'pseudo' ? { ...loaded, language: pseudoLanguage, languages: [] } : loaded
  speakWith(event.texts)
  const syncSettings = await loadSyncSettings(data).catch(noneIfTrouble) // its health says what is wrong with it
  const publicAddress = syncSettings?.publicAddress ?? ''
  const isPublic = publicAddress !== ''
  const store = undo.adopt(openStore(join(data, 'groundswell.sqlite')), one => void one.close())
  const ledger = openLedger(store, version)
  // Named as the ledger names them, photos that are erased are in no log either.
  const log = openLog(join(data, 'logs'), id => ledger.subject(id).slice(0, 16))

  // A photo's way: reserve, keep, frame, allow, share.
  const photos = openPhotos(store)
  const originals = openOriginals(data, photos, onStep)
  // The day the station started: an evening that goes on past midnight keeps its date.
  const frameOptions = {
    ...{ values: eventValues(event, new Date()), language: event.language },
    tellsStory: event.story.inFrame,
  }
  const frames = await openKioskFrames(event, frameOptions, templateFolders(data))
  const brand = await openBrand(data, event.theme)
  const lookTroubles = [
    ...frames.troubles,
    ...brand.troubles.map(trouble => ({ trouble, meanwhile: 'station.standardLook' as const })),
  ]
  for (const { trouble } of lookTroubles)
    log.error({ code: trouble.code, ...trouble.details }, "frame or file of the brand's look cannot serve")
  const settled = new EventEmitter().setMaxListeners(0)
  const pictures = openPictures(store)
  const framing = openFraming({
    dataFolder: data,
    photos,
    originals,
    pictures,
    framerOf: frames.framerOf,
    isLookedAt,
    look: event.look,
    log,
    onStep,
    onSettled,
  })
  undo.defer(() => framing.close())
  const pictureMaker = openPictureMaker({
    ...{ dataFolder: data, photos, originals, pictures, look: event.look, log },
    names: picturesFor(event, publicAddress),
    framerFor: async (template, name) =>
      createFramer(await loadTemplate(template, templateFolders(data)), name, frameOptions),
  })
  undo.defer(() => pictureMaker.close())
  const clips = openClips(data, photos, pictures, onStep)
  const { broken } = ledger.verify()
  if (broken) log.error({ code: 'LEDGER_BROKEN', ...broken }, 'ledger does not hold')
  const gate = openGate(store, ledger, broken === null)
  const answers = await openAnswers({ store, photos, ledger, gate, event, broken })
  const erasure = openErasure({ store, dataFolder: data, photos, ledger, log, onStep })
  undo.defer(() => erasure.close())
  const journal = openJournal(store, log)
  const stories = openStories(store)
  let settingsWatch: SettingsWatch | undefined
  const plan = {
    ...{ reviews: event.review, asksStory: event.story.question !== '' },
    ...{ countFrom: event.count, shotsFor: frames.shotsFor },
  }
  const session = openSession(plan, (visit, event, before) => {
    attractPhotos.rests(visit.at === 'attract')
    remoteCalls.moved(visit) // before the screen that shows its code
    kiosk.tell('visit', visit)
    if (isBeforeFraming(before) && visit.at === 'takeaway') void framing.finish(visit.photo.id)
    for (const room of shutterRooms) room.moved(visit.at, event.type)
    settingsWatch?.moved()
    if (before.at === 'attract' && isPublic) syncChild.look() // is a page published at once?
    if (visit.at === 'attract') void erasure.tidy() // of what this visit took again
    journal.note(visitNotes({ before, visit, event }, version, () => answers.offered('kiosk')))
  })
  undo.defer(() => session.close())

  const attractPhotos = openAttractPhotos({
    ...{ gate, photos, size: frames.largest, isOn: event.theme.attract === 'photos' },
    onChange: ids => kiosk.tell('attract', ids),
  })
  undo.defer(() => attractPhotos.close())

  const certificate = await watchCertificate({ dataFolder: data, host: options.shareHost, log })
  undo.defer(() => certificate.close())
  const fitness = await watchFitness({
    ...{ dataFolder: data, photos, log },
    onChange: trouble => kiosk.tell('trouble', trouble),
  })
  undo.defer(() => fitness.close())
  const reach = openReach({
    ...{ wanted: event.share.way, publicAddress },
    isPublishing: () => isPublishing(store),
    ...{ host: options.shareHost, ownHost: kioskHost, port: portOf(shareServer) },
    secureName: () => certificate.now()?.name ?? null,
    onChange(now) {
      kiosk.tell('reach', now)
      visitCalls.readdress()
      remoteCalls.readdress()
    },
    log,
  })
  undo.defer(() => reach.close())
  const kioskBreak = openKioskBreak(data, isOn => kiosk.tell('break', isOn))
  const visitCalls = openVisitCalls({
    isOnBreak: () => kioskBreak.isOn,
    isPublic,
    ...{ store, photos, answers, erasure, session, reach, event, stories, log, onStep },
    frames,
  })

  const remoteCalls = openRemoteCalls({
    ...{ session, photos, event, isPublic, frames, reach, visitCalls: visitCalls.handlers },
    makesFilms: () => operator.makesFilms,
    tell: view => kiosk.tell('remote', view),
    onTaken: () => journal.note([{ kind: 'remote.taken', photo: null, detail: {} }]),
  })
  undo.defer(() => remoteCalls.close())

  /** Its people have not said yet in which look, or whether they keep it. */
  function isLookedAt(id: string): boolean {
    return isBeforeFraming(session.visit) && session.visit.photo.id === id
  }

  async function keepOriginal(id: string, bytes: Buffer) {
    const keeping = originals.keep(id, bytes)
    const waits = isLookedAt(id)
    if (!waits)
      void framing.frame(
        id,
        bytes,
        keeping.then(result => {
          if (result === 'already') throw new Error('framed by whoever kept it')
        }),
      )
    const result = await keeping
    if (result === 'kept') onStage(id, 'kept')
    if (waits && !isLookedAt(id)) void framing.finish(id) // they said so while it was being kept
    return result
  }

  function onStage(id: string, stage: PhotoStage): void {
    session.send({ type: 'photo', id, stage })
  }

  function onSettled(id: string, stage: 'framed' | 'failed'): void {
    onStage(id, stage)
    settled.emit(id)
    if (stage === 'framed') pictureMaker.make(id)
  }

  const readPicture = oneCopy(framing.read)
  async function readFramed(id: string): Promise<Buffer | null> {
    const file = photos.find(id)?.framed_file
    return file ? readPicture(file).catch(ifMissing(null)) : null // erased in this instant
  }

  const hello = openKioskHello({
    ...{ event, answers, isPublic, camera: options.camera, frames, theme: brand.theme },
    now: () => ({
      attract: attractPhotos.now(),
      visit: session.visit,
      remote: remoteCalls.now(),
      trouble: fitness.now(),
      reach: reach.now(),
      isOnBreak: kioskBreak.isOn,
    }),
  })

  const operator = openOperator({
    ...{ dataFolder: data, store, language: event.language, cli: cliEntry(), secrets: options.secrets, log },
    isDemo: options.camera === 'demo',
    openTries: () => openAllowance(pinTriesRate),
    async syncHealth() {
      syncChild.look()
      return syncHealth()
    },
    isClockRight: () => fitness.now() !== 'clock',
    isLedgerWhole: broken === null,
    storyDesk: {
      stories,
      isSeenFirst: event.story.question !== '' && event.story.seeFirst,
      frameAnew: id => void framing.anew(id),
      onJudged: (id, sight) => void session.send({ type: 'seen', id, isUnseen: sight === 'waits' }),
    },
    brand,
    lookTroubles: lookTroubles.map(({ trouble }) => trouble),
    onEventChange: () => settingsWatch?.changed(),
    desk: {
      ...{ photos, gate, answers },
      erase: id => eraseShown(id, 'staff'),
      isPublished: token => (isPublic ? publishedAt(token) !== null : null),
    },
    phones() {
      const { code, details } = certificate.trouble() ?? {}
      return {
        ...{ canReach: reach.now()[reach.way()], address: reach.address() },
        certificate: code && details ? { code, details } : null,
      }
    },
    refused: () => share.refused(),
    isKioskOpen: () => kiosk.isKioskOpen,
    kioskBreak,
  })
  undo.defer(() => operator.close())

  const handlers = {
    'kiosk.hello': hello,
    ...visitCalls.handlers,
    ...remoteCalls.handlers,
    'kiosk.report': ({ level, what, detail }) => {
      log[level]({ page: 'kiosk', detail }, what)
      operator.hear({ what, detail })
      return null
    },
    ...operator.handlers,
  } satisfies Handlers

  const { syncProgram: cli = cliEntry(), secrets } = options
  const syncChild = startSyncChild({ dataFolder: data, cli, secrets, log })
  undo.defer(() => syncChild.stop())
  const shutterRooms = [
    keepShutterFree(syncChild.hold),
    keepShutterFree(pictureMaker.hold, picturesAfterShutter),
  ]
  undo.defer(() => shutterRooms.forEach(room => void room.close()))
  const syncHealth = () => healthIn(data, store, syncChild)

  const secret = options.secret || randomBytes(32).toString('base64url')
  const kiosk = openKioskDoor(
    kioskServer,
    handlers,
    {
      pages,
      brandFile: brand.served,
      largestOriginal,
      overlay: frames.overlay,
      keepOriginal,
      async keepClip(id, name, bytes) {
        const result = await clips.keep(id, name, bytes)
        settled.emit(id)
        return result
      },
      keepBrandFile: operator.keepBrandFile,
      metrics: async () => prometheusText(await syncHealth()),
      async story(sha256, { words, language }) {
        if (words.length > mostStoryUnits) return null
        return frames.story(sha256, { words: cleanStory(words), language })
      },
      async original(id) {
        const file = photos.find(id)?.original_file
        const original = file && (await originals.read(file).catch(ifMissing(null)))
        if (!original) throw new Trouble('PHOTO_UNKNOWN', { id })
        return original
      },
      async framed(id) {
        const picture = await readFramed(id)
        if (!picture) throw new Trouble('PHOTO_UNKNOWN', { id })
        return picture
      },
    },
    {
      ...{ secret, metricsToken: await metricsToken(data), isOperator: operator.isOperator },
      ...{ language: event.language, log },
    },
  )
  undo.defer(async () => {
    kiosk.close()
    await Promise.all([kioskServer, shareServer].map(stopListening))
  })

  function publishedAt(token: string): PublishedAt | null {
    const [page, post] = [token, postToken(token)]
    if (!isPublic || !isPublished(store, post)) return null // it is the last that comes
    const at = (path: string) => reach.address('public') + path
    return { page: at(sharePath(page)), post: at(sharePath(post)) }
  }
  async function eraseShown(photoId: string, reason: ErasureReason): Promise<void> {
    const erased = erasure.erase(photoId, reason)
    takeOffScreen(photoId)
    await erased
  }

  /** The kiosk may still have it on its screen. */
  function takeOffScreen(photoId: string): void {
    session.send({ type: 'gone', id: photoId })
  }

  const phoneCalls = openPhoneCalls({
    ...{
      dataFolder: data,
      store,
      photos,
      pictures,
      pictureMaker,
      answers,
      gate,
      ledger,
      journal,
      event,
      log,
    },
    remote: remoteCalls.phone,
    ...{ readPicture, publishedAt, erase: id => eraseShown(id, 'asked') },
    whenSettled: (id, signal) => once(settled, id, { signal }),
  })
  undo.defer(() => phoneCalls.close())
  const share = openShareDoor(
    shareServer,
    phoneCalls.handlers,
    {
      context: () => certificate.now()?.context ?? null,
      address: () => reach.address('local'),
    },
    log,
  )
  undo.defer(() => share.close())

  // A restart is a normal event: take up what the last run left.
  await erasure.resume()
  const swept = await sweepUnfinished(join(data, 'photos'))
  const recovered = await originals.recover()
  if (swept.length || recovered.length)
    log.info({ swept: swept.length, recovered: recovered.length }, 'taken up after a crash')
  void framing.resume()
  pictureMaker.resume()
  const retention = openRetention({ photos, ledger, erasure })
  const sweeping = startSweeping({
    // A clock that is years ahead would erase everything: where the storage tells the time, that is believed.
    sweep: (when, before) => retention.sweep((when ?? Date.now()) + clockError(store), before),
    log,
  })
  undo.defer(() => sweeping.stop())
  const goingOn = setInterval(() => {
    const begun = photos.erasing()
    for (const { id } of begun) takeOffScreen(id)
    if (begun.length > 0) void erasure.goOn()
  }, goOnEvery)
  undo.defer(() => clearInterval(goingOn))

  attractPhotos.rests(true)
  await sweepBrand(data).catch(error => log.warn({ err: error }, 'unused files of the brand stay'))
  await followed.up({ photos, ledger, answers, erasure, log })
  const { onSettingsWaiting } = options
  if (onSettingsWaiting)
    settingsWatch = watchFollowed({
      dataFolder: data,
      stamp: followed.stamp(),
      isIdle: () => session.visit.until === undefined,
      onWaiting() {
        kiosk.close()
        void stopListening(kioskServer)
        onSettingsWaiting()
      },
    })
  undo.defer(() => settingsWatch?.stop())

  log.info({ version, node: process.version, camera: options.camera }, 'station ready')
  const letGo = undo.move()
  return {
    ready: { kiosk: kiosk.enter, share: reach.address('local'), data },
    phonesCanReach: reach.now()[reach.way()],
    troubles: [
      ...lookTroubles,
      ...(broken ? [{ trouble: brokenLedger(broken) }] : []),
      ...(answers.keyTrouble ? [{ trouble: answers.keyTrouble }] : []),
      ...certificateTroubles(certificate),
      ...followed.troubles.map(settingsBefore),
    ],
    async close() {
      await letGo.disposeAsync()
      log.info('station stopped')
    },
  }
}

/** At a screen where its people still decide how the photo is framed. */
function isBeforeFraming(visit: VisitView): visit is Extract<VisitView, { at: 'review' | 'story' }> {
  return visit.at === 'review' || visit.at === 'story'
}

function certificateTroubles({ now, trouble }: CertificateWatch): Station['troubles'] {
  const one = trouble()
  if (!one) return []
  return [now() ? { trouble: one } : { trouble: one, meanwhile: 'station.plainDoor' }]
}

/** Newer settings did not come into force, and why. */
function settingsBefore(error: unknown): Station['troubles'][number] {
  const trouble = error instanceof Trouble ? error : new Trouble('UNEXPECTED', {}, error)
  return { trouble, meanwhile: 'station.settingsBefore' }
}

async function takeFolder(folder: string): Promise<{ close(): void }> {
  try {
    await makeFolder(join(folder, 'photos'))
    return lockFolder(folder)
  } catch (error) {
    if (error instanceof Trouble) throw error
    throw new Trouble(
      'DATA_NOT_WRITABLE',
      { folder, reason: (error as { code?: string }).code ?? String(error) },
      error,
    )
  }
}
