import type { Mailed } from './message.ts';

/** What we read of an error thrown by the SMTP library; no type of the library crosses this file. */
export interface SmtpFault {
  readonly code: string | undefined;
  readonly command: string | undefined;
  readonly responseCode: number | undefined;
  readonly response: string | undefined;
  readonly message: string;
}

/** Reads an unknown thrown value; every field is checked, since libraries change. */
export function smtpFault(thrown: unknown): SmtpFault {
  const record = typeof thrown === 'object' && thrown !== null ? (thrown as Readonly<Record<string, unknown>>) : {};
  const text = (name: string): string | undefined => {
    const value = record[name];
    return typeof value === 'string' ? value : undefined;
  };
  const responseCode = record['responseCode'];
  return {
    code: text('code'),
    command: text('command'),
    responseCode: typeof responseCode === 'number' ? responseCode : undefined,
    response: text('response'),
    message: thrown instanceof Error ? thrown.message : 'unknown fault',
  };
}

/**
 * What a failed attempt means. Only a permanent answer about this very recipient is final. Whatever an operator can
 * mend (login, sender, relaying, policy, TLS, network) is `later`, however permanent the relay calls it, so that a
 * wrong setting loses no mail; but for `deferred`, a relay that is well and puts this one recipient off, so that a few
 * greylisted mailboxes hold nobody else's mail up. RFC 5321, 4.2.1; the enhanced codes are RFC 3463.
 */
export function outcomeOf(thrown: unknown, recipient: string): Mailed {
  const fault = smtpFault(thrown);
  const detail = describeFault(fault, recipient);
  if (isAboutRecipient(fault)) return { kind: 'refused', detail };
  return { kind: isDeferral(fault) ? 'deferred' : 'later', detail };
}

/** How relays without enhanced codes say that it is this machine, its login or its sender that they do not take. */
const BLAMES_US = /\brelay|rcpthosts|authenticat|\bsender\b|\bblocked\b|\b5\.7\.\d/i;

function isAboutRecipient(fault: SmtpFault): boolean {
  const { responseCode } = fault;
  if (responseCode === undefined || responseCode < 500 || responseCode > 599 || responseCode === 503) return false;
  const enhanced = /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(fault.response ?? '')?.[1];
  // x.1.7 and x.1.8 blame the sender's address; x.1.y and x.2.y otherwise blame the recipient's mailbox.
  const blamesMailbox = enhanced !== undefined && /^5\.[12]\./.test(enhanced) && !/^5\.1\.[78]$/.test(enhanced);
  if (fault.command === 'RCPT TO') {
    return enhanced === undefined ? responseCode !== 530 && !BLAMES_US.test(fault.response ?? '') : blamesMailbox;
  }
  // Some relays ask the next one about the mailbox only once they have the message.
  return fault.command === 'DATA' && blamesMailbox;
}

/** How relays without an enhanced code, or with 4.7.z, say that they have had enough of us, not of this recipient. */
const HAS_ENOUGH_OF_US = /\btoo (?:many|much|fast)\b|\brate\b|\bclient host\b/i;

function isDeferral({ command, responseCode, response = '' }: SmtpFault): boolean {
  // 421 ends the session (RFC 5321, 3.8): the relay itself is going away.
  if (responseCode === undefined || responseCode < 400 || responseCode > 499 || responseCode === 421) return false;
  const enhanced = /^\d{3}[ -](4\.\d{1,3})\.\d{1,3}\b/.exec(response)?.[1];
  if (enhanced === '4.1' || enhanced === '4.2') return command === 'RCPT TO' || command === 'DATA';
  // x.3.z is the relay's own system.
  if (command !== 'RCPT TO' || enhanced === '4.3') return false;
  return !BLAMES_US.test(response) && !HAS_ENOUGH_OF_US.test(response);
}

const LONGEST = 200;

/**
 * One line for the operator: the step, and what the relay said. Relays repeat what they were given, and so the
 * recipient, any other address, links and token-like runs are taken out.
 */
export function describeFault(fault: SmtpFault, recipient?: string): string {
  const said = fault.response ?? fault.message;
  const step = [fault.code, fault.command].filter((part) => part !== undefined).join(' at ');
  return withoutPersonalData(step === '' ? said : `${step}: ${said}`, recipient).slice(0, LONGEST);
}

function withoutPersonalData(said: string, recipient: string | undefined): string {
  let safe = said.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  if (recipient !== undefined) safe = replaceAny(safe, [recipient, recipient.split('@', 1)[0] ?? '']);
  return safe
    .replace(/\bhttps?:\/\/\S+/gi, '(link)')
    .replace(/[^\s<>()"',;:]+@[^\s<>()"',;]+/g, '(address)')
    .replace(/[\w+/=-]{32,}/g, '(…)');
}

function replaceAny(text: string, needles: readonly string[]): string {
  return needles
    .filter((needle) => needle.length >= 3)
    .reduce((safe, needle) => {
      const pattern = new RegExp(needle.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
      return safe.replace(pattern, '(address)');
    }, text);
}
