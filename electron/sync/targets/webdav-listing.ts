/** What a WebDAV server says of a folder (RFC 4918, PROPFIND). */
import { parseXML } from 'webdav'
import { TargetProblem } from '../target.ts'

export interface Entry {
  readonly name: string
  /** Null for a folder. */
  readonly bytes: number | null
  /** Milliseconds since 1970, by the server's clock; null when it does not say. */
  readonly changedAt: number | null
}

/** Asks for nothing more than an entry needs: all of them are several times as much. */
export const listingBody = Buffer.from(
  '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop>' +
    '<resourcetype/><getcontentlength/><getlastmodified/></prop></propfind>',
)

/**
 * The entries of the folder at `address` by its answer to a PROPFIND with Depth 1. Throws a TargetProblem (`damaged`)
 * for what is no such answer: a list that lacks something would be taken for things that are gone.
 */
export async function entriesOf(answer: Buffer, address: string): Promise<Entry[]> {
  const folder = pathOf(address)
  try {
    const { multistatus } = await parseXML(answer.toString('utf8'))
    const entries: Entry[] = []
    for (const { href, propstat } of multistatus.response) {
      const path = pathOf(new URL(href, address).href)
      if (path === folder) continue
      const name = path.slice(folder.length + 1)
      if (!path.startsWith(`${folder}/`) || name.includes('/')) throw new Error('an entry of another folder')
      const prop = propstat?.prop
      const isFolder = href.endsWith('/') || Object.hasOwn(Object(prop?.resourcetype), 'collection')
      const bytes = isFolder ? null : Number(prop?.getcontentlength)
      if (Number.isNaN(bytes)) throw new Error('an entry without a size')
      const changed = Date.parse(String(prop?.getlastmodified))
      entries.push({ name, bytes, changedAt: Number.isNaN(changed) ? null : changed })
    }
    return entries
  } catch (thrown) {
    throw new TargetProblem('damaged', `the list is not one of WebDAV: ${(thrown as Error).message}`)
  }
}

/** The path of an address, decoded, without a `/` at its end. */
function pathOf(address: string): string {
  return decodeURIComponent(new URL(address).pathname.replace(/\/+$/, ''))
}
