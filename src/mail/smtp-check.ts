import type { CheckLine } from '../systems/directory.ts';
import type { SmtpOptions } from './smtp-options.ts';
import { describeFault, smtpFault } from './smtp-outcome.ts';
import type { SmtpFault } from './smtp-outcome.ts';
import { probeRelay } from './smtp-probe.ts';
import type { Probed } from './smtp-probe.ts';

const PATIENCE_MS = 30_000;

/** Tries the relay as a mail would, without sending one, and looks at the sender's address. Never rejects. */
export async function checkSmtp(options: SmtpOptions, signal?: AbortSignal): Promise<readonly CheckLine[]> {
  const relay = `SMTP relay ${options.host}:${String(options.port)}`;
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const given = signal === undefined ? patience : AbortSignal.any([patience, signal]);
  try {
    return [...passed(relay, options, await probeRelay(options, given)), ...senderHints(options)];
  } catch (error) {
    const fault = given.aborted ? givenUp(patience) : smtpFault(error);
    return [failure(relay, fault, options), ...senderHints(options)];
  }
}

function givenUp(patience: AbortSignal): SmtpFault {
  const message = patience.aborted ? `no answer within ${String(PATIENCE_MS / 1000)} s` : 'given up before it answered';
  return { code: 'ETIMEDOUT', command: undefined, responseCode: undefined, response: undefined, message };
}

function passed(relay: string, options: SmtpOptions, probed: Probed): readonly CheckLine[] {
  const lines: CheckLine[] = [{ level: 'ok', what: `${relay}: connected` }];
  if (options.tls === 'none') lines.push(clearText(relay, options.host));
  else lines.push({ level: 'ok', what: `${relay}: encrypted (${options.tls}), certificate trusted` });
  if (options.login !== undefined) lines.push({ level: 'ok', what: `${relay}: login accepted` });
  if (!probed.smtpUtf8) {
    lines.push({
      level: 'warning',
      what: `${relay}: does not take addresses with non-ASCII letters before the @ (SMTPUTF8)`,
      mend: 'Nothing, unless people have such addresses: mails to them are refused.',
    });
  }
  return lines;
}

function clearText(relay: string, host: string): CheckLine {
  if (/^(?:localhost|127(?:\.\d+){3}|::1)$/.test(host))
    return { level: 'ok', what: `${relay}: in clear, on this machine` };
  return {
    level: 'warning',
    what: `${relay}: mails, and the links in them, travel in clear`,
    mend: 'Set mail.smtp.tls to starttls or tls.',
  };
}

function failure(relay: string, fault: SmtpFault, options: SmtpOptions): CheckLine {
  return { level: 'failure', what: `${relay}: ${describeFault(fault)}`, mend: mendFor(fault, options) };
}

function mendFor(fault: SmtpFault, options: SmtpOptions): string {
  if (fault.code === 'EAUTH')
    return 'Check mail.smtp.user and mail.smtp.password, and that the relay offers a login here.';
  if (/certificate|self-signed|altname|CERT_|unable to verify/i.test(fault.message)) {
    return 'Give the authority that signed the relay’s certificate in mail.smtp.ca, and use the host name it is made out to.';
  }
  if (fault.code === 'ETLS' || /wrong version number|SSL routines/i.test(fault.message)) {
    return options.tls === 'tls'
      ? 'The relay does not speak TLS from the first byte on this port: try mail.smtp.tls: starttls, or port 465.'
      : 'The relay offers no STARTTLS here: try mail.smtp.tls: tls on port 465, or none for a relay on this machine.';
  }
  if (fault.code === 'EDNS')
    return 'The host name in mail.smtp.host cannot be resolved: check its spelling and this machine’s DNS.';
  return 'Check mail.smtp.host and port, that the relay runs, and that no firewall stands between.';
}

/** What makes mails land among the unwanted, as far as the settings alone show it (RFC 6376; RFC 9989 for alignment). */
function senderHints(options: SmtpOptions): readonly CheckLine[] {
  const from = options.from.address.slice(options.from.address.lastIndexOf('@') + 1).toLowerCase();
  if (options.dkim === undefined) {
    return [
      {
        level: 'warning',
        what: `mails from ${from} are not signed with DKIM by Jeton`,
        mend: 'Set mail.dkim, unless the relay signs them.',
      },
    ];
  }
  const signed = options.dkim.domain.toLowerCase();
  if (from === signed || from.endsWith(`.${signed}`) || signed.endsWith(`.${from}`)) {
    return [{ level: 'ok', what: `mails from ${from} are signed with DKIM for ${signed}` }];
  }
  return [
    {
      level: 'warning',
      what: `the DKIM domain ${signed} is not the sender’s domain ${from}: the signature will not count for DMARC`,
      mend: 'Make mail.dkim.domain the domain of mail.from.address.',
    },
  ];
}
