/**
 * The composition root: takes the ports, opens the store, builds the features in the order a photo travels,
 * and opens the two doors.
 */
import { randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import type { Server } from 'node:http'
import { join, resolve } from 'node:path'
import type { TextKey } from '../text/index.ts'
import { largestOriginal, openOriginals } from './capture/originals.ts'
import { openPhotos } from './capture/photos.ts'
import { openAnswers } from './consent/answers.ts'
import { openErasure } from './consent/erasure.ts'
import { openGate } from './consent/gate.ts'
import { brokenLedger, openLedger } from './consent/ledger.ts'
import { openRetention, startSweeping } from './consent/retention.ts'
import { wordingFor } from './consent/wording.ts'
import type { CheckedInput, Handlers, KioskHello } from './contract/calls.ts'
import { Trouble } from './contract/errors.ts'
import type { Ready } from './contract/ready.ts'
import type { PhotoStage, PhotoView } from './contract/visit.ts'
import { bindDoor, portOf, stopListening } from './doors/http.ts'
import { kioskHost, kioskServerOptions, openKioskDoor } from './doors/kiosk-door.ts'
import { openAllowance } from './doors/limits.ts'
import { oneCopy } from './doors/one-copy.ts'
import { openShareDoor, shareServerOptions } from './doors/share-door.ts'
import { readStaticFiles } from './doors/static-files.ts'
import { textOn } from './event/colour.ts'
import { loadEvent } from './event/settings.ts'
import { eventValues } from './frame/event-values.ts'
import { openFraming } from './frame/framing.ts'
import { openKioskFrame } from './frame/kiosk-frame.ts'
import { templateFolders } from './frame/template/template.ts'
import { openJournal } from './journal/journal.ts'
import { visitNotes } from './journal/visit-notes.ts'
import { openOperator } from './operator/operator.ts'
import { openSession } from './session/session.ts'
import { openLinkPool, sharePath } from './share/links.ts'
import { openManage } from './share/manage.ts'
import { fileName, openPhonePages } from './share/phone-page.ts'
import { findShared } from './share/shared-photo.ts'
import { commitSoon, lockFolder, openStore } from './store/open.ts'
import {
  type FollowedSettings,
  openWithFollowed,
  type SettingsWatch,
  watchFollowed,
} from './sync/apply-settings.ts'
import { startSyncChild } from './sync/child.ts'
import { clockError } from './sync/clock-error.ts'
import { healthIn } from './sync/health.ts'
import { prometheusText } from './sync/prometheus.ts'
import { keepShutterFree } from './sync/shutter-room.ts'
import { ifMissing, makeFolder, sha256, sweepUnfinished } from './system/files.ts'
import { openLog } from './system/log.ts'
import { isLoopback, lanAddress } from './system/network.ts'
import { qrCode } from './system/qr.ts'
import { cliEntry, root } from './system/root.ts'
import { metricsToken } from './system/secrets.ts'
import { day, moment } from './system/time.ts'
import { version } from './system/version.ts'

export interface StationOptions {
  readonly data: string
  readonly port: number
  readonly sharePort: number
  readonly shareHost?: string | undefined
  readonly camera: 'auto' | 'demo'
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

const networkCheckEvery = 5_000

/** After this time no page shows a photo's code any more, however long its people choose. */
const longestTakeaway = 10 * 60_000

/** Codes typed at the kiosk: a person mistypes a few, a guesser thousands. */
const codeTriesRate = { burst: 10, perSecond: 0.1 }

/** PINs typed at the operator's page: ten thousand of them take a week. */
const pinTriesRate = { burst: 5, perSecond: 1 / 60 }

/**
 * Starts the station. Throws a Trouble that a person must mend (PORT_TAKEN, DATA_NOT_WRITABLE, DATA_IN_USE,
 * DATABASE_DAMAGED, DATABASE_NEWER, SETTINGS_…, TEMPLATE_…, PAGES_NOT_BUILT), having let go of everything.
 */
export function openStation(options: StationOptions): Promise<Station> {
  const { data, onStep } = options
  return openWithFollowed({ dataFolder: resolve(data), onStep }, followed => openWith(followed, options))
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
  const event = await loadEvent(data)
  const store = undo.adopt(openStore(join(data, 'groundswell.sqlite')), one => void one.close())
  const ledger = openLedger(store, version)
  // Named as the ledger names them, photos that are erased are in no log either.
  const log = openLog(join(data, 'logs'), id => ledger.subject(id).slice(0, 16))

  // A photo's way: reserve, keep, frame, allow, share.
  const photos = openPhotos(store)
  const originals = openOriginals(data, photos, onStep)
  // The day the station started: an evening that goes on past midnight keeps its date.
  const frameOptions = { values: eventValues(event, new Date()), language: event.language }
  const frame = await openKioskFrame(event.template, frameOptions, templateFolders(data))
  if (frame.trouble) log.error({ code: frame.trouble.code, ...frame.trouble.details }, 'frame cannot serve')
  const { framer } = frame
  const { plan } = framer
  const overlay = await framer.overlay()
  const overlayHash = sha256(overlay)
  const settled = new EventEmitter().setMaxListeners(0)
  const framing = openFraming({
    dataFolder: data,
    photos,
    originals,
    framer,
    look: event.look,
    log,
    onStep,
    onSettled,
  })
  undo.defer(() => framing.close())
  const { broken } = ledger.verify()
  if (broken) log.error({ code: 'LEDGER_BROKEN', ...broken }, 'ledger does not hold')
  const gate = openGate(store, ledger, broken === null)
  const answers = await openAnswers({ store, photos, ledger, gate, event, broken })
  const erasure = openErasure({ store, dataFolder: data, photos, ledger, log, onStep })
  undo.defer(() => erasure.close())
  const phonePages = await openPhonePages(event)
  const journal = openJournal(store, log)
  let settingsWatch: SettingsWatch | undefined
  const session = openSession((visit, event, before) => {
    kiosk.tell('visit', visit)
    shutterRoom.moved(visit.at, event.type)
    settingsWatch?.moved()
    journal.note(visitNotes({ before, visit, event }, version, () => answers.offered('kiosk')))
  })
  undo.defer(() => session.close())

  let lan = lanAddress()
  const phonesCanReach = () => options.shareHost !== undefined || lan !== null
  const shareAddress = () => `http://${options.shareHost ?? lan ?? kioskHost}:${portOf(shareServer)}`
  const links = openLinkPool(shareAddress)

  const codeTries = openAllowance(codeTriesRate)
  const isAsked = () => answers.offered('kiosk').length > 0

  function shutter() {
    const visit = session.visit
    if (visit.at !== 'count') throw new Trouble('NOT_NOW', { came: 'shutter', at: visit.at })
    let link = links.take()
    while (photos.findByCode(link.code)) link = links.take()
    const { id, token, url, qr, code } = link
    const when = moment()
    const expires = new Date(Date.parse(when.at) + event.linkDays * day).toISOString()
    // The code must not wait for the disk. A power cut before the original is kept loses both or neither.
    commitSoon(store, () => {
      const { name: template } = frame
      photos.reserve({ id, token, code, template, language: event.language, expires_at: expires }, when)
    })
    onStep('reserved')
    const photo: PhotoView = { id, link: url, qr, code, stage: 'reserved' }
    session.send({ type: 'shutter', photo, asked: isAsked() ? 'open' : 'never' })
    log.info({ photo: id }, 'photo reserved')
    return photo
  }

  /** Shows the code of a photo again that was on the screen when the last run broke off. */
  function resume(id: string) {
    const photo = photos.find(id)
    const recent = photo && Date.now() - Date.parse(photo.reserved_at) < longestTakeaway
    if (!recent || !findShared(photos, photo.token)) throw new Trouble('PHOTO_UNKNOWN', { id })
    const link = shareAddress() + sharePath(photo.token)
    const view = { id, link, qr: qrCode(link), code: photo.code ?? '', stage: photo.stage }
    const open = isAsked() && answers.newest(id) === 0
    return session.send({ type: 'resume', photo: view, asked: open ? 'open' : 'never' })
  }

  /** Writes down what this visit's people answered the brand. */
  async function answer(said: CheckedInput<'consent.answer'>) {
    const visit = session.visit
    if (visit.at !== 'takeaway' && visit.at !== 'choose')
      throw new Trouble('NOT_NOW', { came: 'consent.answer', at: visit.at })
    const photoId = visit.photo.id
    const asked = answers.offered('kiosk')
    await answers.reply({ ...said, photoId, asked, way: 'kiosk', language: event.language }, moment())
    log.info({ photo: photoId, asked, given: said.given }, 'answered')
    return session.send({ type: 'answered', asked: said.given.length > 0 ? 'yes' : 'no' })
  }

  /** Somebody types the code of an earlier photo; whoever guesses soon has to wait. */
  function findByCode(code: string) {
    if (session.visit.at !== 'code') throw new Trouble('NOT_NOW', { came: 'code.find', at: session.visit.at })
    if (!codeTries.take('')) throw new Trouble('TOO_MANY')
    const photo = photos.findByCode(code.replace(/[\s-]/g, '').toUpperCase())
    const isOpen = photo && findShared(photos, photo.token)
    if (!isOpen) return session.send({ type: 'found', found: { is: 'unknown' } })
    const { id, reserved_at: takenAt } = photo
    const allowed = answers.given(id, Date.now()).length > 0
    return session.send({ type: 'found', found: { is: 'photo', id, takenAt, allowed } })
  }

  async function settleFound(what: 'take-back' | 'erase') {
    const visit = session.visit
    if (visit.at !== 'code' || visit.found.is !== 'photo')
      throw new Trouble('NOT_NOW', { came: 'code.settle', at: visit.at })
    const { id } = visit.found
    if (what === 'erase') await erasure.erase(id, 'asked')
    else answers.takeAllBack(id, 'kiosk', moment())
    log.info({ photo: id, what }, 'settled by code')
    return session.send({ type: 'found', found: { is: what === 'erase' ? 'erased' : 'taken-back' } })
  }

  async function keepOriginal(id: string, bytes: Buffer) {
    const keeping = originals.keep(id, bytes)
    void framing.frame(
      id,
      bytes,
      keeping.then(result => {
        if (result === 'already') throw new Error('framed by whoever kept it')
      }),
    )
    const result = await keeping
    if (result === 'kept') onStage(id, 'kept')
    return result
  }

  function onStage(id: string, stage: PhotoStage): void {
    session.send({ type: 'photo', id, stage })
  }

  function onSettled(id: string, stage: 'framed' | 'failed'): void {
    onStage(id, stage)
    settled.emit(id)
  }

  const readPicture = oneCopy(framing.read)
  async function readFramed(id: string): Promise<Buffer | null> {
    const file = photos.find(id)?.framed_file
    return file ? readPicture(file).catch(ifMissing(null)) : null // erased in this instant
  }

  const hello = (): KioskHello => ({
    version,
    language: event.language,
    camera: options.camera,
    accent: event.accent,
    onAccent: textOn(event.accent),
    event: { name: event.name, hashtag: event.hashtag, brand: event.brand },
    wording: wordingFor(event),
    consent: answers.ask('kiosk', event.language),
    frame: {
      width: plan.width,
      height: plan.height,
      slot: plan.slots[0]!,
      look: event.look,
      // Named by what it shows: a page that stays open over other settings would show the one that it has.
      overlay: `/frame/overlay.png?${overlayHash}`,
    },
    visit: session.visit,
    phonesCanReach: phonesCanReach(),
  })

  const operator = openOperator({
    ...{ dataFolder: data, store, language: event.language, cli: cliEntry(), secrets: options.secrets, log },
    isDemo: options.camera === 'demo',
    openTries: () => openAllowance(pinTriesRate),
    async syncHealth() {
      syncChild.look()
      return syncHealth()
    },
    isLedgerWhole: broken === null,
    phones: () => ({ canReach: phonesCanReach(), address: shareAddress() }),
    isKioskOpen: () => kiosk.isKioskOpen,
  })
  undo.defer(() => operator.close())

  const handlers = {
    'kiosk.hello': hello,
    'visit.do': ({ verb }) => session.send({ type: verb }),
    'visit.shutter': shutter,
    'visit.resume': ({ id }) => resume(id),
    'consent.answer': answer,
    'code.find': ({ code }) => findByCode(code),
    'code.settle': ({ what }) => settleFound(what),
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
  const shutterRoom = keepShutterFree(syncChild.hold)
  undo.defer(() => shutterRoom.close())
  const syncHealth = () => healthIn(data, store, syncChild.trouble)

  const secret = options.secret || randomBytes(32).toString('base64url')
  const kiosk = openKioskDoor(
    kioskServer,
    handlers,
    {
      pages,
      largestOriginal,
      overlay: async () => overlay,
      keepOriginal,
      metrics: async () => prometheusText(await syncHealth()),
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

  const manage = openManage({
    ...{ photos, answers, gate, ledger, pages: phonePages, event, log },
    async erase(photoId) {
      const erased = erasure.erase(photoId, 'asked')
      // The kiosk may still have it on its screen.
      if ('photo' in session.visit && session.visit.photo.id === photoId) session.send({ type: 'done' })
      await erased
    },
  })
  openShareDoor(
    shareServer,
    {
      policy: phonePages.policy,
      ...manage,
      async picture(token) {
        const photo = findShared(photos, token)
        return photo && ((await readFramed(photo.id)) ?? 'waiting')
      },
      async ready(token, signal) {
        const photo = findShared(photos, token)
        if (!photo) return null
        if (photo.stage !== 'framed') await once(settled, photo.id, { signal }).catch(() => {})
        return findShared(photos, token)?.stage === 'framed'
      },
      deleted: phonePages.deleted,
      gone: phonePages.gone,
      busy: phonePages.busy,
      trouble: phonePages.trouble,
      fileName: () => fileName(event.name),
    },
    log,
  )

  const networkCheck = setInterval(() => {
    try {
      if (lan === lanAddress()) return
      lan = lanAddress()
      log.info({ address: lan }, 'network changed')
      kiosk.tell('network', { phonesCanReach: phonesCanReach() })
    } catch (error) {
      log.warn({ err: error }, 'network cannot be read') // no file descriptors left, say
    }
  }, networkCheckEvery)
  undo.defer(() => clearInterval(networkCheck))

  // A restart is a normal event: take up what the last run left.
  await erasure.resume()
  const swept = await sweepUnfinished(join(data, 'photos'))
  const recovered = await originals.recover()
  if (swept.length || recovered.length)
    log.info({ swept: swept.length, recovered: recovered.length }, 'taken up after a crash')
  void framing.resume()
  const retention = openRetention({ photos, ledger, erasure })
  const sweeping = startSweeping({
    // A clock that is years ahead would erase everything: where the storage tells the time, that is believed.
    sweep: (when, before) => retention.sweep((when ?? Date.now()) + clockError(store), before),
    log,
  })
  undo.defer(() => sweeping.stop())

  await followed.up({ photos, ledger, answers, erasure, log })
  const { onSettingsWaiting } = options
  if (onSettingsWaiting)
    settingsWatch = watchFollowed({
      dataFolder: data,
      stamp: followed.stamp(),
      isIdle: () => session.visit.at === 'attract',
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
    ready: { kiosk: kiosk.enter, share: shareAddress(), data },
    phonesCanReach: phonesCanReach(),
    troubles: [
      ...(frame.trouble ? [{ trouble: frame.trouble, meanwhile: 'station.standardFrame' as const }] : []),
      ...(broken ? [{ trouble: brokenLedger(broken) }] : []),
      ...(answers.keyTrouble ? [{ trouble: answers.keyTrouble }] : []),
      ...followed.troubles.map(trouble => ({ trouble, meanwhile: 'station.settingsBefore' as const })),
    ],
    async close() {
      await letGo.disposeAsync()
      log.info('station stopped')
    },
  }
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
