const startsWith = (text: string) => (bytes: Buffer) => bytes.toString('latin1', 0, text.length) === text
const brand = (name: RegExp) => (bytes: Buffer) =>
  bytes.toString('latin1', 4, 8) === 'ftyp' && name.test(bytes.toString('latin1', 8, 12))

/** What a file's first bytes give away, most likely first. Only the first two are photos to us. */
const kinds = [
  { kind: 'jpeg', words: 'a JPEG', is: startsWith('\xFF\xD8\xFF') },
  { kind: 'png', words: 'a PNG', is: startsWith('\x89PNG\r\n\x1A\n') },
  { kind: 'other', words: 'an empty file', is: (bytes: Buffer) => bytes.length === 0 },
  { kind: 'other', words: 'a HEIC picture', is: brand(/^(hei[cxms]|mif1|hevc)/) },
  { kind: 'other', words: 'an AVIF picture', is: brand(/^avi[fs]/) },
  { kind: 'other', words: 'a film', is: brand(/./) },
  { kind: 'other', words: 'a WebP picture', is: (b: Buffer) => b.toString('latin1', 8, 12) === 'WEBP' },
  { kind: 'other', words: 'a GIF', is: startsWith('GIF8') },
  { kind: 'other', words: 'a TIFF or raw picture', is: startsWith('II*\0') },
  { kind: 'other', words: 'a TIFF or raw picture', is: startsWith('MM\0*') },
  { kind: 'other', words: 'a PDF', is: startsWith('%PDF') },
  { kind: 'other', words: 'a BMP picture', is: startsWith('BM') },
  {
    kind: 'other',
    words: 'an SVG or a web page',
    is: (b: Buffer) => /^\s*</.test(b.toString('latin1', 0, 64)),
  },
] as const

/** The kind of file by its first bytes (never by its name), and words for it that follow "but" and go before "came". */
export function photoKind(bytes: Buffer): { kind: 'jpeg' | 'png' | 'other'; words: string } {
  const found = kinds.find(({ is }) => is(bytes))
  return found ? { kind: found.kind, words: found.words } : { kind: 'other', words: 'another kind of file' }
}
