import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { isLoopback, lanAddress } from '../../../electron/system/network.ts'

function at(address: string, internal = false): NetworkInterfaceInfo[] {
  return [{ address, internal, family: 'IPv4', netmask: '255.255.255.0', mac: '', cidr: null }]
}

test("the venue's network comes before containers, tunnels and addresses no router gave", () => {
  const interfaces = {
    lo: at('127.0.0.1', true),
    docker0: at('172.17.0.1'),
    tun0: at('10.8.0.2'),
    usb0: at('169.254.3.4'),
    wlan0: at('192.168.1.20'),
  }
  expect(lanAddress(interfaces)).toBe('192.168.1.20')
})

test('a public address is taken when there is no private one', () => {
  expect(lanAddress({ eth0: at('203.0.113.7') })).toBe('203.0.113.7')
})

test('a machine on no network has no address for phones', () => {
  expect(lanAddress({ lo: at('127.0.0.1', true) })).toBeNull()
})

test('loopback is what only this machine reaches', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true)
  expect(['192.168.1.1', '0.0.0.0', 'kiosk.example'].some(isLoopback)).toBe(false)
})
