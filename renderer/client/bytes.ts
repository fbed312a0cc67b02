/** Photos, and files of the brand, travel as HTTP bodies, beside the WebSocket. */
import { type BrandFileView, type BrandPart, brandUploadPath } from '../../electron/contract/brand.ts'
import { Trouble } from '../../electron/contract/errors.ts'
import { photoPaths } from '../../electron/contract/visit.ts'

/** Where the framed picture can be shown from. */
export const framedPath = photoPaths.framed

/** Sends bytes to a path and gives the HTTP status. Rejects when the station cannot be reached or takes too long. */
export async function put(path: string, bytes: Blob): Promise<number> {
  const answer = await fetch(path, {
    method: 'PUT',
    body: bytes,
    headers: { 'content-type': bytes.type },
    signal: AbortSignal.timeout(30_000),
  })
  return answer.status
}

/**
 * Brings a file of the brand to the station, as who holds `token`. Rejects with a `Trouble` when it cannot serve, and
 * otherwise when the station cannot be reached.
 */
export async function putBrandFile(part: BrandPart, file: File, token: string): Promise<BrandFileView> {
  const answer = await fetch(brandUploadPath(part, file.name), {
    method: 'PUT',
    body: file,
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(60_000),
  })
  if (answer.ok) return answer.json()
  const { code, details } = await answer.json()
  throw new Trouble(code, details)
}

/** Sends a photo's original, as `put` does. */
export const putOriginal = (id: string, photo: Blob): Promise<number> => put(photoPaths.original(id), photo)
