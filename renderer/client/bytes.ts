/** Photos travel as HTTP bodies, beside the WebSocket. */
import { photoPaths } from '../../electron/contract/visit.ts'

/** Where the framed picture can be shown from. */
export const framedPath = photoPaths.framed

/** Sends a photo's original and gives the HTTP status. Rejects when the station cannot be reached or takes too long. */
export async function putOriginal(id: string, photo: Blob): Promise<number> {
  const answer = await fetch(photoPaths.original(id), {
    method: 'PUT',
    body: photo,
    headers: { 'content-type': 'image/jpeg' },
    signal: AbortSignal.timeout(30_000),
  })
  return answer.status
}
