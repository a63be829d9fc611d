import type { z } from 'zod';
import { type Surroundings, certificates } from '../files.ts';
import { leaf } from '../leaves.ts';
import { judge, mapping } from '../mapping.ts';
import { isLoopback, readHost } from '../networks.ts';
import { type Reading, fault, ok } from '../reading.ts';
import type { SyslogSettings } from '../settings.ts';

const EXAMPLE = 'tls://logs.univ.example:6514';
const STANDARD_PORTS = { udp: 514, tcp: 601, tls: 6514 } as const;

type Target = Omit<SyslogSettings, 'ca'>;

/** `audit.syslog`: where the trail is shipped to, besides the ledger. */
export function auditSection(surroundings: Surroundings): z.ZodType<{ readonly syslog: SyslogSettings | undefined }> {
  const syslog = mapping({
    url: leaf({ what: `a URL such as ${EXAMPLE}`, title: 'syslog URL', read: readTarget }).describe(
      'tls:// (RFC 5425), tcp:// (RFC 6587, octets counted) or udp:// (RFC 5426), host and port; the latter two on a loopback host alone.',
    ),
    ca: certificates(surroundings)
      .optional()
      .describe('Authority that signed the receiver’s certificate, when it is not a public one.'),
  })
    .superRefine(
      ...judge(['url', 'ca'], ({ url, ca }: { url: Target; ca?: string | undefined }) =>
        url.transport !== 'tls' && ca !== undefined
          ? [{ path: ['ca'], fault: `contradicts ${url.transport}://, which looks at no certificate; take it out` }]
          : [],
      ),
    )
    .transform(({ url, ca }) => ({ ...url, ca }));
  return mapping({
    syslog: syslog
      .optional()
      .describe('Each entry is shipped there within seconds, as JSON in a message of RFC 5424; at least once.'),
  }).transform(({ syslog: target }) => ({ syslog: target }));
}

function readTarget(written: string): Reading<Target> {
  const [, scheme = '', bracketed, bare = '', port] =
    /^(udp|tcp|tls):\/\/(?:\[([^\]]*)\]|([^:/]*))(?::(\d{1,5}))?\/?$/.exec(written) ?? [];
  if (scheme === '') return fault(`is no syslog URL; write one such as ${EXAMPLE}`);
  const transport = scheme as Target['transport'];
  const host = readHost(bracketed ?? bare);
  if (host.kind === 'fault') return fault(`names a host that is none; write one such as ${EXAMPLE}`);
  const number = port === undefined ? STANDARD_PORTS[transport] : Number(port);
  if (number < 1 || number > 65_535) return fault('names a port that is none; write 1 to 65535');
  if (transport !== 'tls' && !isLoopback(host.value))
    return fault(`must be tls://: entries name accounts and networks, and ${transport}:// is in clear`);
  return ok({ transport, host: host.value, port: number });
}
