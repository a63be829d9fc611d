import type { MailSettings } from '../../config/settings.ts';
import { asciiDomainOf } from '../../platform/mail-domain.ts';
import type { CheckLine } from '../../systems/directory.ts';
import { checkDkim } from './dkim.ts';
import { checkDmarc } from './dmarc.ts';
import { type DnsOptions, openDns } from './dns.ts';
import { checkSpf } from './spf.ts';

/** What receivers find in the DNS about the sender's domain: SPF, DKIM and DMARC, each with the record to publish. */
export async function checkSender(
  { from, smtp, dkim }: Pick<MailSettings, 'from' | 'smtp' | 'dkim'>,
  options: DnsOptions,
): Promise<readonly CheckLine[]> {
  const written = from.address.slice(from.address.lastIndexOf('@') + 1);
  // What no domain is, the check of the relay says.
  const domain = asciiDomainOf(written)?.toLowerCase() ?? written;
  const dns = openDns(options);
  const signed = dkim?.domain.toLowerCase();
  const lines = await Promise.all([
    checkSpf(dns, domain, smtp.host),
    ...(dkim === undefined ? [] : [checkDkim(dns, { ...dkim, domain: dkim.domain.toLowerCase() })]),
    checkDmarc(dns, domain, signed),
  ]);
  return lines.flat();
}
