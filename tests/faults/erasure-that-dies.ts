/** Erases the photos that are named after the data folder and kills itself (SIGKILL) the DIE_TIMES-th time that the step DIE_AFTER is done. */
import { openErasable } from '../support/erasable.ts'

const [data = '', ...ids] = process.argv.slice(2)
let times = Number(process.env.DIE_TIMES)
const { erasure } = openErasable(data, step => {
  if (step === process.env.DIE_AFTER && --times === 0) process.kill(process.pid, 'SIGKILL')
})
process.stdout.write('erasing\n')
await erasure.eraseAll(ids, 'asked')
