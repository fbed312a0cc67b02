/**
 * CSV (RFC 4180) in UTF-8 with a byte order mark, as Excel, LibreOffice and Numbers open it. Our own few lines and no
 * library, because reading has to undo exactly what writing did: what people typed is never a formula in the table,
 * and a sealed address that begins with `-` comes back as it was.
 */

/**
 * How a cell begins that a spreadsheet may run as a formula (OWASP, "CSV Injection"), full-width signs included.
 * Apostrophes before it count in, so that one more or less can always be told.
 */
const formula = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/

/** A table as CSV; the first row is the header. Cells that could be formulas get an apostrophe before them. */
export function csvOf(rows: Iterable<readonly (string | number | null)[]>): string {
  return `\uFEFF${Array.from(rows, row => `${row.map(cellOf).join(',')}\r\n`).join('')}`
}

/** Reads what `csvOf` wrote, and what a spreadsheet made of it: with `;` or tabs for commas, or other line ends. */
export function readCsv(text: string): string[][] {
  const body = text.replace(/^\uFEFF/, '')
  const [separator = ','] = /[,;\t]/.exec(body.replace(/"[^"]*"/g, '')) ?? []
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n"]*))(${separator}|\\r\\n|\\r|\\n|$)`,
    'y',
  )
  const rows: string[][] = []
  let row: string[] = []
  while (cell.lastIndex < body.length || row.length > 0) {
    const found = cell.exec(body)
    if (!found) throw new SyntaxError(`a quote in row ${rows.length + 1} has no other half`)
    const [, quoted, plain = '', end] = found
    row.push(
      (quoted?.replaceAll('""', '"') ?? plain).replace(/^'(?='*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20])/, ''),
    )
    if (end === separator) continue
    rows.push(row)
    row = []
  }
  return rows
}

function cellOf(value: string | number | null): string {
  const text = typeof value === 'string' && formula.test(value) ? `'${value}` : String(value ?? '')
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
