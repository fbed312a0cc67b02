import { oneOf } from './one-of.ts'

/** contacts open: for the marketer, on a computer that is no kiosk. */
export const contacts = oneOf({ open: async () => (await import('./contacts/open.ts')).open }, 'contacts ')
