import { BlockList } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isLoopback } from '../../config/networks.ts';
import type { Settings } from '../../config/settings.ts';
import type { CheckLine } from '../../systems/directory.ts';

/** A network of proxies is small; one that is shorter than this is half the world. */
const SHORTEST = { ipv4: 16, ipv6: 32 } as const;

/** Who may say in whose name a request comes: what budgets and the audit trail rest on. Pure. */
export function checkProxies({
  publicUrl,
  listen,
  trustedProxies,
}: Pick<Settings, 'publicUrl' | 'listen' | 'trustedProxies'>): readonly CheckLine[] {
  const lines = [
    ...(isLoopback(listen.host) ? [] : [beyondThisMachine(listen.host)]),
    ...trustedProxies.filter(isBroad).map(tooBroad),
  ];
  if (trustedProxies.length > 0) {
    const what = `X-Forwarded-For is believed from ${trustedProxies.join(', ')} alone`;
    return [...lines, ...(lines.length === 0 ? [{ level: 'ok', what } as const] : []), ...missingNeighbour()];
  }
  if (publicUrl.protocol !== 'https:') return lines;
  const what = 'no proxy is trusted: behind one, all visitors count as one client and share one budget';
  return [
    ...lines,
    {
      level: 'warning',
      what,
      mend: 'Name the reverse proxy in trustedProxies: [127.0.0.1/32, ::1/128] on this machine.',
    },
  ];

  /** Whoever listens on this machine alone has a proxy on it, and that one has to be believed. */
  function missingNeighbour(): readonly CheckLine[] {
    if (!isLoopback(listen.host) || trustedProxies.some(holdsLoopback)) return [];
    const what = `listens for this machine alone, whose proxy is not in trustedProxies: all visitors share one budget`;
    return [{ level: 'warning', what, mend: 'Add 127.0.0.1/32 and ::1/128 to trustedProxies.' }];
  }
}

function beyondThisMachine(host: string): CheckLine {
  const what = `listens on ${host}, in clear: whoever reaches that address without the proxy sends passwords unprotected`;
  const mend =
    'Listen on 127.0.0.1 when the proxy is on this machine; otherwise let the proxy alone through the firewall.';
  return { level: 'warning', what, mend };
}

function tooBroad(network: string): CheckLine {
  const what = `whoever comes from ${network} is believed about their address, and so escapes every budget`;
  return { level: 'warning', what, mend: 'Name the addresses of your proxies alone in trustedProxies.' };
}

/** Private networks may be broad: nobody comes from there by the Internet. */
function isBroad(network: string): boolean {
  const [address, length] = ipaddr.parseCIDR(network);
  return length < SHORTEST[address.kind()] && address.range() === 'unicast';
}

function holdsLoopback(network: string): boolean {
  const [address, length] = ipaddr.parseCIDR(network);
  const trusted = new BlockList();
  trusted.addSubnet(address.toString(), length, address.kind());
  return trusted.check('127.0.0.1') || trusted.check('::1', 'ipv6');
}
