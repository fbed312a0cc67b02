import { oneOf } from './one-of.ts'

/** settings keys|sign: for the marketer, who tells stations from afar what their event is. */
export const settings = oneOf(
  {
    keys: async () => (await import('./settings/keys.ts')).keys,
    sign: async () => (await import('./settings/sign.ts')).sign,
  },
  'settings ',
)
