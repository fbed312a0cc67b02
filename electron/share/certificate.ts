/**
 * The certificate with which the share door speaks TLS: `https/certificate.pem` and `https/key.pem` in the data
 * folder. It is looked at every few minutes, so that a renewed one is taken up while the station runs.
 */
import { constants, createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import { Trouble } from '../contract/errors.ts'
import { ifMissing } from '../system/files.ts'
import type { Log } from '../system/log.ts'
import { day } from '../system/time.ts'

export interface DoorCertificate {
  readonly context: SecureContext
  /** The name in the codes, which the certificate is for. */
  readonly name: string
  /** From when until when it holds, in milliseconds since 1970. */
  readonly from: number
  readonly until: number
}

export interface CertificateWatch {
  /** What the door speaks TLS with now; null while it does not. */
  now(): DoorCertificate | null
  /** What the operator should mend; null when all is well, and when there are no files. */
  trouble(): Trouble | null
  close(): void
}

export interface CertificateParts {
  readonly dataFolder: string
  /** The share door's name in codes, when it is not the certificate's own. */
  readonly host: string | undefined
  readonly log: Log
  /** How often the files are looked at, in milliseconds. */
  readonly every?: number
}

const standardEvery = 3 * 60_000

/** So long before its end somebody is told, in milliseconds. */
const notice = 14 * day

/** Reads the files and goes on looking at them. Files that are being renewed, or are broken, leave the last good ones in force. */
export async function watchCertificate(parts: CertificateParts): Promise<CertificateWatch> {
  const { dataFolder, host, log, every = standardEvery } = parts
  const files = {
    certificate: join(dataFolder, 'https', 'certificate.pem'),
    key: join(dataFolder, 'https', 'key.pem'),
  }
  let read = ''
  let inForce: DoorCertificate | null = null
  let trouble: Trouble | null = null

  async function look(): Promise<void> {
    const textOf = (file: string) =>
      readFile(file, 'utf8')
        .catch(ifMissing(''))
        .catch(error => `${error.code}`) // one that cannot be read is no PEM, and is told of as such
    const [certificate, key] = [await textOf(files.certificate), await textOf(files.key)]
    if (read === `${certificate}\n${key}`) return
    read = `${certificate}\n${key}`
    trouble = null
    try {
      inForce = certificate || key ? openCertificate(certificate, key, host, files) : null
      log.info(inForce ? about(inForce) : {}, inForce ? 'share door speaks TLS' : 'share door speaks no TLS')
    } catch (error) {
      trouble = error as Trouble
      log.error({ code: trouble.code, ...trouble.details }, 'certificate cannot serve')
    }
  }

  await look()
  const timer = setInterval(() => look().catch(error => log.warn({ err: error }, 'certificate')), every)
  return {
    now: () => (inForce && holds(inForce) ? inForce : null),
    trouble() {
      if (trouble || !inForce) return trouble
      if (!holds(inForce)) return datesTrouble(files.certificate, inForce)
      if (inForce.until - Date.now() > notice) return null
      return new Trouble('CERTIFICATE_ENDS', { file: files.certificate, until: dateOf(inForce.until) })
    },
    close: () => clearInterval(timer),
  }
}

/**
 * A certificate (PEM, the whole chain) and its key, for the name that is in the codes. Throws CERTIFICATE_BROKEN,
 * CERTIFICATE_KEY, CERTIFICATE_NAME or CERTIFICATE_DATES.
 */
function openCertificate(
  certificate: string,
  key: string,
  host: string | undefined,
  files: { readonly certificate: string; readonly key: string },
): DoorCertificate {
  const file = files.certificate
  const own = readOr(() => new X509Certificate(certificate), new Trouble('CERTIFICATE_BROKEN', { file }))
  const unfit = new Trouble('CERTIFICATE_KEY', { file, key: files.key })
  if (!own.checkPrivateKey(readOr(() => createPrivateKey(key), unfit))) throw unfit

  const name = host ?? ownName(own)
  const isFor = name !== undefined && (isIP(name) ? own.checkIP(name) : own.checkHost(name))
  if (!isFor) throw new Trouble('CERTIFICATE_NAME', { file, names: allNames(own) })

  const dates = { from: Date.parse(own.validFrom), until: Date.parse(own.validTo) }
  if (!holds(dates)) throw datesTrouble(file, dates)
  const context = readOr(
    () => createSecureContext({ cert: certificate, key, secureOptions: constants.SSL_OP_NO_RENEGOTIATION }),
    new Trouble('CERTIFICATE_BROKEN', { file }),
  )
  return { context, name, ...dates }
}

function readOr<T>(read: () => T, otherwise: Trouble): T {
  try {
    return read()
  } catch {
    throw otherwise
  }
}

/** Its first name that is no pattern for many. */
function ownName({ subjectAltName = '' }: X509Certificate): string | undefined {
  return /\bDNS:(?!\*)([^,\s]+)/.exec(subjectAltName)?.[1]?.toLowerCase()
}

function allNames({ subjectAltName = '–' }: X509Certificate): string {
  return subjectAltName.replace(/\b(?:DNS|IP Address):/g, '')
}

function holds({ from, until }: Pick<DoorCertificate, 'from' | 'until'>): boolean {
  return from <= Date.now() && Date.now() < until
}

function datesTrouble(file: string, { from, until }: Pick<DoorCertificate, 'from' | 'until'>): Trouble {
  return new Trouble('CERTIFICATE_DATES', { file, from: dateOf(from), until: dateOf(until) })
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

function about({ name, until }: DoorCertificate) {
  return { name, until: dateOf(until) }
}
