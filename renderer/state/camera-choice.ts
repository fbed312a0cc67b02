/** Which camera to use: pure, so that plugging and unplugging can be told as a table in a test. */

/** The parts of a MediaDeviceInfo that the choice looks at. */
export interface CameraInfo {
  readonly kind: string
  readonly deviceId: string
  readonly label: string
}

/** Cameras that show no photo of the people in front: infrared sensors for face log-in and software cameras. */
const unlikely = /\b(ir|infrared|virtual|obs|screen|desktop)\b/i

/** The camera to use, or null when there is none: the one in use as long as it is there, else the likeliest. */
export function chooseCamera<C extends CameraInfo>(devices: readonly C[], inUse: string | null): C | null {
  const cameras = devices.filter(device => device.kind === 'videoinput')
  return (
    cameras.find(camera => inUse !== null && camera.deviceId === inUse) ??
    cameras.find(camera => !unlikely.test(camera.label)) ??
    cameras[0] ??
    null
  )
}

/**
 * What to ask of the camera: the largest picture that still moves. Before permission is given, devices have no
 * id, and then any camera will do.
 */
export function constraintsFor(camera: CameraInfo): MediaStreamConstraints {
  return {
    audio: false,
    video: {
      ...(camera.deviceId && { deviceId: { exact: camera.deviceId } }),
      width: { ideal: 3840 },
      height: { ideal: 2160 },
      frameRate: { ideal: 30 },
    },
  }
}
