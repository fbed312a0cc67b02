/** A group of friends as silhouettes against the light, each a little different and never quite still. */

type Hair = 'short' | 'bun' | 'round' | 'long' | 'cap' | 'scarf'

interface Person {
  /** Where they stand, in sun radii from the middle. */
  readonly at: number
  /** How tall, waist to crown, in sun radii. */
  readonly tall: number
  readonly hair: Hair
  readonly arm?: 'left' | 'right'
}

/** Drawn in this order: the outer ones behind the inner ones. */
const group: readonly Person[] = [
  { at: -0.9, tall: 1.02, hair: 'cap', arm: 'left' },
  { at: 0.9, tall: 1.1, hair: 'round', arm: 'right' },
  { at: -0.47, tall: 1.22, hair: 'long' },
  { at: 0.45, tall: 1.04, hair: 'scarf' },
  { at: -0.02, tall: 1.13, hair: 'bun' },
]

export interface Group {
  /** The middle of the group at the waist. */
  readonly x: number
  readonly y: number
  /** The radius of the sun behind them: their measure. */
  readonly radius: number
  readonly seconds: number
  readonly colour: string
  /** The light that outlines them. */
  readonly rim: string
}

/** Puts one part of a body on the canvas: first as its outline of light, then as its dark shape. */
type Put = (path: Path2D, stroke?: number) => void

const rimWidth = 0.022

/** Draws the group swaying together. */
export function drawPeople(pen: CanvasRenderingContext2D, scene: Group): void {
  pen.lineCap = 'round'
  pen.lineJoin = 'round'
  const light: Put = (path, stroke = 0) => {
    pen.lineWidth = stroke + rimWidth
    pen.stroke(path)
  }
  const dark: Put = (path, stroke) => {
    if (stroke === undefined) return pen.fill(path)
    pen.lineWidth = stroke
    pen.stroke(path)
  }
  group.forEach((person, index) => {
    const phase = scene.seconds * 1.1 + index * 1.9
    const size = person.tall * scene.radius
    pen.save()
    pen.translate(scene.x + person.at * scene.radius, scene.y + Math.sin(phase * 0.9) * size * 0.012)
    pen.rotate(Math.sin(phase) * 0.026 + person.at * 0.06)
    pen.scale(size, size)
    for (const [put, colour] of [
      [light, scene.rim],
      [dark, scene.colour],
    ] as const) {
      pen.fillStyle = colour
      pen.strokeStyle = colour
      drawPerson(pen, put, person, phase)
    }
    pen.restore()
  })
}

/** Far enough down to stand in the water where that lies low: what is below a wave is not seen. */
const body = new Path2D(
  'M-.19 1.5 L-.19 .7 C-.21 .3 -.19 .12 -.2 -.02 C-.22 -.18 -.275 -.28 -.27 -.42 C-.265 -.53 -.2 -.575 -.065 -.605 L-.055 -.7 L.055 -.7 L.065 -.605 C.2 -.575 .265 -.53 .27 -.42 C.275 -.28 .22 -.18 .2 -.02 C.19 .12 .21 .3 .19 .7 L.19 1.5 Z',
)
const head = oval(0, 0, 0.118, 0.155)
const hairs: Record<Hair, readonly Path2D[]> = {
  short: [oval(0, -0.05, 0.13, 0.125)],
  bun: [oval(0, -0.04, 0.132, 0.135), oval(0.025, -0.205, 0.068, 0.066)],
  round: [oval(0, -0.045, 0.19, 0.18)],
  long: [
    new Path2D(
      'M0 -.17 C.1 -.17 .155 -.1 .155 0 C.155 .14 .165 .24 .19 .31 C.1 .38 -.1 .38 -.19 .31 C-.165 .24 -.155 .14 -.155 0 C-.155 -.1 -.1 -.17 0 -.17 Z',
    ),
  ],
  cap: [
    oval(0, -0.06, 0.13, 0.115),
    new Path2D('M-.02 -.09 L-.2 -.075 C-.225 -.07 -.225 -.035 -.2 -.035 L0 -.03 Z'),
  ],
  scarf: [
    new Path2D(
      'M0 -.185 C.1 -.185 .15 -.1 .15 0 C.15 .12 .17 .19 .2 .25 C.1 .33 -.1 .33 -.2 .25 C-.17 .19 -.15 .12 -.15 0 C-.15 -.1 -.1 -.185 0 -.185 Z',
    ),
  ],
}

/** One person in a space where the waist is at 0 and the crown at −1. */
function drawPerson(pen: CanvasRenderingContext2D, put: Put, person: Person, phase: number): void {
  if (person.arm) drawArm(put, person.arm === 'left' ? -1 : 1, phase)
  put(body)
  pen.save()
  pen.translate(0, -0.815)
  pen.rotate(Math.sin(phase * 0.8 + 1) * 0.07)
  put(head)
  for (const part of hairs[person.hair]) put(part)
  pen.restore()
}

/** An arm up in the air, waving. */
function drawArm(put: Put, side: -1 | 1, phase: number): void {
  const wave = Math.sin(phase * 1.6) * 0.045
  const arm = new Path2D()
  arm.moveTo(side * 0.21, -0.47)
  arm.quadraticCurveTo(side * 0.4, -0.52, side * 0.44, -0.74)
  arm.quadraticCurveTo(side * 0.47, -0.9, side * (0.45 + wave), -1.06)
  put(arm, 0.1)
  put(oval(side * (0.45 + wave), -1.11, 0.066, 0.088))
}

function oval(x: number, y: number, rx: number, ry: number): Path2D {
  const path = new Path2D()
  path.ellipse(x, y, rx, ry, 0, 0, Math.PI * 2)
  return path
}
