import { oneOf } from './one-of.ts'

/** operator reset-pin: for who has the machine's files but not the PIN of its operator's page. */
export const operator = oneOf(
  { 'reset-pin': async () => (await import('./operator/reset-pin.ts')).resetPin },
  'operator ',
)
