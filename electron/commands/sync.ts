import { oneOf } from './one-of.ts'

/** sync new-drive|once|pause|resume|secret|status|verify|watch|wipe-check: the brand's storage. */
export const sync = oneOf(
  {
    'new-drive': async () => (await import('./sync/new-drive.ts')).newDrive,
    once: async () => (await import('./sync/once.ts')).once,
    pause: async () => (await import('./sync/pause.ts')).pause,
    resume: async () => (await import('./sync/pause.ts')).resume,
    secret: async () => (await import('./sync/secret.ts')).secret,
    status: async () => (await import('./sync/status.ts')).status,
    verify: async () => (await import('./sync/verify.ts')).verify,
    watch: async () => (await import('./sync/watch.ts')).watch,
    'wipe-check': async () => (await import('./sync/wipe-check.ts')).wipeCheck,
  },
  'sync ',
)
