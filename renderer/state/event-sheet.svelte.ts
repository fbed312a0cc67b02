/** The event's settings as staff fill them in, and what the station says of them. */

import type { ErrorCode, ErrorDetails } from '../../electron/contract/errors.ts'
import { Trouble } from '../../electron/contract/errors.ts'
import type { EventForm, FormField, FormValue, FormWrong, Shade } from '../../electron/contract/event-form.ts'
import type { Station } from '../client/station.ts'

type Changed = Partial<Record<FormField, FormValue>>

export class EventSheet {
  readonly #station: Station
  #form = $state.raw<EventForm | null>(null)
  #changed = $state.raw<Changed>({})
  #wrong = $state.raw<readonly FormWrong[]>([])
  #shade = $state.raw<Shade | null>(null)
  #trouble = $state.raw<{ readonly code: ErrorCode; readonly details: ErrorDetails } | 'lost' | null>(null)
  #isSaved = $state(false)
  #isAsking = $state(false)

  constructor(station: Station) {
    this.#station = station
  }

  /** What there is to fill in; null before the station has told. */
  get form(): EventForm | null {
    return this.#form
  }

  get shade(): Shade | null {
    return this.#shade
  }

  /** Why nothing can be read or saved; lost: the station does not answer. */
  get trouble() {
    return this.#trouble
  }

  get isSaved(): boolean {
    return this.#isSaved
  }

  get mayBeSaved(): boolean {
    return Object.keys(this.#changed).length > 0 && !this.#isAsking
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
    if (field === 'accent') void this.#look(String(value))
  }

  /** Reads the settings anew, and forgets what was filled in. */
  async load(): Promise<void> {
    this.forget()
    await this.#ask(async () => {
      this.#form = await this.#station.call('settings.read', {})
    })
    if (this.#form) await this.#look(String(this.value('accent')))
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
    this.#shade = null
    this.#trouble = null
    this.#isSaved = false
  }

  async #look(accent: string): Promise<void> {
    this.#shade = null
    const shade = await this.#station.call('settings.shade', { accent }).catch(() => null) // half typed
    if (this.value('accent') === accent) this.#shade = shade
  }

  async #ask(call: () => Promise<void>): Promise<void> {
    this.#isAsking = true
    this.#trouble = null
    try {
      await call()
    } catch (error) {
      this.#trouble = error instanceof Trouble ? { code: error.code, details: error.details } : 'lost'
    } finally {
      this.#isAsking = false
    }
  }
}
