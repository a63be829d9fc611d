import type { SMTPPoolOptions } from 'nodemailer';
import type { Clock } from '../platform/clock.ts';
import type { Institution } from '../platform/institution.ts';
import type { Secret } from '../platform/secret.ts';

/** Longest waits on the relay, in milliseconds. */
export interface SmtpTimeouts {
  /** Until the connection stands. */
  readonly connectMs: number;
  /** From there to the relay's greeting. */
  readonly greetingMs: number;
  /** Silence in the middle of a conversation. */
  readonly silenceMs: number;
}

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /**
   * `starttls`: the connection is upgraded or given up, never used in clear. `tls`: encrypted from the first byte.
   * `none`: in clear even when the relay offers better; for a relay on the same machine.
   */
  readonly tls: 'starttls' | 'tls' | 'none';
  /** PEM of the authority that signed the relay's certificate, when it is not a public one. */
  readonly ca?: string | undefined;
  readonly login?: { readonly user: string; readonly password: Secret } | undefined;
  readonly from: { readonly name: string; readonly address: string };
  readonly dkim?: { readonly domain: string; readonly selector: string; readonly key: Secret } | undefined;
  readonly institution: Institution;
  /** How long until a password is valid everywhere, in milliseconds; mails say it. */
  readonly promiseMs: number;
  readonly clock: Clock;
  /** Connections kept to the relay; 10 unless said. */
  readonly connections?: number | undefined;
  readonly timeouts?: SmtpTimeouts | undefined;
}

const DEFAULT_TIMEOUTS: SmtpTimeouts = { connectMs: 10_000, greetingMs: 15_000, silenceMs: 60_000 };

/** The library's settings for ours. Whatever reads files or URLs is switched off. */
export function transportOptions(options: SmtpOptions): SMTPPoolOptions & { readonly pool: true } {
  const timeouts = options.timeouts ?? DEFAULT_TIMEOUTS;
  const { dkim, login } = options;
  return {
    pool: true,
    host: options.host,
    port: options.port,
    secure: options.tls === 'tls',
    requireTLS: options.tls === 'starttls',
    ignoreTLS: options.tls === 'none',
    tls: { minVersion: 'TLSv1.2', ...(options.ca === undefined ? {} : { ca: options.ca }) },
    // `forceAuth`: a relay that stops offering AUTH is a fault to report, not a reason to go on without it.
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password.reveal() }, forceAuth: true }),
    ...(dkim === undefined
      ? {}
      : { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.key.reveal() } }),
    maxConnections: options.connections ?? 10,
    // One fresh connection for one that the relay had closed meanwhile; every other retry is the courier's.
    maxRequeues: 1,
    connectionTimeout: timeouts.connectMs,
    dnsTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    maxRecipients: 1,
    logger: false,
  };
}
