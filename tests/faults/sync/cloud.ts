/** The brand's storage in these tests: a real server, and a look into it that does not go through the product's own code. */
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { nullIf } from '../../../electron/sync/targets/s3-problem.ts'
import { startApache } from '../../support/storage/apache.ts'
import { plainClient } from '../../support/storage/s3-server.ts'
import { startSwift } from '../../support/storage/swift.ts'
import { password, user } from '../../support/storage/webdav-server.ts'

export interface Cloud extends AsyncDisposable {
  /** Where the server listens. */
  readonly endpoint: string
  readonly secret: string
  /** `target` in sync.json, when the server is reached at `endpoint`. */
  target(endpoint?: string): object
  /** All that lies there, by key. */
  everything(): Promise<Map<string, Buffer>>
  /**
   * Uploads that were begun, never ended, and hold bytes. One whose first answer was lost has no name that anybody
   * could give it up by, and holds none.
   */
  uploads(): Promise<string[]>
}

export interface S3Cloud extends Cloud {
  readonly client: S3Client
  readonly bucket: string
}

/** A bucket at a real Swift. */
export async function swiftCloud(bucket = 'kiosks'): Promise<S3Cloud> {
  const swift = await startSwift()
  await swift.makeBucket(bucket)
  const client = plainClient(swift)
  return {
    ...{ client, bucket, endpoint: swift.endpoint, secret: swift.secret },
    target: (endpoint = swift.endpoint) => ({ kind: 's3', endpoint, bucket, accessKey: swift.accessKey }),
    async everything() {
      const found = new Map<string, Buffer>()
      let ContinuationToken: string | undefined
      do {
        const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken }))
        for (const { Key = '' } of page.Contents ?? []) {
          // It may be removed between the list and this.
          const object = await client
            .send(new GetObjectCommand({ Bucket: bucket, Key }))
            .catch(nullIf('NoSuchKey'))
          if (object) found.set(Key, Buffer.from(await object.Body!.transformToByteArray()))
        }
        ContinuationToken = page.NextContinuationToken
      } while (ContinuationToken !== undefined)
      return found
    },
    async uploads() {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
      const left: string[] = []
      for (const { Key = '', UploadId } of Uploads) {
        const { Parts = [] } = await client.send(new ListPartsCommand({ Bucket: bucket, Key, UploadId }))
        if (Parts.length > 0) left.push(Key)
      }
      return left
    },
    async [Symbol.asyncDispose]() {
      client.destroy()
      await swift[Symbol.asyncDispose]()
    },
  }
}

/** A folder of this machine's, as a drive or behind a server, by key. */
export async function filesBelow(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found = new Map<string, Buffer>()
  for (const entry of entries.filter(one => one.isFile())) {
    const file = join(entry.parentPath, entry.name)
    found.set(relative(folder, file), await readFile(file))
  }
  return found
}

/** A WebDAV folder at a real Apache. */
export async function apacheCloud(): Promise<Cloud> {
  const apache = await startApache()
  const address = `http://127.0.0.1:${apache.port}`
  return {
    ...{ endpoint: address, secret: password },
    target: (endpoint = address) => ({ kind: 'webdav', url: endpoint, user }),
    everything: () => filesBelow(apache.folder),
    // A probe's few bytes may land after it was given up; a list of the folder removes them when they are a day old.
    uploads: async () =>
      [...(await filesBelow(apache.folder)).keys()].filter(
        key => key.endsWith('.part') && !key.includes('probe'),
      ),
    [Symbol.asyncDispose]: () => apache[Symbol.asyncDispose](),
  }
}
