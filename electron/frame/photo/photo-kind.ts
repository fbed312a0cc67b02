const startsWith = (text: string) => (bytes: Buffer) => bytes.toString('latin1', 0, text.length) === text
/** By the brands that an ISO media file names in its first box (ISO/IEC 14496-12, 4.3). */
const brand = (name: RegExp) => (bytes: Buffer) => {
  if (bytes.toString('latin1', 4, 8) !== 'ftyp') return false
  const brands = bytes.toString('latin1', 8, Math.min(bytes.readUInt32BE(0), 64))
  return brands.match(/.{4}/gs)?.some(each => name.test(each)) ?? false
}

/** What a file's first bytes give away, most likely first. */
const kinds = [
  { kind: 'jpeg', words: 'a JPEG', is: startsWith('\xFF\xD8\xFF') },
  { kind: 'png', words: 'a PNG', is: startsWith('\x89PNG\r\n\x1A\n') },
  { kind: 'avif', words: 'an AVIF picture', is: brand(/^avi[fs]/) },
  // `mif1` and `msf1` say only "a picture", and what is not AVIF is likeliest this.
  { kind: 'heic', words: 'a HEIC picture', is: brand(/^(hei[cxms]|hev[cx]|m[is]f1)/) },
  {
    kind: 'webp',
    words: 'a WebP picture',
    is: (b: Buffer) => startsWith('RIFF')(b) && b.toString('latin1', 8, 12) === 'WEBP',
  },
  { kind: 'other', words: 'an empty file', is: (bytes: Buffer) => bytes.length === 0 },
  { kind: 'other', words: 'a raw picture', is: brand(/^crx/) },
  { kind: 'other', words: 'a film', is: brand(/./) },
  { kind: 'other', words: 'a GIF', is: startsWith('GIF8') },
  { kind: 'other', words: 'a TIFF or raw picture', is: startsWith('II*\0') },
  { kind: 'other', words: 'a TIFF or raw picture', is: startsWith('MM\0*') },
  { kind: 'other', words: 'a JPEG XL picture', is: startsWith('\xFF\x0A') },
  { kind: 'other', words: 'a JPEG XL picture', is: startsWith('\0\0\0\x0CJXL ') },
  { kind: 'other', words: 'a PDF', is: startsWith('%PDF') },
  { kind: 'other', words: 'a BMP picture', is: startsWith('BM') },
  {
    kind: 'other',
    words: 'an SVG or a web page',
    is: (b: Buffer) => /^\s*</.test(b.toString('latin1', 0, 64)),
  },
] as const

export type PhotoKind = 'jpeg' | 'png' | 'webp' | 'avif' | 'heic'

/** The kind of file by its first bytes (never by its name), and words for it that follow "but" and go before "came". */
export function photoKind(bytes: Buffer): { kind: PhotoKind | 'other'; words: string } {
  const found = kinds.find(({ is }) => is(bytes))
  return found ? { kind: found.kind, words: found.words } : { kind: 'other', words: 'another kind of file' }
}
