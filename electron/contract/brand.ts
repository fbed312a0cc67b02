/** The brand's look at the kiosk: which files it brings, how large they may be, and what a page is told of them. */

export const brandParts = ['logo', 'background', 'font'] as const
export type BrandPart = (typeof brandParts)[number]

const MB = 1024 * 1024

/** The most bytes that the file of a part may have: what a kiosk holds in memory and a browser opens at once. */
export const brandLimits: Readonly<Record<BrandPart, number>> = {
  logo: 2 * MB,
  background: 32 * MB,
  /** Families of Chinese and Japanese reach that. */
  font: 16 * MB,
}

/** What a file chooser offers for a part. */
export const brandEndings: Readonly<Record<BrandPart, string>> = {
  logo: '.svg,.png,.webp',
  background: '.jpg,.jpeg,.png,.webp,.mp4,.webm',
  font: '.woff2,.ttf,.otf',
}

/** What people see while nobody is at the kiosk: photos that may be on the event's screens, or none. */
export const attractions = ['photos', 'none'] as const
export type Attraction = (typeof attractions)[number]

/** Where the brand's files are behind the kiosk door, named by their content. */
export const brandPath = (name: string) => `/brand/${name}`

/** Where staff put a file behind the kiosk door; its own name goes along for the words about it. */
export const brandUploadPath = (part: BrandPart, name: string) =>
  `/operator/brand/${part}?name=${encodeURIComponent(name)}`

/** A file as staff are shown it. */
export interface BrandFileView {
  /** In the folder brand/, as event.json has it. */
  readonly name: string
  readonly address: string
  readonly is: 'picture' | 'video' | 'font'
  /** What it must stand on to be seen; for what is no logo, the ground. */
  readonly on: 'ground' | 'card'
}

/** How the kiosk looks. What is null is as Groundswell brings it. */
export interface KioskTheme {
  /** #rrggbb, so dark that all words can be read on it. */
  readonly ground: string
  readonly logo: BrandLogo | null
  readonly background: BrandBackground | null
  readonly font: BrandFont | null
}

export interface BrandLogo {
  readonly address: string
  /** Its own size, in any unit. */
  readonly width: number
  readonly height: number
  /** Where it can be seen: on the kiosk's dark ground, or only on a light card. */
  readonly on: 'ground' | 'card'
}

export interface BrandBackground {
  readonly address: string
  readonly is: 'picture' | 'video'
  /** How much of the ground must lie over it so that every word can be read on it: 0 to 1. */
  readonly scrim: number
}

export interface BrandFont {
  readonly address: string
  /** OpenType weights. */
  readonly lightest: number
  readonly heaviest: number
  /** How large it is set beside the kiosk's own, so that headlines take no more room: 0 to 1. */
  readonly scale: number
}
