/**
 * An event's own words in the place of the program's, such as "Take our photo". What people are told before the photo,
 * what they agree to and how they take it back stays as it is: it says what the program does.
 */
import type { Language } from './languages.ts'
import { keysOf, type Messages } from './messages.ts'

/** The groups of messages that an event can say in its own words. */
export const ownGroups = [
  'attract',
  'live',
  'review',
  'look',
  'takeaway',
  'thanks',
  'stillThere',
  'trouble',
  'code',
  'share',
] as const satisfies readonly (keyof Messages)[]

/** By language, then by key, such as `attract.start`. */
export type OwnWords = Readonly<Partial<Record<Language, Readonly<Record<string, string>>>>>

/** What is wrong with an own text: no such message, none that can be said otherwise, or a gap that nothing fills. Null when it is fine. */
export function wrongOwnWords(
  english: Messages,
  key: string,
  words: string,
): { readonly why: 'unknown' | 'fixed' } | { readonly why: 'gap'; readonly gap: string } | null {
  if (!keysOf(english).includes(key)) return { why: 'unknown' }
  const [group = '', name = ''] = key.split('.')
  const message = (english as unknown as Record<string, Record<string, unknown>>)[group]?.[name]
  if (!ownGroups.some(one => one === group)) return { why: 'fixed' }
  const filled = gapsIn(typeof message === 'string' ? message : JSON.stringify(message))
  const gap = gapsIn(words).find(one => !filled.includes(one))
  return gap === undefined ? null : { why: 'gap', gap }
}

/** The messages with an event's own words in their places. */
export function withOwnWords<M extends Messages>(messages: M, own: Readonly<Record<string, string>> = {}): M {
  const groups = new Map<string, Record<string, string>>()
  for (const [key, words] of Object.entries(own)) {
    const [group = '', name = ''] = key.split('.')
    groups.set(group, { ...groups.get(group), [name]: words })
  }
  if (groups.size === 0) return messages
  return Object.fromEntries(
    Object.entries(messages).map(([group, said]) => [group, { ...said, ...groups.get(group) }]),
  ) as M
}

const gapsIn = (words: string) => [...words.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
