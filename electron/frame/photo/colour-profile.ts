/**
 * Whether an ICC profile names itself sRGB, so that converting it would cost time and change nothing.
 * Layout by ICC.1:2022: tag table (7.3), `desc` tag (9.2.41) as text (v2) or UTF-16 (v4 `mluc`, 10.15).
 */
export function isSrgbProfile(icc: Buffer): boolean {
  if (icc.length < 132) return false
  const tags = Math.min(icc.readUInt32BE(128), Math.floor((icc.length - 132) / 12))
  for (let i = 0; i < tags; i++) {
    const entry = 132 + i * 12
    if (icc.toString('latin1', entry, entry + 4) !== 'desc') continue
    const start = icc.readUInt32BE(entry + 4)
    const name = icc.toString('latin1', start, start + icc.readUInt32BE(entry + 8)).replaceAll('\0', '')
    return /^(desc|mluc).*?(?<![A-Za-z-])sRGB/s.test(name)
  }
  return false
}
