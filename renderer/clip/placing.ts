/** Where a burst's pictures go in the frame, as the live view and the framed photo have them. */
import type { FrameSlot } from '../../electron/contract/calls.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

/** A part of the camera's picture, in its pixels, and the size that it is drawn at, in the frame's. */
export interface Cut {
  readonly from: Size & { readonly x: number; readonly y: number }
  readonly to: Size
}

/**
 * What of a camera's picture is seen in a slot. A mirrored one is turned around before it is cut, so that the slot's
 * focus means the same side of what is seen.
 */
export function cutFor(
  picture: Size,
  { place, fit, focus }: Pick<FrameSlot, 'place' | 'fit' | 'focus'>,
  isMirrored: boolean,
): Cut {
  const [across, down] = [place.width / picture.width, place.height / picture.height]
  const scale = fit === 'cover' ? Math.max(across, down) : Math.min(across, down)
  const width = Math.min(picture.width, place.width / scale)
  const height = Math.min(picture.height, place.height / scale)
  const focusX = isMirrored ? 1 - focus.x : focus.x
  return {
    from: { x: (picture.width - width) * focusX, y: (picture.height - height) * focus.y, width, height },
    to: { width: Math.round(width * scale), height: Math.round(height * scale) },
  }
}
