import { FilterParser } from 'ldapts';
import { z } from 'zod';
import type { Secret } from '../../platform/secret.ts';
import { type Surroundings, certificates, secret } from '../files.ts';
import { duration, expected, leaf, matching } from '../leaves.ts';
import { type Contradiction, mapping } from '../mapping.ts';
import { type Reading, fault, ok } from '../reading.ts';
import type { LdapTls } from '../ldap-tls.ts';

/** RFC 4514 in outline: it begins with a type and a value. */
const DN = /^(?:[a-z][a-z\d-]*|\d+(?:\.\d+)+)\s*=\s*[^\s,]/i;
/** RFC 4512, 2.5: a name or a numeric OID, and options. */
const ATTRIBUTE = /^(?:[a-z][a-z\d-]*|\d+(?:\.\d+)+)(?:;[a-z\d-]+)*$/i;

export const dn: z.ZodType<string> = matching(DN, 'a distinguished name such as ou=people,dc=univ,dc=example');
export const attribute: z.ZodType<string> = matching(ATTRIBUTE, 'an LDAP attribute such as supannMailPerso');

/** @see https://www.rfc-editor.org/rfc/rfc4515 */
export const filter: z.ZodType<string> = leaf({
  what: "an LDAP filter such as '(!(supannRessourceEtat={COMPTE}I))'",
  title: 'LDAP filter',
  read: readFilter,
});

function readFilter(written: string): Reading<string> {
  try {
    FilterParser.parseString(written);
    if (isOneParenthesis(written)) return ok(written);
  } catch {
    // Said below: the parser's own words would repeat the filter.
  }
  return fault("is no LDAP filter; write one in parentheses, such as '(!(supannRessourceEtat={COMPTE}I))'");
}

/** The parser overlooks parentheses that are left open. In values they are written `\\28` and `\\29`, so all of them count. */
function isOneParenthesis(written: string): boolean {
  let depth = 0;
  for (const [index, character] of Array.from(written).entries()) {
    if (index > 0 && depth === 0) return false;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
  }
  return depth === 0;
}

/** How long an LDAP server may take to answer. */
export function timeout(): z.ZodType<number> {
  return duration({ least: 100, most: 60_000 });
}

export interface LdapBind {
  readonly dn: string;
  readonly password: Secret;
}

/** @param bindName how the service account may be named */
export function bindSection(surroundings: Surroundings, bindName = dn): z.ZodType<LdapBind> {
  return mapping({
    dn: bindName.describe('Distinguished name of the service account.'),
    password: secret(surroundings).describe('Its password.'),
  });
}

/** `tls` as it is written: `none`, or what to do and whom to trust. */
export type WrittenTls = 'none' | WrittenProtection;
export interface WrittenProtection {
  readonly startTls: boolean;
  readonly ca: string | undefined;
}

export function tlsSection(surroundings: Surroundings): z.ZodType<WrittenTls> {
  return z
    .union([z.literal('none'), protectionSection(surroundings)], {
      error: expected('{ ca: PATH }, { startTls: true } or `none`'),
    })
    .meta({ title: 'mapping | none' });
}

/** `tls` where nothing is ever sent in clear. */
export function protectionSection(surroundings: Surroundings): z.ZodType<WrittenProtection> {
  return mapping({
    startTls: z
      .boolean({ error: expected('true or false') })
      .prefault(false)
      .meta({ title: 'true | false' })
      .describe('Upgrades an ldap:// connection before anything is sent over it, or gives it up.'),
    ca: certificates(surroundings)
      .optional()
      .describe('Authority that signed the servers’ certificates, when it is not a public one.'),
  }).transform(({ startTls, ca }) => ({ startTls, ca }));
}

const SECURE = 'ldaps://';

/** What `tls` comes to with these URLs, once `tlsContradictions` finds nothing. */
export function tlsOf(urls: readonly string[], tls: WrittenTls | undefined): LdapTls {
  if (tls === 'none') return { mode: 'none', ca: undefined };
  return { mode: urls.every((url) => url.startsWith(SECURE)) ? 'ldaps' : 'starttls', ca: tls?.ca };
}

interface WrittenConnection {
  readonly urls: readonly string[];
  readonly tls: WrittenTls | undefined;
  /** Where the URLs stand. */
  readonly field: 'urls' | 'url';
  /** Whether the server takes passwords in clear, if the settings say so. It does unless said. */
  readonly mayBePlain?: boolean;
}

/** Where URLs and `tls` contradict each other. */
export function tlsContradictions(written: WrittenConnection): readonly Contradiction[] {
  const { urls, tls, field, mayBePlain = true } = written;
  const secure = urls.filter((url) => url.startsWith(SECURE)).length;
  if (secure > 0 && secure < urls.length) {
    return [{ path: [field], fault: 'mixes ldap:// and ldaps://; write all of them alike' }];
  }
  const fault = secure > 0 ? faultOfSecure(tls) : faultOfPlain(tls, mayBePlain);
  return fault === undefined ? [] : [{ path: [tls === undefined ? field : 'tls'], fault }];
}

function faultOfSecure(tls: WrittenTls | undefined): string | undefined {
  if (tls === 'none')
    return 'is `none` with ldaps://, which is always encrypted; write ldap://, or take `tls: none` out';
  if (tls?.startTls !== true) return undefined;
  return 'asks for startTls with ldaps://, which is encrypted already; write ldap://, or take startTls out';
}

function faultOfPlain(tls: WrittenTls | undefined, mayBePlain: boolean): string | undefined {
  if (tls === 'none' || tls?.startTls === true) return undefined;
  if (!mayBePlain) return 'leaves ldap:// in clear; write ldaps://, or `tls: { startTls: true }`';
  return 'leaves ldap:// in clear; write ldaps://, or `tls: { startTls: true }`, or `tls: none` to send passwords in clear';
}
