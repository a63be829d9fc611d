import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

import { findChromium, findPostgres, findProgram } from '../tests/support/programs.ts';

/** A program, and the Debian package that brings it. */
export interface Need {
  readonly package: string;
  readonly what: string;
  isThere(): boolean;
}

/** What the tests run for real and npm cannot bring. */
const NEEDS: readonly Need[] = [
  { package: 'slapd', what: 'OpenLDAP server', isThere: () => findProgram('slapd') !== undefined },
  { package: 'ldap-utils', what: 'OpenLDAP clients', isThere: () => findProgram('ldapsearch') !== undefined },
  { package: '389-ds-base', what: '389 Directory Server', isThere: () => findProgram('ns-slapd') !== undefined },
  { package: 'libnss3-tools', what: 'its certificates', isThere: () => findProgram('certutil') !== undefined },
  { package: 'postgresql', what: 'PostgreSQL server', isThere: () => findPostgres('postgres') !== undefined },
  { package: 'mariadb-server', what: 'MariaDB server', isThere: () => findProgram('mariadbd') !== undefined },
  { package: 'whois', what: 'mkpasswd (yescrypt)', isThere: () => findProgram('mkpasswd') !== undefined },
  { package: 'dnsmasq-base', what: 'DNS server', isThere: () => findProgram('dnsmasq') !== undefined },
  { package: 'samba-ad-dc', what: 'domain controller', isThere: () => findProgram('samba') !== undefined },
  {
    package: 'samba-ad-provision',
    what: 'files that a domain starts from',
    isThere: () => existsSync('/usr/share/samba/setup/provision.ldif'),
  },
  { package: 'krb5-user', what: 'Kerberos clients', isThere: () => findProgram('kinit') !== undefined },
  { package: 'krb5-kdc', what: 'Kerberos server', isThere: () => findProgram('krb5kdc') !== undefined },
  { package: 'krb5-admin-server', what: 'its administration', isThere: () => findProgram('kadmind') !== undefined },
  { package: 'openssl', what: 'certificates', isThere: () => findProgram('openssl') !== undefined },
  { package: 'chromium-headless-shell', what: 'browser', isThere: () => findChromium() !== undefined },
  {
    package: 'fonts-liberation',
    what: 'fonts for its pictures',
    isThere: () =>
      existsSync('/usr/share/fonts/truetype/liberation') || existsSync('/usr/share/fonts/truetype/liberation2'),
  },
];

const POLICY = '/usr/sbin/policy-rc.d';
const FORBIDDEN = 101;
const INSTALL = ['install', '-y', '--no-install-recommends'];
const QUIET = ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=600'];

/**
 * Sees that the machine has the servers and the browser that the tests use, or these. As root on Debian it installs what is missing;
 * elsewhere it prints what is missing and the command to type. Answers whether the tests can run.
 */
export function prepare(needs: readonly Need[] = NEEDS): boolean {
  return findsItself() && hasPrograms(needs);
}

/** Debian's installer writes it; a machine made without one does not know `localhost`, the name in the tests' certificates. */
const HOSTS = '/etc/hosts';

function findsItself(): boolean {
  if (existsSync(HOSTS)) return true;
  const lines = '127.0.0.1 localhost\n::1 localhost\n';
  if (mayInstall()) {
    writeFileSync(HOSTS, lines);
    console.log(`${HOSTS} was not there; written, so that localhost has an address`);
    return true;
  }
  console.error(`The tests need ${HOSTS}, which this machine does not have; it should say:\n${lines}`);
  return false;
}

function hasPrograms(needs: readonly Need[]): boolean {
  const missing = needs.filter((need) => !need.isThere());
  if (missing.length === 0) return true;
  if (!mayInstall()) {
    explain(missing);
    return false;
  }
  const packages = missing.map((need) => need.package);
  console.log(`Installing: ${packages.join(', ')}`);
  const installed = withoutStartingDaemons(() => apt(['update']) && apt([...INSTALL, ...packages]));
  const still = needs.filter((need) => !need.isThere());
  if (installed && still.length === 0) return true;
  explain(still);
  return false;
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && findProgram('apt-get') !== undefined;
}

function explain(missing: readonly Need[]): void {
  console.error('Programs are needed that this machine does not have:');
  for (const need of missing) console.error(`  ${need.package.padEnd(18)}${need.what}`);
  const packages = missing.map((need) => need.package).join(' ');
  console.error(`On Debian or Ubuntu:\n  sudo apt-get ${INSTALL.join(' ')} ${packages}`);
  console.error('(root on Debian: it is done by itself. Another browser: set CHROMIUM to its path.)');
}

function apt(args: readonly string[]): boolean {
  const started = performance.now();
  process.stdout.write(`  apt-get ${args.join(' ')} … `);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const { status, stdout, stderr, error } = spawnSync('apt-get', [...QUIET, ...args], {
    env: environment,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(status === 0 ? `${seconds} s` : 'failed');
  if (status !== 0) console.error([stdout, stderr, error?.message].join('\n').trim().split('\n').slice(-30).join('\n'));
  return status === 0;
}

/** A package's own slapd must not start: tests start theirs, in their own folders (Debian Policy, 9.3.3: policy-rc.d). */
function withoutStartingDaemons<T>(work: () => T): T {
  if (existsSync(POLICY)) return work();
  writeFileSync(POLICY, `#!/bin/sh\nexit ${FORBIDDEN}\n`, { mode: 0o755 });
  try {
    return work();
  } finally {
    rmSync(POLICY, { force: true });
  }
}
