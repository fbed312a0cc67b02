/** What the real S3 servers of the tests have in common. */
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'

export interface S3Access {
  readonly endpoint: string
  readonly accessKey: string
  readonly secret: string
}

/** A bucket's own host is `bucket.` before this, if a name server says so. */
export const storageDomain = 's3.storage.test'

export interface S3Server extends S3Access, AsyncDisposable {
  /** Makes a bucket; it is the kiosk's, or that of another user. */
  makeBucket(name: string, owner?: S3Access): Promise<void>
}

/** The plain library, with what these servers need. */
export function plainClient({ endpoint, accessKey, secret }: S3Access): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secret },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}

export async function makeBucket(access: S3Access, name: string): Promise<void> {
  const client = plainClient(access)
  await client.send(new CreateBucketCommand({ Bucket: name }))
  client.destroy()
}
