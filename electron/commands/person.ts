import { oneOf } from './one-of.ts'

/** person export|withdraw|erase: what somebody asks for who was here, by the code of their photo. */
export const person = oneOf(
  {
    erase: async () => (await import('./person/erase.ts')).erase,
    export: async () => (await import('./person/export.ts')).exportPerson,
    withdraw: async () => (await import('./person/withdraw.ts')).withdraw,
  },
  'person ',
)
