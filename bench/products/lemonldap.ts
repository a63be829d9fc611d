import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Need, prepare } from '../../scripts/prepare.ts';
import { findFreePort } from '../../tests/support/free-port.ts';
import { findProgram } from '../../tests/support/programs.ts';
import type { Bed } from '../bed.ts';
import { pinned } from '../cores.ts';
import { nginxSettings, portalSettings } from './lemonldap-settings.ts';
import { lemonldapSteps } from './lemonldap-steps.ts';
import type { Product, RunningProduct } from './product.ts';
import { untilAnswers } from './until-answers.ts';

const SHIPPED = '/var/lib/lemonldap-ng/conf/lmConf-1.json';
const INI = '/etc/lemonldap-ng/lemonldap-ng.ini';
const PORTAL = '/etc/lemonldap-ng/portal-nginx.conf';
/** Debian's default. */
const WORKERS = '7';

/** What the portal needs on Debian, its mails and its pictures included: a package, and the Perl module that shows it. */
const MODULES = [
  ['liblemonldap-ng-portal-perl', 'Lemonldap::NG::Portal'],
  ['libnet-ldap-perl', 'Net::LDAP'],
  ['libstring-random-perl', 'String::Random'],
  ['libemail-sender-perl', 'Email::Sender'],
  ['libmime-tools-perl', 'MIME::Entity'],
  ['libio-socket-timeout-perl', 'IO::Socket::Timeout'],
  ['libunicode-string-perl', 'Unicode::String'],
  ['libgd-securityimage-perl', 'GD::SecurityImage'],
  ['libimage-magick-perl', 'Image::Magick'],
] as const;
const NEEDS: readonly Need[] = [
  { package: 'nginx-light', what: 'web server', isThere: () => findProgram('nginx') !== undefined },
  {
    package: 'lemonldap-ng-fastcgi-server',
    what: 'LemonLDAP::NG',
    isThere: () => findProgram('llng-fastcgi-server') !== undefined,
  },
  ...MODULES.map(([name, module]) => ({ package: name, what: module, isThere: () => hasModule(module) })),
];

function hasModule(name: string): boolean {
  try {
    execFileSync('perl', [`-M${name}`, '-e', '1'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Whether the peer can run here; root on Debian has it installed. */
export function hasLemonldap(): boolean {
  return prepare(NEEDS);
}

/** The portal of LemonLDAP::NG as Debian packages it, behind nginx. */
export function lemonldap(): Product {
  return { name: 'LemonLDAP::NG', mailsPerCycle: 2, start };
}

async function start(bed: Bed): Promise<RunningProduct> {
  const folder = await mkdtemp(join(bed.folder.path, 'lemonldap-'));
  const places = { folder, port: await findFreePort() };
  await writeSettings(bed, places);
  const log = await open(join(folder, 'log'), 'w');
  const run = (command: readonly string[], environment: Record<string, string> = {}): ChildProcess => {
    const [program, ...args] = pinned(bed.cores.server, command);
    return spawn(program, args, {
      cwd: '/',
      env: { ...process.env, ...environment },
      stdio: ['ignore', log.fd, log.fd],
    });
  };
  const began = performance.now();
  const user = ['-u', 'www-data', '-g', 'www-data'];
  const sockets = ['-s', `${folder}/llng.sock`, '-p', `${folder}/llng.pid`, '-n', WORKERS];
  const portal = run(['llng-fastcgi-server', '--foreground', ...user, ...sockets], {
    LLNG_DEFAULTCONFFILE: `${folder}/lemonldap-ng.ini`,
    LLNG_DEFAULTLOGGER: 'Lemonldap::NG::Common::Logger::Std',
  });
  const nginx = run(['nginx', '-c', `${folder}/nginx.conf`]);
  await log.close();
  const stop = async (): Promise<void> => {
    await Promise.all([end(portal), end(nginx)]);
  };
  const origin = new URL(`http://127.0.0.1:${places.port}/resetpwd`);
  try {
    await untilAnswers(origin);
  } catch (error) {
    await stop();
    const said = await readFile(join(folder, 'log'), 'utf8');
    throw new Error(`LemonLDAP::NG does not answer: ${said.match(/.*error.*/g)?.[0] ?? ''}`, { cause: error });
  }
  return {
    origin,
    startMs: performance.now() - began,
    pids: [portal.pid ?? 0, nginx.pid ?? 0],
    steps: lemonldapSteps(),
    [Symbol.asyncDispose]: stop,
  };
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

async function writeSettings(bed: Bed, places: { readonly folder: string; readonly port: number }): Promise<void> {
  const { folder } = places;
  for (const name of ['conf', 'cache', 'sessions/lock', 'persistent/lock']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  const shipped = JSON.parse(await readFile(SHIPPED, 'utf8')) as object;
  const settings = portalSettings(shipped, bed, places);
  await writeFile(join(folder, 'conf/lmConf-1.json'), JSON.stringify(settings));
  const ini = (await readFile(INI, 'utf8'))
    .replaceAll('/var/lib/lemonldap-ng/conf', `${folder}/conf`)
    .replaceAll('/var/lib/lemonldap-ng/cache', `${folder}/cache`)
    .replace(/^checkTime = 1$/m, 'checkTime = 600');
  await writeFile(join(folder, 'lemonldap-ng.ini'), ini);
  await writeFile(join(folder, 'nginx.conf'), nginxSettings(await readFile(PORTAL, 'utf8'), places));
  // It gives its rights up before it reads all this.
  await chmod(bed.folder.path, 0o711);
  execFileSync('chown', ['-R', 'www-data:', folder]);
}
