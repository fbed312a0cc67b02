/**
 * The swell: a low sun, friends in front of it, and the sea rolling by, all in the event's accent. It is the
 * art of the start screen and, in daylight, the demo picture that stands in for a camera. The same time gives
 * the same picture.
 */
import { drawPeople } from './people.ts'

export type Mood = 'dusk' | 'day'

/** The colours of one mood, ready for a canvas. */
export interface Palette {
  readonly sky: readonly [top: string, middle: string, low: string]
  readonly sun: string
  readonly ring: string
  readonly people: string
  readonly rim: string
  /** Far to near: how a wave looks under the sun and away from it. */
  readonly waves: readonly { readonly lit: string; readonly dim: string }[]
  readonly crest: string
}

export interface Scene {
  readonly width: number
  readonly height: number
  /** The sun's middle and radius; the horizon lies a little below its middle. */
  readonly sun: { readonly x: number; readonly y: number; readonly radius: number }
  readonly seconds: number
  /** Nobody stands before the sun: photos of real people are there. */
  readonly isEmpty?: boolean
  readonly palette: Palette
}

const waveCount = 7

/** Colours from the accent (#rrggbb): its hue carries everything, lightness sets the depth. */
export function paletteFor(accent: string, mood: Mood): Palette {
  const shade = (lightness: number, chroma: number, turn = 0) =>
    `oklch(from ${accent} ${lightness.toFixed(3)} calc(c * ${chroma.toFixed(3)}) calc(h + ${turn.toFixed(1)}))`
  const near = (index: number) => index / (waveCount - 1)
  if (mood === 'dusk') {
    return {
      sky: [shade(0.17, 0.1), shade(0.25, 0.34, -22), shade(0.5, 0.78, -6)],
      sun: shade(0.8, 0.86, 14),
      ring: shade(0.72, 0.9, 6),
      people: shade(0.175, 0.22, -16),
      rim: shade(0.62, 0.9, 4),
      waves: Array.from({ length: waveCount }, (_, i) => ({
        lit: shade(0.62 - 0.42 * near(i) ** 0.8, 0.9 - 0.62 * near(i), 2 - 26 * near(i)),
        dim: shade(0.33 - 0.165 * near(i), 0.46 - 0.28 * near(i), -20 - 10 * near(i)),
      })),
      crest: shade(0.86, 0.6, 20),
    }
  }
  return {
    sky: [shade(0.74, 0.62, -14), shade(0.84, 0.5, 8), shade(0.94, 0.3, 30)],
    sun: shade(0.985, 0.12, 40),
    ring: shade(0.97, 0.2, 36),
    people: shade(0.25, 0.34, -18),
    rim: shade(0.9, 0.4, 24),
    waves: Array.from({ length: waveCount }, (_, i) => ({
      lit: shade(0.84 - 0.4 * near(i), 0.6 + 0.24 * near(i), 22 - 34 * near(i)),
      dim: shade(0.68 - 0.4 * near(i), 0.72 - 0.1 * near(i), 2 - 22 * near(i)),
    })),
    crest: shade(0.98, 0.16, 36),
  }
}

/** Draws the scene at its time. */
export function drawSwell(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { sun, palette } = scene
  const horizon = sun.y + sun.radius * 0.42
  const depth = Math.max(scene.height - horizon, sun.radius)
  const base = (index: number) => horizon + depth * 0.92 * (index / (waveCount - 1)) ** 1.35
  drawSky(pen, scene, horizon)
  drawRings(pen, scene)
  disc(pen, sun.x, sun.y, sun.radius * (1 + 0.008 * Math.sin(scene.seconds * 0.7)), palette.sun)
  for (let index = 0; index < waveCount; index++) {
    // The friends stand in the shallows, behind the third wave.
    if (index === 2 && !scene.isEmpty) {
      const { people: colour, rim } = palette
      drawPeople(pen, { ...sun, y: horizon + sun.radius * 0.3, seconds: scene.seconds, colour, rim })
    }
    // A wave need only reach below the crest of the next one: drawing less keeps small machines cool.
    const bottom = index === waveCount - 1 ? scene.height : base(index + 1) + sun.radius * 0.2
    drawWave(pen, scene, index, base(index), bottom)
  }
}

