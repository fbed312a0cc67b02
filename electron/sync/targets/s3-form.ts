/**
 * A form with which a browser leaves one small object in the bucket, signed so that it can do nothing else and only for
 * a while (AWS Signature Version 4 for POST policies, "Browser-Based Uploads Using POST"). No library of the client's
 * version makes them.
 */
import { createHmac } from 'node:crypto'
import type { DropForm } from '../target.ts'

export interface FormParts {
  readonly address: string
  readonly bucket: string
  readonly key: string
  readonly region: string
  readonly accessKey: string
  readonly secret: string
  /** Times are milliseconds since 1970. The same times give the same form. */
  readonly from: number
  readonly until: number
  /** Where the browser goes when it is left. */
  readonly then: string
}

/** The most that may be left, in bytes: what counts is that something is there. */
const mostBytes = 16

export function signForm(parts: FormParts): DropForm {
  const { address, bucket, key, region, accessKey, secret, from, until, then } = parts
  const date = new Date(from).toISOString().replace(/[-:]|\.\d+/g, '')
  const day = date.slice(0, 8)
  const signed = {
    key,
    success_action_redirect: then,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${accessKey}/${day}/${region}/s3/aws4_request`,
    'x-amz-date': date,
  }
  const conditions = [
    { bucket },
    ...Object.entries(signed).map(([name, value]) => ({ [name]: value })),
    ['content-length-range', 1, mostBytes],
  ]
  const expiration = new Date(until).toISOString()
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64')
  const signingKey = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`)
  const signature = hmac(signingKey, policy).toString('hex')
  return { address, fields: { ...signed, policy, 'x-amz-signature': signature }, until }
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
