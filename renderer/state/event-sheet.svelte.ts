/** The event's settings as staff fill them in, and what the station says of them. */

import { type BrandFileView, type BrandPart, brandLimits } from '../../electron/contract/brand.ts'
import type { ErrorCode, ErrorDetails } from '../../electron/contract/errors.ts'
import { Trouble } from '../../electron/contract/errors.ts'
import {
  type ColourField,
  colourFields,
  type EventForm,
  type FormField,
  type FormValue,
  type FormWrong,
  type Shade,
} from '../../electron/contract/event-form.ts'
import type { Station } from '../client/station.ts'

/** Sends a file of the brand to the station; gives it as it can be chosen. */
export type BringFile = (part: BrandPart, file: File) => Promise<BrandFileView>

/** Why something was not done; lost: the station does not answer. */
export type SheetTrouble = { readonly code: ErrorCode; readonly details: ErrorDetails } | 'lost'

type Changed = Partial<Record<FormField, FormValue>>

export class EventSheet {
  readonly #station: Station
  readonly #bring: BringFile
  #form = $state.raw<EventForm | null>(null)
  #changed = $state.raw<Changed>({})
  #wrong = $state.raw<readonly FormWrong[]>([])
  #shades = $state.raw<Partial<Record<ColourField, Shade | null>>>({})
  /** What was brought, or is on its way. */
  #files = $state.raw<Partial<Record<BrandPart, BrandFileView>>>({})
  #refused = $state.raw<Partial<Record<BrandPart, SheetTrouble>>>({})
  #sending = $state.raw<BrandPart | null>(null)
  #trouble = $state.raw<SheetTrouble | null>(null)
  #isSaved = $state(false)
  #isAsking = $state(false)

  constructor(station: Station, bring: BringFile) {
    this.#station = station
    this.#bring = bring
  }

  /** What there is to fill in; null before the station has told. */
  get form(): EventForm | null {
    return this.#form
  }

  /** How a colour does; null while it is none, or not known. */
  shade(field: ColourField): Shade | null {
    return this.#shades[field] ?? null
  }

  /** The file that is chosen for a part; null when there is none, or it cannot serve. */
  file(part: BrandPart): BrandFileView | null {
    const name = this.value(`theme.${part}`)
    const files = [this.#files[part], this.#form?.files[part]]
    return files.find(one => one?.name === name) ?? null
  }

  /** Why the last file for a part was not taken. */
  refused(part: BrandPart): SheetTrouble | null {
    return this.#refused[part] ?? null
  }

  /** The part whose file is on its way. */
  get sending(): BrandPart | null {
    return this.#sending
  }

  /** Why nothing can be read or saved. */
  get trouble(): SheetTrouble | null {
    return this.#trouble
  }

  get isSaved(): boolean {
    return this.#isSaved
  }

  get mayBeSaved(): boolean {
    return Object.keys(this.#changed).length > 0 && !this.#isAsking && this.#sending === null
  }

  get isWrong(): boolean {
    return this.#wrong.length > 0
  }

  /** What stands in a field now. */
  value(field: FormField): FormValue {
    return this.#changed[field] ?? this.#form?.values[field] ?? ''
  }

  wrong(field: FormField): FormWrong | undefined {
    return this.#wrong.find(one => one.field === field)
  }

  set(field: FormField, value: FormValue): void {
    const { [field]: _, ...others } = this.#changed
    const isAsBefore = JSON.stringify(value) === JSON.stringify(this.#form?.values[field])
    this.#changed = isAsBefore ? others : { ...others, [field]: value }
    this.#wrong = this.#wrong.filter(one => one.field !== field)
    this.#isSaved = false
    if (field === 'theme.ground' || field === 'accent') void this.#look()
  }

  /** Reads the settings anew, and forgets what was filled in. */
  async load(): Promise<void> {
    this.forget()
    await this.#ask(async () => {
      this.#form = await this.#station.call('settings.read', {})
    })
    if (this.#form) await this.#look()
  }

  async save(): Promise<void> {
    if (!this.mayBeSaved) return
    const changed = this.#changed
    await this.#ask(async () => {
      this.#wrong = await this.#station.call('settings.save', { changed: changed as never })
      if (this.#wrong.length > 0 || !this.#form) return
      this.#form = { ...this.#form, values: { ...this.#form.values, ...changed } }
      this.#changed = {}
      this.#isSaved = true
    })
  }

  forget(): void {
    this.#form = null
    this.#changed = {}
    this.#wrong = []
    this.#shades = {}
    this.#files = {}
    this.#refused = {}
    this.#trouble = null
    this.#isSaved = false
  }

  /** Brings a file for a part and chooses it; `save` makes it count. */
  async bring(part: BrandPart, file: File): Promise<void> {
    if (this.#sending !== null) return
    this.#sending = part
    this.#refused = { ...this.#refused, [part]: undefined }
    try {
      // Before minutes are spent on sending it.
      if (file.size > brandLimits[part]) throw tooLarge(file, brandLimits[part])
      const view = await this.#bring(part, file)
      this.#files = { ...this.#files, [part]: view }
      this.set(`theme.${part}`, view.name)
    } catch (error) {
      this.#refused = { ...this.#refused, [part]: troubleOf(error) }
    } finally {
      this.#sending = null
    }
  }

  /** Asks how the colours do, the accent on the ground. */
  async #look(): Promise<void> {
    const ground = String(this.value('theme.ground'))
    await Promise.all(
      colourFields.map(async field => {
        const colour = String(this.value(field))
        const asked = this.#station.call('settings.shade', { field, colour, ground })
        const shade = await asked.catch(() => null) // half typed
        const isNow = this.value(field) === colour && this.value('theme.ground') === ground
        if (isNow) this.#shades = { ...this.#shades, [field]: shade }
      }),
    )
  }

  async #ask(call: () => Promise<void>): Promise<void> {
    this.#isAsking = true
    this.#trouble = null
    try {
      await call()
    } catch (error) {
      this.#trouble = troubleOf(error)
    } finally {
      this.#isAsking = false
    }
  }
}

function troubleOf(error: unknown): SheetTrouble {
  return error instanceof Trouble ? { code: error.code, details: error.details } : 'lost'
}

function tooLarge({ name, size }: File, most: number): Trouble {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1024 / 1024)} MB`
  return new Trouble('BRAND_FILE_LARGE', { file: name, expected: megabytes(most), came: megabytes(size) })
}
