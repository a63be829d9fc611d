import { setTimeout as wait } from 'node:timers/promises';
import type { CheckLine } from '../systems/directory.ts';
import type { SmtpOptions } from './smtp-options.ts';
import { describeFault, smtpFault } from './smtp-outcome.ts';
import type { SmtpFault } from './smtp-outcome.ts';

export interface SmtpCheck {
  readonly options: SmtpOptions;
  /** Connects and logs in; rejects with the library's error. */
  verify(): Promise<unknown>;
}

const PATIENCE_MS = 30_000;

/** Tries the relay as a mail would, without sending one, and looks at the sender's address. */
export async function checkSmtp(check: SmtpCheck, signal?: AbortSignal): Promise<readonly CheckLine[]> {
  const { options } = check;
  const relay = `SMTP relay ${options.host}:${String(options.port)}`;
  const stop = new AbortController();
  const given = AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]);
  try {
    await Promise.race([check.verify(), givingUp(given)]);
    return [...passed(relay, options), ...senderHints(options)];
  } catch (error) {
    return [failure(relay, smtpFault(error), options), ...senderHints(options)];
  } finally {
    stop.abort();
  }
}

async function givingUp(signal: AbortSignal): Promise<never> {
  await wait(PATIENCE_MS, undefined, { signal, ref: false });
  throw Object.assign(new Error('no answer within 30 s'), { code: 'ETIMEDOUT' });
}

function passed(relay: string, options: SmtpOptions): readonly CheckLine[] {
  const lines: CheckLine[] = [{ level: 'ok', what: `${relay}: connected` }];
  if (options.tls === 'none') lines.push(clearText(relay, options.host));
  else lines.push({ level: 'ok', what: `${relay}: encrypted (${options.tls}), certificate trusted` });
  if (options.login !== undefined) lines.push({ level: 'ok', what: `${relay}: login accepted` });
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
