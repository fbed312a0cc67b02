/** The flags of the command line, as data: what the station, the launcher and the commands understand. */
export type Flag =
  /** On when it is there. */
  | { readonly kind: 'switch' }
  /** Any words; `expected` is its placeholder, as in `--data FOLDER`. */
  | { readonly kind: 'text'; readonly expected: string }
  /** Any words, as often as one likes. */
  | { readonly kind: 'list'; readonly expected: string }
  | { readonly kind: 'port'; readonly standard: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly standard: string }

export type FlagTable = Readonly<Record<string, Flag>>

/** What a flag gives: a text that was not typed is undefined; everything else has its standard. */
export type FlagValue<F extends Flag> = F extends { kind: 'switch' }
  ? boolean
  : F extends { kind: 'text' }
    ? string | undefined
    : F extends { kind: 'list' }
      ? readonly string[]
      : F extends { kind: 'port' }
        ? number
        : F extends { kind: 'choice'; choices: readonly (infer C)[] }
          ? C
          : never

export type FlagValues<T extends FlagTable> = { readonly [K in keyof T]: FlagValue<T[K]> }

/** The ports that may be in use together on one machine, next to each other and free of well-known services. */
export const standardPorts = { kiosk: 4460, share: 4461 } as const

export const stationFlags = {
  /** The data folder; without it, `data` beside the program. */
  data: { kind: 'text', expected: 'FOLDER' },
  /** The kiosk door's port; 0 takes a free one. */
  port: { kind: 'port', standard: standardPorts.kiosk },
  /** The share door's port; 0 takes a free one. */
  'share-port': { kind: 'port', standard: standardPorts.share },
  /** The address that phones use, when the one found by itself is not the right one. */
  'share-host': { kind: 'text', expected: 'HOST' },
  /** `demo` draws a picture when no camera is at hand. */
  camera: { kind: 'choice', choices: ['auto', 'demo'], standard: 'auto' },
  /** `pseudo` disguises the kiosk's words, to find what is not translated or overflows: for tests and pictures alone. */
  words: { kind: 'choice', choices: ['event', 'pseudo'], standard: 'event' },
} as const satisfies FlagTable

/** What `npm start` understands. Without a switch it takes Electron where it can, and a browser otherwise. */
export const launchFlags = {
  ...stationFlags,
  /** The kiosk in Electron; its binary is fetched when it is not there. */
  electron: { kind: 'switch' },
  /** The kiosk in an installed Chromium, Chrome or Edge. */
  browser: { kind: 'switch' },
  /** No screen: the station alone. */
  station: { kind: 'switch' },
} as const satisfies FlagTable
