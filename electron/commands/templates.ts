import { oneOf } from './one-of.ts'

/** templates list | check | preview | sheet | new | import | export: for who makes frames. */
export const templates = oneOf(
  {
    list: async () => (await import('./templates/list.ts')).list,
    check: async () => (await import('./templates/check.ts')).check,
    preview: async () => (await import('./templates/preview.ts')).preview,
    sheet: async () => (await import('./templates/sheet.ts')).sheet,
    new: async () => (await import('./templates/new.ts')).create,
    import: async () => (await import('./templates/import.ts')).importZip,
    export: async () => (await import('./templates/export.ts')).exportZip,
  },
  'templates ',
)
