import { once } from 'node:events'
import { type FileHandle, open, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { answerFile } from '../../../electron/doors/file-answer.ts'
import { portOf, stopListening } from '../../../electron/doors/http.ts'
import { ask, dial, get, gone } from '../../support/raw-http.ts'
import { temporaryFolder } from '../../support/station.ts'
import { until } from '../../support/until.ts'

const bytes = Buffer.alloc(8 * 1024 * 1024, 'the original ')

/** A server whose answers are one file; `handles` are those it opened, `failures` what was thrown. */
async function serveFile() {
  const folder = await temporaryFolder()
  const file = join(folder.path, 'original.jpg')
  await writeFile(file, bytes)
  const handles: FileHandle[] = []
  const failures: unknown[] = []
  const server = createServer(async (_, response) => {
    const handle = await open(file)
    handles.push(handle)
    const picture = { file: handle, bytes: bytes.length }
    await answerFile(response, { 'Content-Type': 'image/jpeg' }, picture).catch(error => failures.push(error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    await stopListening(server)
    await folder[Symbol.asyncDispose]()
  })
  return { port: portOf(server), handles, failures }
}

const isClosed = (handle: FileHandle | undefined) => handle?.fd === -1

test('gives the whole file, and closes it', async () => {
  const { port, handles, failures } = await serveFile()
  const answer = await ask({ port }, get('/'))
  expect(answer).toMatchObject({
    ...{ status: 200, headers: { 'content-type': 'image/jpeg', 'cache-control': 'no-store' } },
  })
  expect(answer!.headers['cross-origin-resource-policy']).toBe('same-origin')
  expect(answer!.body.equals(bytes)).toBe(true)
  await until('the file to be closed', () => isClosed(handles[0]))
  expect(failures).toEqual([])
})

test('gives HEAD the headers alone, and closes the file', async () => {
  const { port, handles } = await serveFile()
  const answer = await ask({ port }, get('/').replace('GET', 'HEAD'))
  expect(answer!.headers['content-length']).toBe(String(bytes.length))
  expect(answer!.body.length).toBe(0)
  await until('the file to be closed', () => isClosed(handles[0]))
})

test.each([
  ['goes away', 'destroy'],
  ['is cut off', 'resetAndDestroy'],
] as const)('closes the file when its reader %s, which is no failure', async (_, how) => {
  const { port, handles, failures } = await serveFile()
  const socket = await dial({ port })
  socket.write(get('/'))
  await once(socket, 'data')
  socket.pause()
  socket[how]()
  await gone(socket)
  await until('the file to be closed', () => isClosed(handles[0]))
  expect(failures).toEqual([])
})
