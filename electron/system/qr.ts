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
