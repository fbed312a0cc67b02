/** Death by one's own hand, as a pulled plug brings it: SIGKILL at a named step, the so-many-th time it is passed. */
import { appendFileSync } from 'node:fs'

/** `place` is such as `kept:2`; without one nobody dies. Who dies says so in the file `book` first. */
export function dieAt(place: string | undefined, book: string): (step: string) => void {
  const [step, count = '1'] = place?.split(':') ?? []
  let left = Number(count)
  return passed => {
    if (passed !== step || --left > 0) return
    appendFileSync(book, `${process.argv[1]} ${step}\n`)
    process.kill(process.pid, 'SIGKILL')
  }
}
