/** So much the station takes. */
const longest = 8192
/** A finger that hardly moved adds nothing to the line, in the units of the path. */
const least = 4

/** Lets a guardian sign with a finger: what is on the screen is the very path that is sent. */
export function takeSignature(): void {
  const part = document.getElementById('sign')
  const pad = part?.querySelector('svg')
  const line = part?.querySelector('path')
  const field = part?.querySelector('input')
  const again = part?.querySelector('button')
  if (!part || !pad || !line || !field || !again) return
  const { width, height } = pad.viewBox.baseVal
  let last: readonly [number, number] | undefined
  part.hidden = false

  pad.addEventListener('pointerdown', event => {
    if (last) return // a second finger draws nothing
    pad.setPointerCapture(event.pointerId)
    last = at(event)
    add('M', last)
  })
  pad.addEventListener('pointermove', event => {
    if (!last) return
    const [x, y] = at(event)
    if (Math.hypot(x - last[0], y - last[1]) < least) return
    last = [x, y]
    add('L', last)
  })
  for (const over of ['pointerup', 'pointercancel'] as const)
    pad.addEventListener(over, () => {
      last = undefined
    })
  again.addEventListener('click', () => show(''))

  function at(event: PointerEvent): [number, number] {
    const box = pad!.getBoundingClientRect()
    return [
      within(((event.clientX - box.left) / box.width) * width, width),
      within(((event.clientY - box.top) / box.height) * height, height),
    ]
  }

  function add(step: 'M' | 'L', [x, y]: readonly [number, number]): void {
    const path = `${field!.value}${step}${x} ${y}`
    if (path.length <= longest) show(path)
  }

  function show(path: string): void {
    field!.value = path
    line!.setAttribute('d', path)
    part!.classList.toggle('signed', path !== '')
  }
}

function within(value: number, most: number): number {
  return Math.round(Math.min(Math.max(value, 0), most))
}
