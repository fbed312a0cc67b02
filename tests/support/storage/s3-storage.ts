/** Targets at an S3 server of the tests. */
import type { Listed } from '../../../electron/sync/target.ts'
import { openS3 } from '../../../electron/sync/targets/s3.ts'
import type { S3Settings } from '../../../electron/sync/targets/s3-bucket.ts'
import type { S3Access } from './s3-server.ts'
import { type Storage, targetParts } from './storage.ts'

export interface At extends S3Access {
  readonly bucket: string
}

/** What stands in sync.json for a bucket there. */
export function s3Settings(
  { endpoint, accessKey, bucket }: At,
  changes: Partial<S3Settings> = {},
): S3Settings {
  const standard = { kind: 's3', region: 'us-east-1', style: 'path', prefix: '' } as const
  return { ...standard, endpoint, accessKey, bucket, ...changes }
}

/** The bucket as a storage that is tested; the server goes on when it is disposed of. */
export function s3Storage(at: At): Storage {
  return {
    secret: at.secret,
    open({ port, ...changes } = {}) {
      const endpoint = port === undefined ? at.endpoint : `http://127.0.0.1:${port}`
      return openS3(s3Settings(at, { endpoint }), targetParts({ secret: at.secret }, changes))
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** All that a list gives. */
export async function listed(list: AsyncIterable<Listed>): Promise<Listed[]> {
  const all: Listed[] = []
  for await (const one of list) all.push(one)
  return all
}
