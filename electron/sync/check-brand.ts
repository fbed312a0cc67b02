/** The brand's files that signed settings bring, looked at as the station will use them. */
import { readBrandFile } from '../brand/brand-file.ts'
import { brandParts } from '../contract/brand.ts'
import { Trouble } from '../contract/errors.ts'
import type { SettingsSet, SignedBrandFile } from './signed-settings.ts'

/**
 * Looks at every file that the event of a set names. Throws SETTINGS_BRAND for one that the set does not bring, and
 * BRAND_… for one that cannot serve.
 */
export async function checkBrand(
  { event, brand }: Pick<SettingsSet, 'event' | 'brand'>,
  bytesOf: (file: SignedBrandFile) => Promise<Buffer>,
): Promise<void> {
  for (const part of brandParts) {
    const name = event.theme[part]
    if (name === '') continue
    const file = brand.find(one => one.name === name)
    if (!file) throw wrongBrandFile({ name }, 'is named in the event and not brought')
    await readBrandFile(part, name, await bytesOf(file))
  }
}

export const wrongBrandFile = ({ name }: Pick<SignedBrandFile, 'name'>, reason: string) =>
  new Trouble('SETTINGS_BRAND', { file: name, reason })
