/**
 * How photos drift through the room beside the words: which one comes when, and how far along it is. Pure: time and
 * sizes in, pictures out.
 */

/** A room that pictures drift through, in pixels: from side to side where it is broad, upwards where it is high. */
export interface Lane {
  readonly axis: 'x' | 'y'
  /** Of each picture. */
  readonly width: number
  readonly height: number
  /** From outside one end to outside the other. */
  readonly way: number
  /** How long that takes, and after what time the next picture follows closely, in milliseconds. */
  readonly cross: number
  readonly every: number
}

/** A picture on its way. */
export interface Drifting {
  readonly key: number
  readonly id: string
  /** When it set out, in milliseconds; before it was first seen, where a room is filled. */
  readonly since: number
}

/** So much of a picture's length passes in a second: calm enough to be looked at. */
const pace = 0.045
/** Of a picture's length between it and the next. */
const gap = 0.08
/** A picture takes so much of the room across its way. */
const share = 0.94
/** The one behind it should be seen coming. */
const mostAlong = 0.72

/** The lane in a room of `width` × `height` for pictures of `ratio` (width ÷ height). */
export function laneIn(width: number, height: number, ratio: number, isUpright: boolean): Lane {
  const axis = isUpright ? 'x' : 'y'
  const [along, across] = isUpright ? [width, height] : [height, width]
  const shape = isUpright ? ratio : 1 / ratio // length along ÷ across
  const length = Math.min(across * share * shape, along * mostAlong)
  const [w, h] = isUpright ? [length, length / shape] : [length / shape, length]
  const second = length * pace
  const way = along + length
  return {
    ...{ axis, way, width: Math.round(w), height: Math.round(h) },
    cross: (way / second) * 1000,
    every: ((length * (1 + gap)) / second) * 1000,
  }
}

export interface Parade {
  /** Those on their way. */
  readonly now: readonly Drifting[]
  /** What may be seen from now on, newest first; whatever else is on its way is gone at once. */
  allow(ids: readonly string[]): void
  /** Another room, or the first one: fills it anew. */
  enter(lane: Lane): void
  /** It has arrived, or could not be shown. */
  leave(key: number): void
  /** Sends the next one when it is time; gives after how many milliseconds to ask again. */
  next(): number
}

/** When there is none to send, it is asked again after this time, in milliseconds. */
const patience = 1_000

/**
 * Photos that take turns: the one that was not seen for longest comes next, of several the newest. Never two of the same
 * photo at a time. `clock` gives milliseconds.
 */
export function openParade(clock: () => number): Parade {
  let allowed: readonly string[] = []
  let now: readonly Drifting[] = []
  let lane: Lane | null = null
  let turn = 0
  let key = 0
  const lastTurn = new Map<string, number>()

  function choose(): string | undefined {
    const free = allowed.filter(id => !now.some(one => one.id === id))
    return free.toSorted((a, b) => (lastTurn.get(a) ?? -1) - (lastTurn.get(b) ?? -1))[0]
  }

  function send(since: number): void {
    const id = choose()
    if (id === undefined) return
    lastTurn.set(id, turn++)
    now = [...now, { key: key++, id, since }]
  }

  /** The newest in the middle, the next ones behind it, and those that are left before it. */
  function fill({ cross, every }: Lane): void {
    const middle = cross / 2
    const [behind, before]: [number[], number[]] = [[], []]
    for (let gone = middle; gone >= 0; gone -= every) behind.push(gone)
    for (let gone = middle + every; gone < cross; gone += every) before.push(gone)
    for (const gone of [...behind, ...before]) send(clock() - gone)
  }

  return {
    get now() {
      return now
    },
    allow(ids) {
      allowed = ids
      now = now.filter(one => ids.includes(one.id))
      for (const id of lastTurn.keys()) if (!ids.includes(id)) lastTurn.delete(id)
      if (now.length === 0 && lane) fill(lane)
    },
    enter(room) {
      lane = room
      now = []
      fill(room)
    },
    leave(gone) {
      now = now.filter(one => one.key !== gone)
    },
    next() {
      if (!lane) return patience
      const wait = lane.every - (clock() - Math.max(...now.map(({ since }) => since)))
      if (wait > 0) return wait
      const before = key
      send(clock())
      return key > before ? lane.every : patience
    },
  }
}
