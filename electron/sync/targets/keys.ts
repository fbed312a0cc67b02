import { randomUUID } from 'node:crypto'
import { type TargetMemory, TargetProblem } from '../target.ts'

/**
 * The parts of a key, of which none can lead out of the storage. Throws a TargetProblem (`unexpected`) for a key that
 * no layout makes: with an empty part, `.`, `..`, `\` or a control character in it.
 */
export function keyParts(key: string): readonly string[] {
  const parts = key.split('/')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (parts.some(part => part === '' || part === '.' || part === '..') || /[\\\u0000-\u001F\u007F]/.test(key))
    throw new TargetProblem(
      'unexpected',
      'a key with an empty part, ., .., a backslash or a control character',
    )
  return parts
}

/** The parts of a prefix, which is empty or ends in `/`; else throws as `keyParts` does. */
export function prefixParts(prefix: string): readonly string[] {
  if (prefix === '') return []
  if (!prefix.endsWith('/')) throw new TargetProblem('unexpected', 'a prefix that does not end in /')
  return keyParts(prefix.slice(0, -1))
}

/**
 * A random name for what is put for a moment to try the storage, the same after every restart: what a try that broke off
 * has left, the next one takes away. Another station's is another one.
 */
export function probeName(memory: TargetMemory): string {
  const known = memory.recall()
  if (known !== null) return known
  const name = randomUUID()
  memory.remember(name)
  return name
}
