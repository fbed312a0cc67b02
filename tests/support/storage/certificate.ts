/** Certificates that nobody has signed but themselves. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { missingProgram } from '../programs.ts'
import { temporaryFolder } from '../station.ts'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** Why none can be made here; null when one can. */
export const missingOpenssl = missingProgram('openssl')

export interface CertificateOptions {
  /** What it is for, as a certificate says it: `DNS:kiosk.example,IP:127.0.0.1`. */
  readonly names?: string
  readonly days?: number
}

/** For this machine and two days, when nothing else is asked. */
export async function makeCertificate({
  names = 'IP:127.0.0.1',
  days = 2,
}: CertificateOptions = {}): Promise<Certificate> {
  await using folder = await temporaryFolder()
  const [key, cert] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')]
  const about = ['-subj', '/CN=storage', '-addext', `subjectAltName=${names}`, '-days', String(days)]
  const made = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
  ]
  await promisify(execFile)('openssl', ['req', '-x509', ...made, ...about])
  return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') }
}
