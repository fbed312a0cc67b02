/** The brand's ground and face on a page: what is in force now, in the place of what was before. */
import type { BrandFont, KioskTheme } from '../../electron/contract/brand.ts'

/** As `tokens.css` names it. */
const family = 'Groundswell brand'

const worn = new WeakMap<Document, { readonly address: string; readonly face: FontFace }>()

/** Puts on `theme`; a page stays open over other settings. `report` is told when the face cannot be loaded. */
export function wearTheme(page: Document, theme: KioskTheme, report: (why: string) => void): void {
  page.documentElement.style.setProperty('--brand-ground', theme.ground)
  const before = worn.get(page)
  if (before?.address === theme.font?.address) return
  if (before) page.fonts.delete(before.face)
  worn.delete(page)
  if (theme.font) wearFont(page, theme.font, report)
}

function wearFont(page: Document, font: BrandFont, report: (why: string) => void): void {
  const face = new FontFace(family, `url("${font.address}")`, {
    weight: font.lightest === font.heaviest ? '1 1000' : `${font.lightest} ${font.heaviest}`,
    display: 'block',
    sizeAdjust: `${font.scale * 100}%`,
  } as FontFaceDescriptors)
  page.fonts.add(face)
  worn.set(page, { address: font.address, face })
  face.load().catch(error => report(String(error)))
}
