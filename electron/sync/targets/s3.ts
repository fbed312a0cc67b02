/** The brand's bucket, at Amazon's S3 or any server that speaks it, such as Ceph, Swift or MinIO. */
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { sha256 } from '../../system/files.ts'
import { type Content, type Target, type TargetParts, TargetProblem } from '../target.ts'
import { prefixParts, probeName } from './keys.ts'
import { type Call, openBucket, type S3Settings } from './s3-bucket.ts'
import { signForm } from './s3-form.ts'
import { isDenied, notS3, nullIf } from './s3-problem.ts'
import { bare, cacheControl, etagOf, md5, partSize, uploadInParts } from './s3-upload.ts'

/**
 * Makes the target; nothing is sent yet. Its key needs PutObject, GetObject, DeleteObject, AbortMultipartUpload and
 * ListMultipartUploadParts below the prefix, and ListBucket for `list` alone.
 */
export function openS3(settings: S3Settings, parts: TargetParts): Target {
  const bucket = openBucket(settings, parts)
  /** Whether the server answers a key of these rights "refused" for what is missing; null until it was seen. */
  let hidesMissing: boolean | null = null
  /** One after the other: all probes use the same key. */
  let probing: Promise<void> = Promise.resolve()

  /**
   * Asks about an object or upload; null when it is not there. S3 answers who may not list "refused" for what is
   * missing, so when reading is seen to be allowed, a refusal means that.
   */
  async function askIfThere<T>(verb: string, key: string, call: Call<T | null>, signal?: AbortSignal) {
    try {
      return await bucket.ask(verb, key, call, signal)
    } catch (problem) {
      if (!isDenied(problem)) throw problem
      if (hidesMissing === null) await probe(signal).catch(() => {})
      if (!hidesMissing) throw problem
      return null
    }
  }

  /**
   * Writes, reads and removes a tiny object: all that syncing needs, and nothing more. Keys of a fleet are scoped to
   * folders and may neither list nor ask for the bucket, so that those would say nothing.
   */
  async function probe(signal?: AbortSignal): Promise<void> {
    const mine = probing.then(() => probeAlone(signal))
    probing = mine.catch(() => {})
    return mine
  }

  async function probeAlone(signal?: AbortSignal): Promise<void> {
    const key = `v1/probe/${probeName(parts.memory)}`
    const bytes = Buffer.from('Groundswell was here.\n')
    const look = () =>
      bucket.ask(
        'HEAD',
        key,
        // It may be missing where two processes of this station probe at once; then reading is allowed too.
        (client, options) =>
          client.send(new HeadObjectCommand(bucket.place(key)), options).catch(nullIf('NotFound')),
        signal,
      )
    await putAtOnce(key, { bytes, sha256: sha256(bytes), type: 'text/plain' }, signal)
    await look()
    await remove(key, signal)
    hidesMissing = await look().then(() => false, isDenied)
  }

  async function putAtOnce(key: string, content: Content, signal?: AbortSignal): Promise<void> {
    const { bytes, sha256, type } = content
    const input = {
      ...bucket.place(key),
      ContentType: type,
      CacheControl: cacheControl(content),
      ContentLength: bytes.length,
      ContentMD5: md5(bytes).toString('base64'),
    }
    const { ETag } = await bucket.ask(
      'PUT',
      key,
      (client, options) =>
        client.send(new PutObjectCommand({ ...input, Body: bucket.body(bytes, sha256, signal) }), options),
      signal,
    )
    if (!ETag) throw notS3(`PUT ${bucket.name}/${key}`)
  }

  async function remove(key: string, signal?: AbortSignal): Promise<void> {
    const { $metadata } = await bucket.ask(
      'DELETE',
      key,
      (client, options) => client.send(new DeleteObjectCommand(bucket.place(key)), options),
      signal,
    )
    if ($metadata.httpStatusCode !== 204) throw notS3(`DELETE ${bucket.name}/${key}`)
  }

  async function get(key: string, signal?: AbortSignal): Promise<Buffer | null> {
    return askIfThere(
      'GET',
      key,
      async (client, options) => {
        const answer = await client
          .send(new GetObjectCommand(bucket.place(key)), options)
          .catch(nullIf('NoSuchKey'))
        if (answer === null) return null
        if (!answer.ETag) throw notS3(`GET ${bucket.name}/${key}`)
        const bytes = await buffer(answer.Body as Readable)
        // Encrypted objects may have an ETag that looks like an MD5 and is none.
        if (
          isMd5(answer.ETag) &&
          !answer.ServerSideEncryption &&
          bare(answer.ETag) !== md5(bytes).toString('hex')
        )
          throw new TargetProblem('damaged', `GET ${bucket.name}/${key}: not the bytes of its ETag came`)
        return bytes
      },
      signal,
    )
  }

  async function verify(key: string, content: Content, signal?: AbortSignal) {
    const head = await askIfThere(
      'HEAD',
      key,
      (client, options) =>
        client.send(new HeadObjectCommand(bucket.place(key)), options).catch(nullIf('NotFound')),
      signal,
    )
    if (head && !head.ETag) throw notS3(`HEAD ${bucket.name}/${key}`)
    if (head && head.ContentLength !== content.bytes.length) return 'different'
    if (bare(head?.ETag) === etagOf(content.bytes)) return 'whole'
    // It is not there, or the bucket is not, which a HEAD cannot tell; or its ETag is no MD5: the bytes say it.
    const bytes = await get(key, signal)
    if (bytes === null) return 'missing'
    return sha256(bytes) === content.sha256 ? 'whole' : 'different'
  }

  return {
    name: bucket.name,
    get clockOffset() {
      return bucket.clockOffset
    },
    probe,
    async put(key, content, { signal, upload = null, onUpload = () => {} } = {}) {
      if (content.bytes.length <= partSize) return putAtOnce(key, content, signal)
      const isWhole = async () => (await verify(key, content, signal)) === 'whole'
      await uploadInParts({ bucket, askIfThere, key, content, signal, upload, onUpload, isWhole })
    },
    verify,
    get,
    remove,
    async *list(prefix, signal) {
      const folder = prefixParts(prefix)
        .map(part => `${part}/`)
        .join('')
      let next: string | undefined
      do {
        const input = { Bucket: settings.bucket, Prefix: bucket.root + folder, ContinuationToken: next }
        const page = await bucket.ask(
          'LIST',
          prefix,
          (client, options) => client.send(new ListObjectsV2Command(input), options),
          signal,
        )
        if (page.IsTruncated === undefined) throw notS3(`LIST ${bucket.name}/${prefix}`)
        for (const { Key = '', Size = 0 } of page.Contents ?? [])
          yield { key: Key.slice(bucket.root.length), bytes: Size }
        next = page.IsTruncated ? page.NextContinuationToken : undefined
      } while (next !== undefined)
    },
    async abandon(key, upload, signal) {
      await askIfThere(
        'ABANDON',
        key,
        (client, options) =>
          client
            .send(new AbortMultipartUploadCommand({ ...bucket.place(key), UploadId: upload }), options)
            .catch(nullIf('NoSuchUpload')),
        signal,
      )
    },
    dropForm(key, times, then) {
      const { bucket: name, region, accessKey } = settings
      const { Key } = bucket.place(key)
      const { secret } = parts
      return signForm({
        address: bucket.address,
        bucket: name,
        key: Key,
        region,
        accessKey,
        secret,
        ...times,
        then,
      })
    },
    close: bucket.close,
  }
}

const isMd5 = (etag: string) => /^[0-9a-f]{32}$/.test(bare(etag))
