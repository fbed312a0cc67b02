import { isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'

/**
 * The address that phones on the venue's network reach this machine at, or null when it is on none.
 * Private ranges (RFC 1918) come first, since a guest network nearly always uses one; addresses of
 * virtual machines and containers come last.
 */
export function lanAddress(interfaces = networkInterfaces()): string | null {
  const found = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(({ address, internal }) => isIPv4(address) && !internal)
      .map(({ address }) => ({ address, rank: rank(name, address) })),
  )
  return found.sort((a, b) => a.rank - b.rank)[0]?.address ?? null
}

function rank(name: string, address: string): number {
  if (address.startsWith('169.254.')) return 3 // link-local: no router gave it (RFC 3927)
  if (/^(docker|veth|br-|virbr|vmnet|vboxnet|tun|tap|zt|tailscale)/i.test(name)) return 2
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address) ? 0 : 1
}

/** True for an address that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
