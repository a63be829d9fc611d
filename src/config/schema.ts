import type { z } from 'zod';
import { overlap } from './networks.ts';
import type { Surroundings } from './files.ts';
import { LATER } from './later.ts';
import { cidr, duration, oneOf, publicUrl, timeZone } from './leaves.ts';
import { type Contradiction, judge, listOf, mapping } from './mapping.ts';
import { auditSection } from './sections/audit.ts';
import { applicationsSection, type WrittenApplication } from './sections/applications/index.ts';
import { checkSection } from './sections/check.ts';
import { directorySection } from './sections/directory.ts';
import { institutionSection } from './sections/institution.ts';
import { limitsSection } from './sections/limits.ts';
import { ledgerSection } from './sections/ledger.ts';
import { mailSection } from './sections/mail.ts';
import { policySection } from './sections/policy.ts';
import { retentionSection } from './sections/retention.ts';
import { keysSection, languagesSection, listenSection } from './sections/service.ts';
import type { ApplicationSettings } from './application-settings.ts';
import type { DirectorySettings, Listen, Settings } from './settings.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function jetonSection(): z.ZodType<{ readonly lifetime: number }> {
  return mapping({
    lifetime: duration({ least: 10 * MINUTE, most: DAY })
      .prefault('12h')
      .describe('How long a mailed link is good.'),
  });
}

/**
 * The settings file, as it is written, to `Settings`. The one source of what is understood, of the JSON Schema for editors
 * and of the settings reference. It reads the files it names, so parse it with `safeParseAsync`.
 * @param carries false for a process that has no use for the secrets of `mail` and `applications`
 */
export function buildSchema(surroundings: Surroundings, { carries = true } = {}): z.ZodType<Settings> {
  const outward: Surroundings = { ...surroundings, unread: !carries };
  return mapping(
    {
      publicUrl: publicUrl.describe(
        'Every mailed link starts with this, whatever the Host header says. https://, or http:// on a loopback host. Jeton may stand under a path.',
      ),
      listen: listenSection(8080)
        .prefault({})
        .describe('Where people’s requests arrive, usually from a reverse proxy.'),
      management: listenSection(9090).prefault({}).describe('Where health and metrics are asked for; never public.'),
      trustedProxies: listOf(cidr, 'networks such as [127.0.0.1/32]')
        .prefault([])
        .describe(
          'Networks of the reverse proxies whose X-Forwarded-For is believed; without it, limits count the proxy as one client.',
        ),
      institution: institutionSection(surroundings).describe('Who runs this service, as pages and mails name it.'),
      languages: languagesSection().prefault({}).describe('Languages of pages and mails.'),
      timeZone: timeZone.prefault('Europe/Paris').describe('Clock times on pages and in mails are given in it.'),
      ledger: ledgerSection(surroundings)
        .prefault('sqlite:./data/jeton.db')
        .describe(
          'The durable record of resets, deliveries and events: a file on a local disk, or a database of PostgreSQL for several machines.',
        ),
      keys: keysSection(surroundings).describe('The keys that seal passwords under way.'),
      jeton: jetonSection().prefault({}).describe('The mailed link.'),
      promise: duration({ least: MINUTE, most: DAY })
        .prefault('1h')
        .describe('Within how long a new password works everywhere; pages and mails say so.'),
      unknownAddress: oneOf(['tell', 'conceal'])
        .prefault('tell')
        .describe('`tell`: an address without an account is answered so. `conceal`: both are answered alike.'),
      policy: policySection(surroundings).prefault({}).describe('What a password must be.'),
      limits: limitsSection()
        .prefault({})
        .describe('How often what may be asked; `off` for measurements on a closed network.'),
      mail: mailSection(outward).describe('How mails are sent.'),
      directory: directorySection(surroundings).describe(
        'The authority: where people are looked up and where the new password is set first.',
      ),
      applications: applicationsSection(outward)
        .prefault([])
        .describe('Every other system that must have the new password within the promise.'),
      audit: auditSection(surroundings).prefault({}).describe('The audit trail, besides the ledger.'),
      retention: retentionSection().prefault({}).describe('For how long what is kept.'),
      check: checkSection(surroundings).prefault({}).describe('What `jeton check` needs to try everything.'),
    },
    LATER.settings,
  )
    .superRefine(...judge(['listen', 'management'], listenContradictions))
    .superRefine(...judge(['directory', 'applications'], replicaContradictions))
    .superRefine(...judge(['ledger', 'directory'], fileContradictions))
    .transform(
      ({ institution: { logo, ...institution }, timeZone: zone, keys, jeton, promise, policy, ...written }) => ({
        ...written,
        ...policy,
        institution: { ...institution, timeZone: zone },
        logo,
        keysFile: keys.file,
        publicKeysFile: keys.publicFile,
        lifetimeMs: jeton.lifetime,
        promiseMs: promise,
        applications: written.applications.map((application) => settleApplication(application, written.directory)),
      }),
    );
}

interface Listens {
  readonly listen: Listen;
  readonly management: Listen;
}

function listenContradictions({ listen, management }: Listens): readonly Contradiction[] {
  if (listen.port !== management.port || !overlap(listen.host, management.host)) return [];
  return [{ path: ['management'], fault: 'is the same address and port as `listen`; choose another port' }];
}

interface Databases {
  readonly ledger: Settings['ledger'];
  readonly directory: DirectorySettings;
}

/** Both are databases, with tables of their own. */
function fileContradictions({ ledger, directory }: Databases): readonly Contradiction[] {
  if (directory.type !== 'embedded' || ledger.engine !== 'sqlite' || directory.file !== ledger.path) return [];
  return [{ path: ['directory', 'file'], fault: 'is the file of the ledger; choose another one' }];
}

interface Systems {
  readonly directory: DirectorySettings;
  readonly applications: readonly WrittenApplication[];
}

/** A replica is a copy of an LDAP directory; an embedded one has none. */
function replicaContradictions({ directory, applications }: Systems): readonly Contradiction[] {
  if (directory.type === 'ldap') return [];
  return applications.flatMap((application, index) => {
    if (application.type !== 'ldap-replica') return [];
    const path = ['applications', index, 'type'];
    return [{ path, fault: `is a copy of an LDAP directory, and \`directory.type\` is ${directory.type}` }];
  });
}

/** A replica that says nothing of TLS trusts the directory's authority. */
function settleApplication(application: WrittenApplication, directory: DirectorySettings): ApplicationSettings {
  if (application.type !== 'ldap-replica') return application;
  const { writesTls, ...replica } = application;
  if (writesTls || directory.type !== 'ldap') return replica;
  return { ...replica, tls: { ...replica.tls, ca: directory.tls.ca } };
}
