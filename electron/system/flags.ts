import { parseArgs } from 'node:util'
import { Trouble } from '../contract/errors.ts'
import type { Flag, FlagTable, FlagValues } from '../contract/flags.ts'
import { nearest } from './nearest.ts'

/** Reads a command line of flags alone. Anything else on it is a `FLAG_UNKNOWN`. */
export function parseFlags<const T extends FlagTable>(args: readonly string[], table: T): FlagValues<T> {
  const { flags, rest } = parseCommandLine(args, table)
  if (rest[0] !== undefined) throw unknownFlag(rest[0], table)
  return flags
}

/** Reads a command line of flags and other words; `rest` are the other words, in order. */
export function parseCommandLine<const T extends FlagTable>(
  args: readonly string[],
  table: T,
): { readonly flags: FlagValues<T>; readonly rest: readonly string[] } {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { kind }]) => [
      name,
      { type: kind === 'switch' ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  // Not strict: its own errors have no code and know no near names.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })

  const flags: Record<string, string | number | boolean | readonly string[] | undefined> = Object.fromEntries(
    Object.entries(table).map(([name, flag]) => [name, standard(flag)]),
  )
  const rest: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') rest.push(token.value)
    if (token.kind !== 'option') continue
    const flag = Object.hasOwn(table, token.name) && token.rawName === `--${token.name}` && table[token.name]
    if (!flag) throw unknownFlag(token.rawName, table)
    // A value that looks like a flag is one, unless `=` binds it.
    const forgotten = token.value?.startsWith('--') && !token.inlineValue
    const value = checked(token.rawName, flag, forgotten ? undefined : token.value)
    flags[token.name] =
      flag.kind === 'list' ? [...(flags[token.name] as readonly string[]), String(value)] : value
  }
  return { flags: flags as FlagValues<T>, rest }
}

function standard(flag: Flag): string | number | boolean | readonly string[] | undefined {
  if (flag.kind === 'switch') return false
  if (flag.kind === 'list') return []
  return flag.kind === 'text' ? undefined : flag.standard
}

function checked(name: string, flag: Flag, came: string | undefined): string | number | boolean {
  switch (flag.kind) {
    case 'switch':
      if (came === undefined) return true
      throw new Trouble('FLAG_VALUE', { flag: name, expected: name, came: `${name}=${came}` })
    case 'text':
    case 'list':
      if (came) return came
      throw new Trouble('FLAG_VALUE', { flag: name, expected: flag.expected, came: '' })
    case 'port':
      if (came && /^\d{1,5}$/.test(came) && Number(came) <= 65535) return Number(came)
      throw new Trouble('FLAG_VALUE', { flag: name, expected: '0–65535', came: came ?? '' })
    case 'choice':
      if (came && flag.choices.includes(came)) return came
      throw new Trouble('FLAG_VALUE', { flag: name, expected: flag.choices.join(' | '), came: came ?? '' })
  }
}

function unknownFlag(came: string, table: FlagTable): Trouble {
  const known = Object.keys(table).map(name => `--${name}`)
  const near = nearest(came, known)
  return new Trouble('FLAG_UNKNOWN', {
    came,
    hint: near ? ` Did you mean ${near}?` : '',
    expected: known.join(', '),
  })
}
