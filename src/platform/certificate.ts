import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type Socket, connect, isIP } from 'node:net';
import { type TLSSocket, connect as connectTls } from 'node:tls';

/** A server that speaks TLS, at once or after a word in clear. */
export interface TlsPlace {
  readonly host: string;
  readonly port: number;
  /** PEM text of the authority, when it is not a public one. */
  readonly ca: string | undefined;
  /** Brings the connection to where TLS may begin (STARTTLS, SSLRequest); without one it begins at once. */
  readonly upgrade?: (socket: Socket, signal: AbortSignal) => Promise<unknown>;
}

/** What a server shows of itself. */
export interface SeenCertificate {
  /** Why it would not be trusted, as Node names it (`CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID`). */
  readonly fault: string | undefined;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  /** Whom it is made out to: `DNS:ldap.univ.example`. */
  readonly names: readonly string[];
  /** Who signed it. */
  readonly issuer: string;
  /** SHA-256 of the topmost certificate that the server sent, in hexadecimal pairs. */
  readonly fingerprint: string;
  /** The topmost certificate that the server sent, PEM; undefined when it did not sign itself, and so is no authority. */
  readonly authority: string | undefined;
}

/**
 * Connects and looks at the certificate, trusted or not. Nothing but the upgrade is said over the connection, which is
 * closed again: what is learned here is for a person to judge, and never for a password to rely on.
 * @throws what the network or TLS says, or the signal's reason
 */
export async function lookAtCertificate(place: TlsPlace, signal: AbortSignal): Promise<SeenCertificate> {
  const { host, port, ca, upgrade } = place;
  const plain = connect({ host, port }).on('error', () => undefined);
  try {
    await once(plain, 'connect', { signal });
    await upgrade?.(plain, signal);
    const secure = connectTls({
      ...{ socket: plain, host, minVersion: 'TLSv1.2' as const, rejectUnauthorized: false },
      // RFC 6066 knows names only; an address is still compared, with `host`.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(ca === undefined ? {} : { ca }),
    }).on('error', () => undefined);
    await once(secure, 'secureConnect', { signal });
    return describe(secure);
  } finally {
    plain.destroy();
  }
}

function describe(socket: TLSSocket): SeenCertificate {
  const peer = socket.getPeerCertificate(true);
  const leaf = new X509Certificate(peer.raw);
  const top = topmost(peer);
  return {
    // The types say `Error`; Node gives its code.
    fault: socket.authorized ? undefined : String(socket.authorizationError),
    endsAt: leaf.validToDate.getTime(),
    names: leaf.subjectAltName?.split(', ') ?? [],
    issuer: oneLine(leaf.issuer),
    fingerprint: top.fingerprint256,
    authority: top.checkIssued(top) ? top.toString() : undefined,
  };
}

/** The longest chain that anybody means to send. */
const MOST_CERTIFICATES = 10;

/** A chain without its root ends with a certificate that has no issuer here, whatever Node's types say. */
interface Link {
  readonly raw: Buffer;
  readonly issuerCertificate?: Link;
}

function topmost(peer: Link): X509Certificate {
  let top = peer;
  for (let step = 0; step < MOST_CERTIFICATES; step += 1) {
    const issuer = top.issuerCertificate;
    if (issuer === undefined || issuer.raw.equals(top.raw)) break;
    top = issuer;
  }
  return new X509Certificate(top.raw);
}

function oneLine(name: string): string {
  return name.split('\n').toReversed().join(', ');
}
