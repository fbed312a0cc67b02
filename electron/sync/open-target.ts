import type { TargetSettings } from './settings.ts'
import type { Target, TargetParts } from './target.ts'

/** Makes the target that the settings name; it is not contacted yet. Each kind's library is loaded when it is used. */
export async function openTarget(settings: TargetSettings, parts: TargetParts): Promise<Target> {
  switch (settings.kind) {
    case 's3':
      return (await import('./targets/s3.ts')).openS3(settings, parts)
    case 'webdav':
      return (await import('./targets/webdav.ts')).openWebDav(settings, parts)
    case 'folder':
      return (await import('./targets/folder.ts')).openFolder(settings, parts)
  }
}
