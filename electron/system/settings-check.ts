import { z } from 'zod'
import { Trouble } from '../contract/errors.ts'
import { nearest } from './nearest.ts'

/**
 * Checks a value from a settings file and gives it back with its defaults filled in. A key's schema may say
 * what it expects in its own words: `z.string({ error: 'a colour such as #ff5533' })`.
 *
 * `file` is the name shown to the person. Throws `SETTINGS_KEY_UNKNOWN` for the first key the schema lacks
 * (with the likely typo), else `SETTINGS_VALUE` for the first wrong value, each with the key's path.
 */
export function checkSettings<S extends z.ZodType>(schema: S, value: unknown, file: string): z.output<S> {
  const result = schema.safeParse(value, { error: expectation })
  if (result.success) return result.data
  // A misspelled key is also a missing one; the misspelling is the cause.
  const issue =
    result.error.issues.find(({ code }) => code === 'unrecognized_keys') ?? result.error.issues[0]!
  if (issue.code === 'unrecognized_keys') throw unknownKey(schema, issue.path, issue.keys[0]!, file)
  throw new Trouble('SETTINGS_VALUE', {
    file,
    key: pathName(issue.path) || 'the whole file',
    expected: issue.message,
    came: shown(valueAt(value, issue.path)),
  })
}

/** Reads JSON text and checks it as `checkSettings` does. Throws `SETTINGS_NOT_JSON` too. */
export function readSettings<S extends z.ZodType>(schema: S, text: string, file: string): z.output<S> {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, '')) // Windows' Notepad may begin a file with a byte order mark.
  } catch (cause) {
    throw new Trouble('SETTINGS_NOT_JSON', { file, reason: (cause as Error).message }, cause)
  }
  return checkSettings(schema, value, file)
}

/** The hint to append to a message about an unknown name: ` Did you mean "x"?`, or nothing. */
export function didYouMean(
  came: string,
  candidates: readonly string[],
  show = (name: string) => name,
): string {
  const meant = nearest(came, candidates)
  return meant === null ? '' : ` Did you mean "${show(meant)}"?`
}

function unknownKey(schema: z.ZodType, path: readonly PropertyKey[], key: string, file: string): Trouble {
  const full = (name: string) => pathName([...path, name])
  return new Trouble('SETTINGS_KEY_UNKNOWN', {
    file,
    key: full(key),
    hint: didYouMean(key, keysAt(schema, path), full),
  })
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
}

/** What was expected, as a noun that follows "expected". */
function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords[issue.expected] ?? issue.expected
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin, issue.minimum)}`
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin, issue.maximum)}`
    case 'invalid_value':
      return issue.values.map((one: unknown) => JSON.stringify(one)).join(' or ')
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`
    case 'invalid_format':
      return `a text in the form of ${issue.format === 'regex' ? issue.pattern : issue.format}`
    default:
      return 'another value'
  }
}

function unitOf(origin: string, amount: number | bigint): string {
  const many = amount === 1 ? '' : 's'
  if (origin === 'string') return ` character${many}`
  return origin === 'array' ? ` item${many}` : ''
}

/** `slots[0].width`, as JavaScript would write it. */
function pathName(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i ? '.' : ''}${String(part)}`))
    .join('')
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part], value)
}

/** A short form of what came; long values would bury the message, and a password in an address is nobody's business. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value).replace(/:\/\/[^/@\s"]*@/g, '://…@')
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** The keys that the object at `path` may have. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const at = path.reduce<unknown>((inner, part) => {
    const held = unwrapped(inner)
    if (held instanceof z.ZodObject) return held.shape[String(part)]
    if (held instanceof z.ZodRecord) return held.valueType
    return held instanceof z.ZodArray ? held.element : undefined
  }, schema)
  const object = unwrapped(at)
  return object instanceof z.ZodObject ? Object.keys(object.shape) : []
}

/** The schema inside `.default()`, `.optional()`, `.pipe()` and their like. */
function unwrapped(schema: unknown): unknown {
  let at = schema
  for (;;) {
    if (at instanceof z.ZodPipe) at = at.in
    else if (at instanceof z.ZodDefault || at instanceof z.ZodPrefault) at = at.def.innerType
    else if (at instanceof z.ZodOptional || at instanceof z.ZodNullable) at = at.def.innerType
    else return at
  }
}
