import { oneOf } from './one-of.ts'

/** keys new: for the marketer, on a computer that is no kiosk. */
export const keys = oneOf({ new: async () => (await import('./keys/new.ts')).create }, 'keys ')
