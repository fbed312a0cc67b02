/** A bucket as the S3 library reaches it, set up for servers beyond Amazon's: what is sent, for how long, how fast. */
import { Readable } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'
import type { TargetSettings } from '../settings.ts'
import { standardPatience, type TargetParts } from '../target.ts'
import { type Throttle, throttledChunk } from '../throttle.ts'
import { keyParts } from './keys.ts'
import { isClockCorrected, problemOf } from './s3-problem.ts'

export type S3Settings = Extract<TargetSettings, { readonly kind: 's3' }>

export interface Bucket {
  /** For people: the address of the bucket, with its folder. */
  readonly name: string
  /** The address of the bucket itself. */
  readonly address: string
  /** What all keys here begin with; empty or ending in `/`. */
  readonly root: string
  /** Milliseconds the server's clock is ahead, by its newest answer. */
  readonly clockOffset: number | null
  /** Where `key` lies, as every command wants it. Throws as `keyParts` does. */
  place(key: string): { readonly Bucket: string; readonly Key: string }
  /**
   * Makes a call about `key`, once more when it failed by our clock alone. Throws a TargetProblem that begins with
   * `verb` and the object's address.
   */
  ask<T>(verb: string, key: string, call: Call<T>, signal?: AbortSignal): Promise<T>
  /** The body of one request: `bytes` as fast as the cap allows, signed with `sha256`. */
  body(bytes: Buffer, sha256: string, signal?: AbortSignal): Buffer | Readable
  close(): void
}

export type Call<T> = (client: S3Client, options: { readonly abortSignal?: AbortSignal }) => Promise<T>

/** What would be more at the same time waits. */
const mostSockets = 16

/** An unused connection is closed after so many milliseconds, before the server does it just when we use it again. */
const idleSocket = 4_000

export function openBucket(settings: S3Settings, parts: TargetParts): Bucket {
  const { secret, throttle, patience = standardPatience } = parts
  const name = nameOf(settings)
  const root = settings.prefix === '' ? '' : `${settings.prefix}/`
  const hashes = new WeakMap<object, string>()
  let clockOffset: number | null = null
  const sockets = { keepAlive: true, maxSockets: mostSockets, timeout: idleSocket }
  const client = new S3Client({
    endpoint: settings.endpoint,
    region: settings.region,
    forcePathStyle: settings.style === 'path',
    credentials: { accessKeyId: settings.accessKey, secretAccessKey: secret },
    // Else bodies go aws-chunked with a CRC behind them, which Swift (501) and Ceph (411) refuse.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // With it, every larger request would take a connection of its own.
    expectContinueHeader: false,
    // What is wrong is thrown; by itself the library would write some of it to the console too.
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    // The outbox tries again, and knows when.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: patience,
      // Without a byte in either direction: a long upload that moves is fine.
      socketTimeout: patience,
      httpAgent: sockets,
      httpsAgent: sockets,
    },
  })

  // The server compares what comes with the hash that is signed. The library leaves it out for a stream.
  client.middlewareStack.add(
    next => args => {
      const { Body } = args.input as { readonly Body?: object }
      const sha256 = Body && hashes.get(Body)
      if (sha256) headersOf(args.request)['x-amz-content-sha256'] = sha256
      return next(args)
    },
    { step: 'build' },
  )
  client.middlewareStack.add(
    next => async args => {
      const result = await next(args)
      const date = Date.parse(headersOf(result.response).date ?? '')
      // The header is cut to whole seconds, and was written as the answer began: sending may have taken minutes.
      if (!Number.isNaN(date)) clockOffset = Math.round(date + 500 - Date.now())
      return result
    },
    { step: 'deserialize', priority: 'low' },
  )

  return {
    name,
    address: nameOf({ ...settings, prefix: '' }),
    root,
    get clockOffset() {
      return clockOffset
    },
    place: key => ({ Bucket: settings.bucket, Key: root + keyParts(key).join('/') }),
    async ask(verb, key, call, signal) {
      const options = signal ? { abortSignal: signal } : {}
      try {
        return await call(client, options).catch(error => {
          if (isClockCorrected(error)) return call(client, options)
          throw error
        })
      } catch (error) {
        throw problemOf(error, `${verb} ${name}/${key}`)
      }
    },
    body(bytes, sha256, signal) {
      const body = throttle.bytesPerSecond === 0 ? bytes : paced(bytes, throttle, patience, signal)
      hashes.set(body, sha256)
      return body
    },
    close: () => client.destroy(),
  }
}

function headersOf(message: unknown): Record<string, string> {
  return (message as { readonly headers: Record<string, string> }).headers
}

function nameOf({ endpoint, bucket, style, prefix }: S3Settings): string {
  const { protocol, host, pathname } = new URL(endpoint)
  const path = [pathname, style === 'path' ? bucket : '', prefix]
    .flatMap(part => part.split('/'))
    .filter(Boolean)
  return [`${protocol}//${style === 'path' ? '' : `${bucket}.`}${host}`, ...path].join('/')
}

/**
 * `bytes` as a stream under the cap, in chunks that take at most a second and a quarter of the patience, so that
 * waiting for the cap does not look like a dead line, also when some send at once.
 */
function paced(bytes: Buffer, throttle: Throttle, patience: number, signal?: AbortSignal): Readable {
  const seconds = Math.min(1, patience / 4000)
  const size = Math.max(1, Math.min(throttledChunk, Math.floor(throttle.bytesPerSecond * seconds)))
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) {
      const chunk = bytes.subarray(at, at + size)
      await throttle.take(chunk.length, signal)
      yield chunk
    }
  }
  // Only the signal breaks it off, and that ends the request too.
  return Readable.from(chunks(), { objectMode: false, highWaterMark: size }).on('error', () => {})
}
