import type { ServiceAnswers } from './ask-service.ts';
import type { DirectoryAnswers } from './meet-directory.ts';

/** Where secrets go, from the settings file's folder. */
export const FILES = {
  keys: './secrets/jeton.keys',
  bindPassword: './secrets/ldap.password',
  authority: './secrets/ldap-ca.pem',
  relayPassword: './secrets/smtp.password',
} as const;

export interface Answers {
  readonly service: ServiceAnswers;
  readonly directory: DirectoryAnswers;
}

/** What needs no quotes, neither in a line of its own nor between braces. */
const PLAIN = /^(?!(?:true|false|null|yes|no|on|off)$)\p{L}[\p{L}\p{N}_.@-]*$/iu;

/** A value as YAML writes it: JSON's quotes are YAML's (YAML 1.2, 1.3). */
function q(value: string): string {
  return PLAIN.test(value) ? value : JSON.stringify(value);
}

function list(values: readonly string[]): string {
  return `[${values.map(q).join(', ')}]`;
}

/**
 * The settings file, with a word on each setting. Pure; holds no secret.
 * @param now milliseconds since the epoch
 */
export function composeSettings({ service, directory }: Answers, now: number): string {
  return `# Settings of Jeton, written by \`jeton init\`. Every setting: docs/settings.md. Try them with \`jeton check\`.
# Durations are written 90s, 10m, 12h; a secret is { file: PATH } or { env: NAME }, never itself.
# Relative paths start from the folder of this file.

${placeLines(service)}

institution: # as pages and mails name it
  name: ${q(service.institution)}
  support: { email: ${q(service.support)} } # on every page
  privacy: { contact: ${q(service.privacy)} } # add notice: https://… for your full notice, which ours links to
  accessibility: { status: none, established: ${new Date(now).toISOString().slice(0, 10)} } # until an audit says otherwise

languages: { default: fr, offered: [fr, en] }
timeZone: Europe/Paris

ledger: sqlite:./data/jeton.db # on a local disk; PostgreSQL for several machines
keys: { file: ${FILES.keys} } # seal what is under way; keep a copy apart from the ledger's backups

jeton: { lifetime: 12h } # how long a mailed link is good
promise: 1h # within how long a password works everywhere
unknownAddress: tell # says when no account has an address; conceal: answers alike
policy: { profile: procedure } # or nist, cnil-1, anssi…; \`jeton check\` names what it does not follow

${mailLines(service)}

${directoryLines(directory)}

applications: [] # every other system that must have the password: docs/connectors.md

# A test account, nobody's own, on which \`jeton check\` tries to set a password; it puts the old one back.
# check:
#   account: '28799999'
#   password: { file: ./secrets/test.password }
`;
}

function placeLines({ publicUrl }: ServiceAnswers): string {
  const first = `publicUrl: ${q(publicUrl.href)} # every mailed link starts with this`;
  const port = publicUrl.protocol === 'https:' || publicUrl.port === '' ? '8080' : publicUrl.port;
  const listen = `listen: { host: 127.0.0.1, port: ${port} }`;
  const management = 'management: { host: 127.0.0.1, port: 9090 } # health and metrics; never public';
  if (publicUrl.protocol !== 'https:') {
    const trial =
      '# A trial on this machine. For people: an https:// address, behind a reverse proxy (docs/operations.md).';
    return [
      trial,
      first,
      listen,
      management,
      '# trustedProxies: [127.0.0.1/32, "::1/128"] # whose X-Forwarded-For is believed',
    ].join('\n');
  }
  const proxies =
    'trustedProxies: [127.0.0.1/32, "::1/128"] # whose X-Forwarded-For is believed: the reverse proxy here';
  return [first, `${listen} # where the reverse proxy finds Jeton`, management, proxies].join('\n');
}

function mailLines({ institution, from, relay }: ServiceAnswers): string {
  const port = relay.port === undefined ? '' : `, port: ${relay.port}`;
  const login =
    relay.login === undefined ? '' : `, user: ${q(relay.login.user)}, password: { file: ${FILES.relayPassword} }`;
  return `mail:
  from: { name: ${q(institution)}, address: ${q(from)} }
  smtp: { host: ${q(relay.host)}${port}, tls: ${relay.tls}${login} } # starttls, tls, or none on this machine
  # Unless the relay signs: dkim: { domain: …, selector: jeton, key: { file: ./secrets/dkim.pem } }`;
}

function directoryLines({ server, product, bindDn, base, attributes }: DirectoryAnswers): string {
  const { addresses, notify, id, number, login, name, language } = attributes;
  const account = { id, number, login, name, language };
  const pairs = Object.entries(account).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${q(value)}`]));
  return `directory: # the authority: ${product}
  type: ${product === 'Active Directory' ? 'active-directory' : 'ldap'}
  urls: [${q(server.url)}] # further servers of the same tree come after it
${tlsLine(server.tls)}  bind: { dn: ${q(bindDn)}, password: { file: ${FILES.bindPassword} } }
  base: ${q(base)}
  addresses: ${list(addresses)} # where the personal address stands: the way in
  notify: ${list(notify)} # told of a change, and no way in
  account: { ${pairs.join(', ')} }
  # eligible: '(objectClass=person)' # a further filter that accounts must meet`;
}

function tlsLine({ mode, ca }: DirectoryAnswers['server']['tls']): string {
  if (mode === 'none') return '  tls: none # in clear, on this machine\n';
  const parts = [
    ...(mode === 'starttls' ? ['startTls: true'] : []),
    ...(ca === undefined ? [] : [`ca: ${FILES.authority}`]),
  ];
  return parts.length === 0 ? '' : `  tls: { ${parts.join(', ')} }\n`;
}
