/** One camera's stream and the video element that plays it. */
import { type CameraInfo, constraintsFor } from './camera-choice.ts'

export class CameraStream {
  readonly video = document.createElement('video')
  readonly #onEnded: () => void
  #stream: MediaStream | null = null
  #id: string | null = null
  #frames = 0
  #frozenLooks = 0

  /** `onEnded` is told when the camera goes away by itself. */
  constructor(onEnded: () => void) {
    this.#onEnded = onEnded
    this.video.muted = true
    this.video.playsInline = true
  }

  /** The open camera's id; null when none is open. */
  get id(): string | null {
    return this.#id
  }

  /** Opens `camera`. False, and nothing is open, when by then it is not `wanted` any more. Rejects when it cannot be opened. */
  async open(camera: CameraInfo, wanted: () => boolean): Promise<boolean> {
    const stream = await navigator.mediaDevices.getUserMedia(constraintsFor(camera))
    if (!wanted()) {
      stopTracks(stream)
      return false
    }
    this.#stream = stream
    this.#id = stream.getVideoTracks()[0]?.getSettings().deviceId ?? camera.deviceId
    for (const track of stream.getTracks()) track.onended = this.#onEnded
    this.video.srcObject = stream
    await this.video.play()
    return wanted()
  }

  /** Lets the camera go; its last picture stays. */
  halt(): void {
    if (this.#stream) stopTracks(this.#stream)
    this.#id = null
  }

  /** Plays on after a pause. */
  resume(): void {
    if (this.#stream && this.video.paused) void this.video.play()
  }

  /**
   * To be asked now and then. A track can call itself live while no picture comes any more; when that is so
   * twice in a row, the camera must be opened again.
   */
  alive(): boolean {
    if (!this.#stream?.active) return false
    const frames = this.video.getVideoPlaybackQuality().totalVideoFrames
    const moving = frames !== this.#frames || this.video.paused || document.hidden
    this.#frames = frames
    this.#frozenLooks = moving ? 0 : this.#frozenLooks + 1
    return this.#frozenLooks < 2
  }

  /** Lets the camera go and wipes its last picture. */
  close(): void {
    if (this.#stream) stopTracks(this.#stream)
    this.#stream = null
    this.#id = null
    this.#frozenLooks = 0
    this.video.srcObject = null
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null
    track.stop()
  }
}
