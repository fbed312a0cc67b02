/** The guests' Wi-Fi as a code: a phone that scans it joins, and nobody types a password. */
import type { GuestWifi } from '../contract/share.ts'
import { qrCode } from '../system/qr.ts'

/** Null when the event names no Wi-Fi. */
export function guestWifi({ name, password }: Pick<GuestWifi, 'name' | 'password'>): GuestWifi | null {
  return name === '' ? null : { name, password, qr: qrCode(wifiText({ name, password })) }
}

/** The form that phones read (ZXing, "Barcode Contents"). WPA stands for all its versions. */
function wifiText({ name, password }: Pick<GuestWifi, 'name' | 'password'>): string {
  if (password === '') return `WIFI:T:nopass;S:${escaped(name)};;`
  return `WIFI:T:WPA;S:${escaped(name)};P:${escaped(password)};;`
}

function escaped(text: string): string {
  return text.replace(/[\\;,":]/g, '\\$&')
}