function drawSky(pen: CanvasRenderingContext2D, { width, height, palette }: Scene, horizon: number): void {
  const sky = pen.createLinearGradient(0, 0, 0, Math.min(horizon, height))
  sky.addColorStop(0, palette.sky[0])
  sky.addColorStop(0.45, palette.sky[1])
  sky.addColorStop(1, palette.sky[2])
  pen.fillStyle = sky
  pen.fillRect(0, 0, width, height)
}

/** Rings that leave the sun as a swell leaves a stone in the water. */
function drawRings(pen: CanvasRenderingContext2D, { sun, seconds, palette }: Scene): void {
  const rings = 4
  for (let ring = 0; ring < rings; ring++) {
    const way = ((seconds * 0.045 + ring / rings) % 1) ** 0.9
    pen.globalAlpha = 0.16 * (1 - way) * Math.min(1, way * 8)
    disc(pen, sun.x, sun.y, sun.radius * (1 + way * 1.7), palette.ring)
  }
  pen.globalAlpha = 1
}

function drawWave(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  index: number,
  base: number,
  bottom: number,
): void {
  const { width, sun, seconds, palette } = scene
  const colours = palette.waves[index]
  if (!colours) return
  const near = index / (waveCount - 1)
  const high = sun.radius * (0.022 + 0.085 * near)
  const long = (Math.PI * 2) / (sun.radius * (1.15 + 1.5 * near))
  const drift = seconds * (0.32 + 0.2 * near) * (index % 2 ? 1 : -1)
  const phase = index * 2.4
  const lift = Math.sin(seconds * 0.55 + phase) * high * 0.35
  /** The height of the water at `x`, counted from the sun. */
  const crest = (x: number) =>
    base +
    lift +
    high * (Math.sin(x * long + drift + phase) + 0.34 * Math.sin(x * long * 2.3 - drift * 1.4 + phase * 1.7))
  pen.beginPath()
  pen.moveTo(0, crest(-sun.x))
  for (let x = 12; x < width + 12; x += 12) pen.lineTo(x, crest(x - sun.x))
  // The light rides on the crests near the sun and is lost away from it.
  const shine = pen.createRadialGradient(sun.x, base, 0, sun.x, base, sun.radius * 1.7)
  shine.addColorStop(0.3, palette.crest)
  shine.addColorStop(1, 'transparent')
  pen.strokeStyle = shine
  pen.globalAlpha = 0.5 - 0.4 * near
  pen.lineWidth = sun.radius * 0.012
  pen.stroke()
  pen.globalAlpha = 1
  pen.lineTo(width + 12, bottom)
  pen.lineTo(0, bottom)
  pen.closePath()
  const light = pen.createRadialGradient(sun.x, base, 0, sun.x, base, sun.radius * (1.5 + 1.2 * near))
  light.addColorStop(0, colours.lit)
  light.addColorStop(1, colours.dim)
  pen.fillStyle = light
  pen.fill()
  drawGlints(pen, scene, index, crest)
}

/** The sun's path on the water: short strokes that come and go below it. */
function drawGlints(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  index: number,
  crest: (x: number) => number,
): void {
  const { sun, seconds, palette } = scene
  const near = index / (waveCount - 1)
  if (near > 0.4) return // words stand before the nearer waves, which no stroke may run through
  const glints = 9
  pen.strokeStyle = palette.crest
  pen.lineCap = 'round'
  for (let glint = 0; glint < glints; glint++) {
    const shine = Math.sin(seconds * (0.8 + 0.13 * glint) + glint * 2.1 + index * 1.3)
    if (shine <= 0) continue
    const x = sun.radius * (0.55 + 0.25 * near) * Math.sin(glint * 2.7 + index * 1.1)
    const half = sun.radius * (0.07 + 0.1 * near) * (0.6 + 0.4 * Math.cos(glint * 3.3 + index))
    const y = crest(x) + sun.radius * (0.05 + 0.09 * near + 0.06 * (0.3 + near) * ((glint * 7) % 5))
    pen.globalAlpha = shine * (0.6 - 0.38 * near)
    pen.lineWidth = sun.radius * (0.01 + 0.006 * near)
    pen.beginPath()
    pen.moveTo(sun.x + x - half, y)
    pen.lineTo(sun.x + x + half, y)
    pen.stroke()
  }
  pen.globalAlpha = 1
}

function disc(pen: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  pen.fillStyle = colour
  pen.beginPath()
  pen.arc(x, y, radius, 0, Math.PI * 2)
  pen.fill()
}
