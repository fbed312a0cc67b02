import type { FileHandle } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { type Headers, safeHeaders } from './http.ts'

/** What ends an answer when its asker went away or was cut off. */
const gone: ReadonlySet<string | undefined> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'])

/**
 * Answers with a file of `bytes` that is too large to lie in memory while somebody reads it slowly, and closes it. HEAD
 * gets the headers alone. Throws what the disk says.
 */
export async function answerFile(
  response: ServerResponse,
  headers: Headers,
  { file, bytes }: { readonly file: FileHandle; readonly bytes: number },
): Promise<void> {
  await using _closes = file
  const { method, complete } = response.req
  response.writeHead(200, {
    ...safeHeaders,
    'Cache-Control': 'no-store',
    'Content-Length': bytes,
    // What is still coming with the request is not waited for.
    ...(complete ? {} : { Connection: 'close' }),
    ...headers,
  })
  if (method === 'HEAD') return void response.end()
  await pipeline(file.createReadStream({ autoClose: false, end: bytes - 1 }), response).catch(error => {
    if (!gone.has(error.code)) throw error
  })
}
