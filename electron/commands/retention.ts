import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { say, type TextKey } from '../../text/index.ts'
import { openPhotos } from '../capture/photos.ts'
import { openErasure } from '../consent/erasure.ts'
import { openLedger } from '../consent/ledger.ts'
import { dueForErasure, openRetention, type RetentionPlan, type Swept } from '../consent/retention.ts'
import { Trouble } from '../contract/errors.ts'
import { type FlagTable, stationFlags } from '../contract/flags.ts'
import { exitCodes } from '../contract/ready.ts'
import { lockFolder, openStore, openStoreToRead } from '../store/open.ts'
import { parseFlags } from '../system/flags.ts'
import { dataFolder } from '../system/root.ts'
import { version } from '../system/version.ts'
import type { Command } from './command.ts'

const flagTable = { data: stationFlags.data, erase: { kind: 'switch' } } as const satisfies FlagTable

/**
 * retention --data DIR [--erase]: says what has had its time. It may run beside the station. With --erase it also
 * erases that, instead of a station: throws DATA_IN_USE while one runs.
 */
export const retention: Command = async (args, print) => {
  const flags = parseFlags(args, flagTable)
  const data = dataFolder(flags.data)
  const tell = (key: TextKey, values = {}) => print(say('en', key, values))
  return flags.erase ? erase(data, tell) : show(data, tell)
}

type Tell = (key: TextKey, values?: Readonly<Record<string, string | number>>) => void

function show(data: string, tell: Tell): number {
  const store = openStoreToRead(databaseIn(data))
  try {
    const plan = dueForErasure({ photos: openPhotos(store), ledger: openLedger(store, version) }, Date.now())
    tellPlan(plan, tell)
    if (isDue(plan)) tell('retention.byItself')
    return plan.clock === 'behind' ? exitCodes.needsPerson : exitCodes.ok
  } finally {
    store.close()
  }
}

async function erase(data: string, tell: Tell): Promise<number> {
  const file = databaseIn(data)
  if (!existsSync(file)) throw new Trouble('FILE_NOT_FOUND', { file }) // rather than make an empty one
  const lock = lockFolder(data)
  try {
    const store = openStore(file)
    try {
      const photos = openPhotos(store)
      const ledger = openLedger(store, version)
      const erasure = openErasure({ store, dataFolder: data, photos, ledger })
      const { sweep } = openRetention({ photos, ledger, erasure })
      const swept = await sweep(Date.now(), plan => tellPlan(plan, tell))
      if (swept.plan.clock === 'behind') return exitCodes.needsPerson
      tellDone(swept, tell)
      return swept.failed.length === 0 && swept.traceless ? exitCodes.ok : exitCodes.broke
    } finally {
      store.close()
    }
  } finally {
    lock.close()
  }
}

function tellPlan(plan: RetentionPlan, tell: Tell): void {
  const { at, clock, newest, photos, contacts, unfinished } = plan
  if (clock === 'behind') tell('retention.clockBehind', { now: at, newest: newest! })
  else if (!isDue(plan)) tell('retention.nothing', { now: at })
  if (photos.length > 0) tell('retention.photos', { count: photos.length })
  for (const { id, takenAt, expiredAt } of photos) tell('retention.photo', { id, takenAt, expiredAt })
  if (contacts.length > 0) tell('retention.contacts', { count: contacts.length })
  for (const { photo, endedAt } of contacts) tell('retention.contact', { id: photo, endedAt })
  if (unfinished.length > 0) tell('retention.unfinished', { count: unfinished.length })
  for (const id of unfinished) tell('retention.unfinishedPhoto', { id })
}

function tellDone({ erased, contacts, failed, traceless }: Swept, tell: Tell): void {
  if (erased.length > 0) tell('retention.photosErased', { count: erased.length })
  if (contacts.length > 0) tell('retention.contactsErased', { count: contacts.length })
  if (erased.length + contacts.length > 0) tell('retention.remains')
  for (const { id, error } of failed) {
    const { code, message } = error as NodeJS.ErrnoException
    tell('retention.failed', { id, reason: code ?? message })
  }
  if (!traceless) tell('retention.traces')
}

function isDue({ photos, contacts, unfinished }: RetentionPlan): boolean {
  return photos.length + contacts.length + unfinished.length > 0
}

function databaseIn(data: string): string {
  return join(data, 'groundswell.sqlite')
}
