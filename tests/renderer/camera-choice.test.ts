import { expect, test } from 'vitest'
import { type CameraInfo, chooseCamera, constraintsFor } from '../../renderer/state/camera-choice.ts'

const camera = (deviceId: string, label = deviceId): CameraInfo => ({ kind: 'videoinput', deviceId, label })
const microphone: CameraInfo = { kind: 'audioinput', deviceId: 'm', label: 'Microphone' }

test.each<[string, CameraInfo[], string | null, string | null]>([
  ['nothing plugged in', [], null, null],
  ['only a microphone', [microphone], null, null],
  ['one camera', [microphone, camera('a')], null, 'a'],
  ['the first of two', [camera('a'), camera('b')], null, 'a'],
  ['the one in use stays, although another came before it', [camera('a'), camera('b')], 'b', 'b'],
  ['the one in use was unplugged', [camera('a')], 'b', 'a'],
  ['the last one was unplugged', [], 'a', null],
  ['a face log-in sensor comes second', [camera('ir', 'Integrated IR Camera'), camera('a')], null, 'a'],
  ['a software camera comes second', [camera('v', 'OBS Virtual Camera'), camera('a')], null, 'a'],
  ['letters inside a name are no sign', [camera('a', 'Fireline Iris HD'), camera('b')], null, 'a'],
  ['an unlikely one is better than none', [camera('v', 'OBS Virtual Camera')], null, 'v'],
  ['before permission, when ids and labels are empty', [camera('', '')], null, ''],
])('%s', (_case, devices, inUse, chosen) => {
  expect(chooseCamera(devices, inUse)?.deviceId ?? null).toBe(chosen)
})

test('asks for exactly this camera, a large picture and no sound', () => {
  expect(constraintsFor(camera('a'))).toEqual({
    audio: false,
    video: {
      deviceId: { exact: 'a' },
      width: { ideal: 3840 },
      height: { ideal: 2160 },
      frameRate: { ideal: 30 },
    },
  })
})

test('asks for any camera while devices have no id', () => {
  expect(constraintsFor(camera('')).video).not.toHaveProperty('deviceId')
})
