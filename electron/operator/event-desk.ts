/** The event's settings as a form: what is in event.json, what staff change of it, and what is wrong with that. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { languageCodes } from '../../text/languages.ts'
import type { Brand } from '../brand/brand.ts'
import { type BrandFileView, type BrandPart, brandParts } from '../contract/brand.ts'
import { purposes } from '../contract/consent.ts'
import { Trouble } from '../contract/errors.ts'
import {
  type EventForm,
  type FormField,
  type FormValue,
  type FormWrong,
  formFields,
} from '../contract/event-form.ts'
import { type EventSettings, eventSchema } from '../event/settings.ts'
import { listTemplates, loadTemplate, templateFolders } from '../frame/template/template.ts'
import { noneIfTrouble } from '../sync/followed.ts'
import { loadSyncSettings } from '../sync/settings.ts'
import { ifMissing } from '../system/files.ts'
import type { Log } from '../system/log.ts'
import { checkSettings, readSettings } from '../system/settings-check.ts'
import { changeEvent } from './event-change.ts'

export interface EventDeskParts {
  readonly dataFolder: string
  readonly brand: Pick<Brand, 'view' | 'keep'>
  /** Other settings are in event.json now. */
  readonly onChange: () => void
  readonly log: Log
}

export interface EventDesk {
  /** Throws SETTINGS_NOT_JSON, SETTINGS_KEY_UNKNOWN or SETTINGS_VALUE for an event.json that was broken by hand. */
  read(): Promise<EventForm>
  /**
   * Writes what was changed into event.json and leaves all else there as it is; gives what is wrong, having written
   * nothing then. Throws NOT_ALLOWED where the brand decides, what `read` throws, or the system's error.
   */
  save(changed: Readonly<Partial<Record<FormField, FormValue>>>): Promise<FormWrong[]>
  /**
   * Keeps a file of the brand, so that it can be chosen and saved. Throws NOT_ALLOWED where the brand decides, and as the
   * brand's `keep`.
   */
  keepFile(part: BrandPart, name: string, bytes: Buffer): Promise<BrandFileView>
}

type Raw = { [key: string]: unknown }

export function openEventDesk({ dataFolder, brand, onChange, log }: EventDeskParts): EventDesk {
  const file = join(dataFolder, 'event.json')
  const folders = templateFolders(dataFolder)

  const isFollowing = async () => Boolean((await loadSyncSettings(dataFolder).catch(noneIfTrouble))?.brandKey)

  async function load(): Promise<{ raw: Raw; event: EventSettings }> {
    const text = (await readFile(file, 'utf8').catch(ifMissing('{}'))).replace(/^\uFEFF/, '')
    const event = readSettings(eventSchema, text, file)
    return { raw: JSON.parse(text), event }
  }

  /** The kiosk takes one picture, so a frame of several cannot serve; one that is broken neither. */
  async function usable(name: string): Promise<{ name: string; title: string } | null> {
    const template = await loadTemplate(name, folders).catch(noneIfTrouble)
    return template && template.outputs.post?.slots.length === 1 ? { name, title: template.title } : null
  }

  async function files(theme: EventSettings['theme']): Promise<EventForm['files']> {
    const views = brandParts.map(async part => [part, await fileOf(part, theme[part])] as const)
    return Object.fromEntries(await Promise.all(views)) as EventForm['files']
  }

  const fileOf = async (part: BrandPart, name: string) =>
    name === '' ? null : brand.view(part, name).catch(noneIfTrouble)

  async function templates() {
    const found = await Promise.all([...(await listTemplates(folders)).keys()].map(usable))
    return found.filter(one => one !== null)
  }

  return {
    async read() {
      const { event } = await load()
      const { ask, contact } = event.consent
      return {
        values: Object.fromEntries(
          formFields.map(field => [field, valueAt(event, field)]),
        ) as EventForm['values'],
        languages: languageCodes,
        templates: await templates(),
        files: await files(event.theme),
        purposes: purposes.filter(one => one !== 'contact' || contact.key !== '' || ask.includes('contact')),
        isFollowing: await isFollowing(),
      }
    },
    async save(changed) {
      if (await isFollowing()) throw new Trouble('NOT_ALLOWED')
      const { raw, event } = await load()
      const fields = formFields.filter(
        field => changed[field] !== undefined && !isSame(changed[field], valueAt(event, field)),
      )
      for (const field of fields) put(raw, field, changed[field])
      const wrong = wrongIn(raw, fields)
      const { template } = changed
      if (fields.includes('template') && !(typeof template === 'string' && (await usable(template))))
        wrong.push({ field: 'template', why: 'choice', limit: 0 })
      for (const part of brandParts) {
        const field = `theme.${part}` as const
        const name = changed[field]
        if (!fields.includes(field) || wrong.some(one => one.field === field) || name === '') continue
        if (!(await fileOf(part, String(name)))) wrong.push({ field, why: 'choice', limit: 0 })
      }
      if (wrong.length > 0 || fields.length === 0) return wrong
      checkSettings(eventSchema, raw, file)
      await changeEvent(dataFolder, `${JSON.stringify(raw, null, 2)}\n`)
      log.info({ fields }, 'settings changed by the operator')
      onChange()
      return []
    },
    async keepFile(part, name, bytes) {
      if (await isFollowing()) throw new Trouble('NOT_ALLOWED')
      const kept = await brand.keep(part, name, bytes)
      log.info({ part, file: kept.name, bytes: bytes.length }, 'file of the brand brought by the operator')
      return kept
    },
  }
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

function valueAt(event: EventSettings, field: FormField): FormValue {
  return field.split('.').reduce<unknown>((at, key) => (at as Raw)[key], event) as FormValue
}

function put(raw: Raw, field: FormField, value: unknown): void {
  const keys = field.split('.')
  const last = keys.pop()!
  let at = raw
  for (const key of keys) {
    at[key] ??= {}
    at = at[key] as Raw
  }
  at[last] = value
}

/** The first thing that is wrong with each of `fields`. */
function wrongIn(raw: Raw, fields: readonly FormField[]): FormWrong[] {
  const issues = eventSchema.safeParse(raw).error?.issues ?? []
  return fields.flatMap(field => {
    const issue = issues.find(({ path }) => `${path.join('.')}.`.startsWith(`${field}.`))
    return issue ? [{ field, ...whyOf(issue) }] : []
  })
}

function whyOf(issue: z.core.$ZodIssue): Omit<FormWrong, 'field'> {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string'
        ? { why: 'empty', limit: 0 }
        : { why: 'least', limit: Number(issue.minimum) }
    case 'too_big':
      return { why: issue.origin === 'string' ? 'long' : 'most', limit: Number(issue.maximum) }
    case 'invalid_type':
      return { why: 'whole', limit: 0 }
    case 'invalid_value':
      return { why: 'choice', limit: 0 }
    default:
      return { why: 'form', limit: 0 }
  }
}
