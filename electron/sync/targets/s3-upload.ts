/** Uploads in parts (S3's multipart upload): what broke off goes on where it was. */
import { hash } from 'node:crypto'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { sha256 } from '../../system/files.ts'
import { type Content, TargetProblem } from '../target.ts'
import type { Bucket, Call } from './s3-bucket.ts'
import { kindOf, notS3, nullIf, problemOf } from './s3-problem.ts'

/** What is larger is sent in parts of this many bytes; S3 wants 5 MiB at least. */
export const partSize = 8 * 1024 * 1024

const digests = new WeakMap<Buffer, Buffer>()

/** MD5 of `bytes`, reckoned once: what is sent is verified afterwards, and a picture's takes as long as asking. */
export function md5(bytes: Buffer): Buffer {
  const known = digests.get(bytes) ?? hash('md5', bytes, 'buffer')
  digests.set(bytes, known)
  return known
}

/**
 * The ETag that S3 gives these bytes when it does not encrypt them: their MD5, or that of the parts' MD5s and how many
 * they are. Amazon does not promise it (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html); all do it.
 */
export function etagOf(bytes: Buffer): string {
  if (bytes.length <= partSize) return md5(bytes).toString('hex')
  const parts = partsOf(bytes).map(md5)
  return `${hash('md5', Buffer.concat(parts))}-${parts.length}`
}

/** An ETag without the quotes that most servers put around it. */
export const bare = (etag = '') => etag.replaceAll('"', '')

/** What caches between the bucket and its readers may do with an object. */
export function cacheControl({ publicFor }: Content): string | undefined {
  if (publicFor === undefined) return undefined
  return publicFor === 0 ? 'no-cache' : `public, max-age=${publicFor}`
}

export interface UploadParts {
  readonly bucket: Bucket
  /** As the bucket's own `ask`, but null when what it is about is not there. */
  readonly askIfThere: <T>(
    verb: string,
    key: string,
    call: Call<T | null>,
    signal?: AbortSignal,
  ) => Promise<T | null>
  readonly key: string
  readonly content: Content
  readonly signal: AbortSignal | undefined
  /** One that broke off. */
  readonly upload: string | null
  readonly onUpload: (upload: string | null) => void
  /** Whether the whole object lies at the storage already. */
  readonly isWhole: () => Promise<boolean>
}

interface Part {
  readonly PartNumber: number
  readonly ETag: string
}

/** Puts an object in parts, without those of `upload` that are there already. Throws a TargetProblem. */
export async function uploadInParts(parts: UploadParts): Promise<void> {
  const { bucket, askIfThere, key, content, signal, onUpload, isWhole } = parts
  const object = bucket.place(key)

  /** The parts that are there, by number; null when the server does not know the upload. */
  async function partsThere(UploadId: string): Promise<Map<number, Part & { readonly Size: number }> | null> {
    const found = new Map<number, Part & { readonly Size: number }>()
    let next: string | undefined
    do {
      const input = { ...object, UploadId, PartNumberMarker: next }
      const page = await askIfThere(
        'LIST PARTS',
        key,
        (client, options) =>
          client.send(new ListPartsCommand(input), options).catch(nullIf('NoSuchUpload', 'NoSuchKey')),
        signal,
      )
      if (page === null) return null
      for (const { PartNumber = 0, ETag = '', Size = 0 } of page.Parts ?? [])
        found.set(PartNumber, { PartNumber, ETag, Size })
      next = page.IsTruncated ? page.NextPartNumberMarker : undefined
    } while (next !== undefined)
    return found
  }

  async function begin(): Promise<string> {
    const { UploadId } = await bucket.ask(
      'BEGIN',
      key,
      (client, options) =>
        client.send(
          new CreateMultipartUploadCommand({
            ...object,
            ContentType: content.type,
            CacheControl: cacheControl(content),
          }),
          options,
        ),
      signal,
    )
    if (!UploadId) throw notS3(`BEGIN ${bucket.name}/${key}`)
    onUpload(UploadId)
    return UploadId
  }

  async function send(UploadId: string, PartNumber: number, bytes: Buffer): Promise<Part> {
    const input = {
      ...{ ...object, UploadId, PartNumber },
      ContentLength: bytes.length,
      ContentMD5: md5(bytes).toString('base64'),
    }
    const hashed = sha256(bytes)
    const { ETag } = await bucket.ask(
      `PUT PART ${PartNumber}`,
      key,
      (client, options) =>
        client.send(new UploadPartCommand({ ...input, Body: bucket.body(bytes, hashed, signal) }), options),
      signal,
    )
    if (!ETag) throw notS3(`PUT PART ${bucket.name}/${key}`)
    return { PartNumber, ETag }
  }

  /** Has the parts put together. Ceph's first answer may be an error or without an ETag though it has done so. */
  async function complete(UploadId: string, sent: readonly Part[]): Promise<void> {
    const input = { ...object, UploadId, MultipartUpload: { Parts: [...sent] } }
    for (let attempts = 1; ; attempts++) {
      const problem = await bucket
        .ask(
          'COMPLETE',
          key,
          (client, options) => client.send(new CompleteMultipartUploadCommand(input), options),
          signal,
        )
        .then(
          ({ ETag }) => (ETag ? null : notS3(`COMPLETE ${bucket.name}/${key}`)),
          (thrown: unknown) => problemOf(thrown, 'COMPLETE'),
        )
      if (problem === null) return
      if (kindOf(problem) === 'offline') throw problem
      if (await isWhole()) return
      if (attempts === 2) throw problem
    }
  }

  // Sent at once, the server would find it by the signed hash; it never sees that of parts.
  if (sha256(content.bytes) !== content.sha256)
    throw new TargetProblem(
      'damaged',
      `PUT ${bucket.name}/${key}: the bytes are not those of their hash any more`,
    )
  const there = parts.upload === null ? null : await partsThere(parts.upload)
  // An upload that is not known any more may be one that was completed, and only its answer was lost.
  if (parts.upload !== null && there === null && (await isWhole())) return onUpload(null)
  const upload = there === null || parts.upload === null ? await begin() : parts.upload
  const sent: Part[] = []
  for (const [index, bytes] of partsOf(content.bytes).entries()) {
    const known = there?.get(index + 1)
    const isThere = known?.Size === bytes.length && bare(known.ETag) === etagOf(bytes)
    sent.push(isThere ? { PartNumber: index + 1, ETag: known.ETag } : await send(upload, index + 1, bytes))
  }
  await complete(upload, sent)
  onUpload(null)
}

function partsOf(bytes: Buffer): Buffer[] {
  const count = Math.ceil(bytes.length / partSize)
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * partSize, (index + 1) * partSize))
}
