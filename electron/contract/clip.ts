/** The moving pictures of a boomerang: a short burst that plays forward and back. */

/** boomerang: the film that networks take. animation: a picture that moves by itself, for messengers. */
export const clips = {
  boomerang: { ending: 'mp4', type: 'video/mp4', mostBytes: 16_000_000 },
  animation: { ending: 'webp', type: 'image/webp', mostBytes: 2_000_000 },
} as const satisfies Record<string, ClipFacts>

export interface ClipFacts {
  readonly ending: string
  readonly type: string
  /** Largest one taken. */
  readonly mostBytes: number
}

export type ClipName = keyof typeof clips
export const clipNames = Object.keys(clips) as ClipName[]

/** What its file is called at the doors. */
export function clipFile(name: ClipName): `${ClipName}.${'mp4' | 'webp'}` {
  return `${name}.${clips[name].ending}`
}

/**
 * How long a film may be, in seconds: Instagram and TikTok refuse less than three, and what repeats for longer than six
 * nobody looks at.
 */
export const filmSeconds = { least: 3, most: 6 } as const
