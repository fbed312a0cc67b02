import QRCode from 'qrcode'
import type { Qr } from '../contract/visit.ts'

/** `text` as a QR code with error correction level M (ISO/IEC 18004). */
export function qrCode(text: string): Qr {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  let path = ''
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0, run = 0; x < modules.size; x += run || 1) {
      for (run = 0; x + run < modules.size && modules.get(y, x + run); run++);
      if (run) path += `M${x} ${y}h${run}v1h-${run}z`
    }
  }
  return { size: modules.size, path }
}

/**
 * The code that opens `link`. Scheme and host are the same in capitals (RFC 3986, 6.2.2.1), which take 5.5 bits each
 * instead of 8. Where that spares a version (short addresses of a venue's network, long ones of a storage), every
 * module is a tenth larger; elsewhere the link stays as it is written.
 */
export function linkCode(link: string): Qr {
  const written = qrCode(link)
  const capitals = qrCode(link.replace(/^https?:\/\/[^/]+/, origin => origin.toUpperCase()))
  return capitals.size < written.size ? capitals : written
}
