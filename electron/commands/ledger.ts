import { oneOf } from './one-of.ts'

/** ledger verify|heads: that nobody changed what was allowed. */
export const ledger = oneOf(
  {
    heads: async () => (await import('./ledger/heads.ts')).heads,
    verify: async () => (await import('./ledger/verify.ts')).verify,
  },
  'ledger ',
)
