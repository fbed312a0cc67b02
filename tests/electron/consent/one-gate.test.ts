import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../../support/station.ts'

/** The tables that hold what was said; whether that allows something is more than a row of theirs. */
const tables = ['ledger', 'statements', 'contacts']

const isSql = [
  /\bselect\b[\s\S]*\bfrom\b/i,
  /\b(insert|replace)\b[\s\S]*\binto\b/i,
  /\bupdate\b[\s\S]*\bset\b/i,
  /\bdelete\s+from\b/i,
  /\b(drop|alter)\s+table\b/i,
]

/** What a source does around the gate, each as a sentence that names it. */
function waysAround(file: string, source: string): string[] {
  const ways = new Set<string>()
  const isConsent = file.startsWith('electron/consent/')
  const mayReadAll = ['ledger', 'gate', 'retention'].some(name => file === `electron/consent/${name}.ts`)

  function look(node: ts.Node): void {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const text = node.getText()
      if (!isConsent && isSql.some(form => form.test(text))) {
        for (const table of tables.filter(name => new RegExp(`\\b${name}\\b`, 'i').test(text)))
          ways.add(`${file} reads or writes the table ${table} by itself. Ask the gate: consent/gate.ts.`)
      }
      if (!isConsent && /(^|\/)consent\/standing(\.ts)?['"`]$/.test(text))
        ways.add(`${file} imports consent/standing.ts. Ask the gate: consent/gate.ts.`)
    }
    const names = ts.isIdentifier(node) || ts.isStringLiteralLike(node)
    if (!mayReadAll && names && node.text === 'entriesFor')
      ways.add(`${file} calls entriesFor, as only the gate and retention may. Ask the gate: consent/gate.ts.`)
    ts.forEachChild(node, look)
  }
  // With its parents, as a literal's own text is asked for.
  look(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true))
  return [...ways]
}

test('nobody reads the ledger around the gate', () => {
  const files = readdirSync(join(projectRoot, 'electron'), { recursive: true, encoding: 'utf8' })
    .map(name => `electron/${name.replaceAll('\\', '/')}`)
    .filter(name => name.endsWith('.ts'))
  expect(files).toContain('electron/consent/gate.ts')
  const ways = files.flatMap(file => waysAround(file, readFileSync(join(projectRoot, file), 'utf8')))
  expect(ways).toEqual([])
})

describe('a way around the gate is found', () => {
  test.each([
    ['SQL', "store.prepare('SELECT body FROM statements')", 'the table statements'],
    ['SQL in small letters', "store.prepare('select * from photos, ledger')", 'the table ledger'],
    ['SQL with gaps', `store.exec(\`DELETE FROM "contacts" WHERE photo = \${id}\`)`, 'the table contacts'],
    [
      'SQL over several lines',
      'store.prepare(`\n  INSERT\n  INTO ledger (seq)\n  VALUES (1)`)',
      'the table ledger',
    ],
    ['an import', "import { standing } from '../consent/standing.ts'", 'imports consent/standing.ts'],
    ['a later import', "await import('../consent/standing.ts')", 'imports consent/standing.ts'],
    ['an import passed on', "export * from './consent/standing.ts'", 'imports consent/standing.ts'],
    ['a call', "ledger.entriesFor('screens')", 'calls entriesFor'],
    ['a call by its name', "ledger['entriesFor']('screens')", 'calls entriesFor'],
    ['a call taken out', 'const { entriesFor } = ledger', 'calls entriesFor'],
  ])('in %s', (_, source, what) => {
    const found = waysAround('electron/share/gallery.ts', source)
    expect(found).toEqual([expect.stringContaining(what)])
    expect(found[0]).toMatch(/^electron\/share\/gallery\.ts .* Ask the gate/)
  })

  test('in consent/ too, when it calls what is for the gate alone', () => {
    expect(waysAround('electron/consent/answers.ts', "ledger.entriesFor('ads')")).toHaveLength(1)
  })

  test.each([
    ['a comment', '/* SELECT body FROM statements, and ledger.entriesFor() */'],
    ['a sentence', "log.info('the ledger is whole, and so are its contacts and statements')"],
    ['other SQL', "store.prepare('SELECT id FROM photos')"],
    ['the gate', "import { openGate } from './consent/gate.ts'"],
    ['the ledger', "import { openLedger } from './consent/ledger.ts'"],
  ])('but not in %s', (_, source) => {
    expect(waysAround('electron/share/gallery.ts', source)).toEqual([])
  })
})
