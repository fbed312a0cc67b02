/**
 * Makes the kiosk's sounds from plain maths, so that they belong to the project: node scripts/sounds.mjs [FOLDER].
 * The same every time; without a folder they go where the kiosk takes them from.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const rate = 44_100

/** A soft wooden knock for each second of the count. */
const tick = sound(0.09, at => {
  const strike = Math.sin(2 * Math.PI * 740 * at) + 0.35 * Math.sin(2 * Math.PI * 1_960 * at)
  return 0.34 * strike * Math.exp(-at * 62)
})

/** A camera's two moves: the mirror goes up, the curtain falls. */
const shutter = (() => {
  const hiss = noise()
  let low = 0
  const move = (at, start, sharpness, body) => {
    const since = at - start
    if (since < 0) return 0
    const thud = Math.sin(2 * Math.PI * body * since) * Math.exp(-since * 70)
    return low * Math.exp(-since * sharpness) + 0.45 * thud
  }
  return sound(0.24, at => {
    low += 0.42 * (hiss() - low)
    return 0.75 * move(at, 0, 120, 190) + 0.95 * move(at, 0.085, 60, 140)
  })
})()

/** Three warm tones of one chord that ring out together. */
const chime = sound(1.8, at => {
  const tones = [
    [392, 0, 0.34],
    [523.25, 0.07, 0.3],
    [659.25, 0.14, 0.26],
  ]
  return tones.reduce((sum, [pitch, start, loud]) => {
    const since = at - start
    if (since < 0) return sum
    const wave = Math.sin(2 * Math.PI * pitch * since) + 0.18 * Math.sin(2 * Math.PI * 2 * pitch * since)
    return sum + loud * wave * Math.exp(-since * 3.2)
  }, 0)
})

/** The samples of `seconds` of `wave`, faded in and out so that nothing clicks. */
function sound(seconds, wave) {
  const count = Math.round(seconds * rate)
  const fadeIn = 0.002 * rate
  const fadeOut = 0.02 * rate
  return Float64Array.from({ length: count }, (_, i) => {
    const fade = Math.min(1, i / fadeIn, (count - 1 - i) / fadeOut)
    return wave(i / rate) * fade
  })
}

/** White noise from −1 to 1, the same every time (xorshift32: Marsaglia, 2003). */
function noise() {
  let state = 0x9e3779b9
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 31 - 1
  }
}

/** As a WAV file: 16 bit, one channel. */
function wav(samples) {
  const data = Buffer.alloc(2 * samples.length)
  for (const [i, sample] of samples.entries()) data.writeInt16LE(Math.round(sample * 0x7fff), 2 * i)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20) // PCM
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(2 * rate, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data])
}

const folder = process.argv[2] ?? join(import.meta.dirname, '../resources/sounds')
mkdirSync(folder, { recursive: true })
for (const [name, samples] of Object.entries({ tick, shutter, chime }))
  writeFileSync(join(folder, `${name}.wav`), wav(samples))
