import { expect, test } from 'vitest'
import { guestWifi } from '../../../electron/share/wifi.ts'
import { qrCode } from '../../../electron/system/qr.ts'

test('a Wi-Fi with a password is joined by name and password', () => {
  const wifi = guestWifi({ name: 'Harbour Guests', password: 'pier7-summer' })
  expect(wifi?.qr).toEqual(qrCode('WIFI:T:WPA;S:Harbour Guests;P:pier7-summer;;'))
})

test('an open Wi-Fi asks for no password', () => {
  expect(guestWifi({ name: 'Pier', password: '' })?.qr).toEqual(qrCode('WIFI:T:nopass;S:Pier;;'))
})

test('what would end a field stands behind a backslash', () => {
  const wifi = guestWifi({ name: 'a;b,c:d"e\\f', password: ';;P:"\\' })
  const text = 'WIFI:T:WPA;S:a\\;b\\,c\\:d\\"e\\\\f;P:\\;\\;P\\:\\"\\\\;;'
  expect(wifi?.qr).toEqual(qrCode(text))
})

test('an event without a Wi-Fi has no code for it', () => {
  expect(guestWifi({ name: '', password: 'left over' })).toBeNull()
})
