import type { SeenCertificate } from '../platform/certificate.ts';
import type { CheckLine } from './directory.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A renewal takes a request, somebody's signature and a restart. */
const WARNING_DAYS = 30;
/** Not even a week-end. */
const FAILURE_DAYS = 3;
/** A certificate may be made out to hundreds of names. */
const NAMES_SHOWN = 5;

/** How long a certificate that is trusted will be. @param now milliseconds since the epoch, as is `endsAt` */
export function judgeEnd(where: string, endsAt: number, now: number): CheckLine {
  const days = Math.floor((endsAt - now) / DAY_MS);
  if (days < 0) return expired(where, endsAt);
  const what = `${where}: certificate trusted, ${days} days left`;
  if (days >= WARNING_DAYS) return { level: 'ok', what };
  const level = days < FAILURE_DAYS ? 'failure' : 'warning';
  return { level, what, mend: 'Renew the server’s certificate before it ends.' };
}

function expired(where: string, endsAt: number): CheckLine {
  const what = `${where}: its certificate ended on ${new Date(endsAt).toISOString().slice(0, 10)}`;
  return { level: 'failure', what, mend: 'Renew the server’s certificate.' };
}

/** Where a server stands, and which setting names its authority. */
export interface CertificatePlace {
  readonly where: string;
  readonly host: string;
  /** `mail.smtp.ca`; undefined where no setting does. */
  readonly setting: string | undefined;
}

/** What there is to say of a certificate, trusted or not. */
export function judgeCertificate(place: CertificatePlace, seen: SeenCertificate, now: number): CheckLine {
  const { where, host, setting } = place;
  switch (seen.fault) {
    case undefined:
      return judgeEnd(where, seen.endsAt, now);
    case 'CERT_HAS_EXPIRED':
      return expired(where, seen.endsAt);
    case 'ERR_TLS_CERT_ALTNAME_INVALID': {
      const names = seen.names.slice(0, NAMES_SHOWN).join(', ');
      const what = `${where}: its certificate is made out to ${names === '' ? 'no name' : names}, not to ${host}`;
      return { level: 'failure', what, mend: 'Use a name that it is made out to, or have one made out to this name.' };
    }
    default: {
      const what = `${where}: its certificate is signed by ${seen.issuer}, which is not trusted here (${seen.fault})`;
      const chain = 'have the server send its whole chain';
      const mend = setting === undefined ? `${chain}.` : `give the authority in ${setting}, or ${chain}.`;
      return { level: 'failure', what, mend: mend.replace(/^./, (first) => first.toUpperCase()) };
    }
  }
}
