/**
 * Names the messages that nobody says: node scripts/unused-messages.mjs [FOLDER]. A message is said where its key stands
 * whole in the sources; the keys of errors, of what a check of a frame finds, of purposes and looks are made from their
 * names.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { purposes } from '../electron/contract/consent.ts'
import { errorCodes } from '../electron/contract/errors.ts'
import { lookNames } from '../electron/contract/looks.ts'
import { findingKinds } from '../electron/frame/check.ts'

const root = process.argv[2] ?? join(import.meta.dirname, '..')

const made = new Set([
  ...errorCodes.map(code => `errors.${code}`),
  ...findingKinds.map(kind => `templateCheck.${kind}`),
  ...purposes.map(purpose => `consent.${purpose}`),
  ...lookNames.map(look => `look.${look}`),
])

const sources = ['electron', 'renderer', 'text']
  .flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(ts|svelte)$/.test(name))
      .map(name => readFileSync(join(root, folder, name), 'utf8')),
  )
  .join('\n')

const messages = JSON.parse(readFileSync(join(root, 'text/en.json'), 'utf8'))
const unused = Object.entries(messages)
  .flatMap(([group, words]) => Object.keys(words).map(name => `${group}.${name}`))
  .filter(key => !made.has(key) && !sources.includes(`'${key}'`))

for (const key of unused) process.stderr.write(`text/en.json: nobody says ${key}\n`)
process.exit(unused.length > 0 ? 1 : 0)
