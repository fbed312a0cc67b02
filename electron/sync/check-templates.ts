/** The frames that signed settings bring, looked at as the station will use them. */
import { rm } from 'node:fs/promises'
import { Trouble } from '../contract/errors.ts'
import { eventValues } from '../frame/event-values.ts'
import { openFurtherFrames, openKioskFrame } from '../frame/kiosk-frame.ts'
import { importPackage } from '../frame/template/package-zip.ts'
import { listTemplates, loadTemplate, templatesFolder } from '../frame/template/template.ts'
import { makeFolder, sha256 } from '../system/files.ts'
import type { SettingsSet, SignedTemplate } from './signed-settings.ts'

/** Whether these are the bytes that were signed. */
export function isSigned(bytes: Buffer, signed: Pick<SignedTemplate, 'bytes' | 'sha256'>): boolean {
  return bytes.length === signed.bytes && sha256(bytes) === signed.sha256
}

/**
 * Unpacks every frame of a set into `scratch`, which is removed afterwards, and draws those of its event. Throws
 * SETTINGS_TEMPLATE, TEMPLATE_… or SETTINGS_… with what is wrong.
 */
export async function checkTemplates(
  { event, templates }: Pick<SettingsSet, 'event' | 'templates'>,
  zipOf: (template: SignedTemplate) => Promise<Buffer>,
  scratch: string,
): Promise<void> {
  const ours = await listTemplates()
  try {
    await rm(scratch, { recursive: true, force: true }) // of one that was killed
    await makeFolder(scratch)
    for (const template of templates) {
      if (ours.has(template.name))
        throw wrongTemplate(template, 'has the name of one that Groundswell brings')
      await importTemplate(template, await zipOf(template), scratch)
    }
    const options = { values: eventValues(event, new Date()), language: event.language }
    const folders = [templatesFolder, scratch]
    const { trouble } = await openKioskFrame(event.template, options, folders)
    const further = await openFurtherFrames(event.frames, options, folders)
    for (const one of [trouble, ...further.troubles]) if (one) throw one
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/**
 * Puts a frame of a set into `folder`, in the place of one of its name. Throws TEMPLATE_ZIP, SETTINGS_TEMPLATE, and as
 * `loadTemplate`, having changed nothing.
 */
export async function importTemplate(
  template: Pick<SignedTemplate, 'name'>,
  zip: Buffer,
  folder: string,
): Promise<void> {
  await importPackage(zip, folder, {
    fileName: `${template.name}.zip`,
    replace: true,
    check: async (name, where) => {
      if (name !== template.name) throw wrongTemplate(template, `is called "${name}" in its zip`)
      await loadTemplate(name, [where])
    },
  })
}

export const wrongTemplate = ({ name }: Pick<SignedTemplate, 'name'>, reason: string) =>
  new Trouble('SETTINGS_TEMPLATE', { template: name, reason })
