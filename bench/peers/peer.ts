/** What all peers have in common. Every one goes from files to a file, in memory (tmpfs), like ours beside it. */

/** Where a photo goes, in pixels, and which one, counted from 1. */
export interface Slot {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly shot: number
  /** Which part of a photo stays when it is cropped: 0 is left or top, 1 is right or bottom. */
  readonly focus: { readonly x: number; readonly y: number }
}

/** The picture to make: photos cropped to fill the slots, the overlay above them. */
export interface Frame {
  readonly width: number
  readonly height: number
  readonly slots: readonly Slot[]
  /** The path of the artwork, a transparent PNG of the picture's size. */
  readonly overlay: string
  /** Of the JPEG, 1–100, as ours. */
  readonly quality: number
}

export interface Job {
  /** The paths of the photos, one a shot. */
  readonly photos: readonly string[]
  /** The path of our picture of them. */
  readonly ours: string
  /** Where the peer writes its own, a JPEG. */
  readonly out: string
}

export interface Peer {
  /** Makes one picture; gives the milliseconds it took. */
  frame(job: Job): Promise<number>
  close(): void
}

/** The Debian packages that a peer needs and this machine lacks. */
export class NotInstalled extends Error {
  readonly packages: string

  constructor(packages: string) {
    super(`apt-get install ${packages}`)
    this.packages = packages
  }
}
