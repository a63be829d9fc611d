import type { KerberosSettings } from '../config/application-settings.ts';
import { startDeadline } from '../platform/deadline.ts';
import type { Random } from '../platform/random.ts';
import type { Application, Carried, PasswordNews } from './application.ts';
import type { CheckLine, Refusal } from './directory.ts';
import { blot } from './programs/blot.ts';
import { type Ran, type SignalGroup, runProgram } from './programs/run-program.ts';

export interface KerberosTools {
  readonly random: Random;
  readonly signalGroup: SignalGroup;
}

const KADMIN = '/usr/bin/kadmin';
const KINIT = '/usr/bin/kinit';
/** Without a signal of the caller's, in milliseconds. */
const CHECK_MS = 15_000;
/** What a name may be made of: nothing that stands for something else in a principal, and no option. */
const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
/** `{login}` and its like in the template of a principal. */
const PLACES = /\{(\w+)\}/g;
/** kadmin reads a line of 1024 bytes and forgets the rest of it. */
const MOST_BYTES = 1000;

/**
 * A realm of MIT Kerberos. `kadmin` sets the password with the keys of a keytab; it asks for the password twice, and
 * reads it from its standard input.
 * @see https://web.mit.edu/kerberos/krb5-latest/doc/admin/admin_commands/kadmin_local.html
 */
export function buildKerberos(settings: KerberosSettings, tools: KerberosTools): Application {
  return {
    ...{ name: settings.name, carries: 'password', capacity: settings.capacity },
    deliver: (news, signal) => deliver(settings, news, { ...tools, signal }),
    check: (signal) => check(settings, { ...tools, signal }),
    async [Symbol.asyncDispose]() {
      // Nothing stays open between two passwords.
      await Promise.resolve();
    },
  };
}

interface Running extends KerberosTools {
  readonly signal: AbortSignal;
}

async function deliver(settings: KerberosSettings, news: PasswordNews, running: Running): Promise<Carried> {
  const password = news.password?.reveal();
  if (password === undefined) return { kind: 'refused', reason: 'other', detail: 'no password was handed over' };
  if (/[\0\r\n]/.test(password)) {
    return { kind: 'refused', reason: 'not-allowed', detail: 'kadmin cannot read it: it reads one line' };
  }
  if (Buffer.byteLength(password) > MOST_BYTES) {
    return { kind: 'refused', reason: 'too-long', detail: `kadmin cannot read it: it reads ${MOST_BYTES} bytes` };
  }
  const principal = principalOf(settings, news);
  if (principal === undefined) return { kind: 'waiting', detail: 'no principal can have such a name' };
  using deadline = startDeadline(settings.timeoutMs, running.signal);
  const patient = { ...running, signal: deadline.signal };
  const said = await change(settings, { principal, password }, patient);
  return said === 'reused' ? await verify(settings, { principal, password }, patient) : said;
}

/** `undefined` for a name that could mean another principal, and for the connector's own. */
function principalOf(
  { principal: template, realm, admin }: KerberosSettings,
  news: Pick<PasswordNews, 'login' | 'number' | 'accountId'>,
): string | undefined {
  const values: Readonly<Record<string, string>> = { login: news.login, number: news.number, id: news.accountId };
  const used = Array.from(template.matchAll(PLACES), ([, key = '']) => values[key] ?? '');
  if (!used.every((value) => PLAIN_NAME.test(value))) return undefined;
  const name = template.replaceAll(PLACES, (_, key: string) => values[key] ?? '');
  return name === admin ? undefined : `${name}@${realm}`;
}

interface Wanted {
  readonly principal: string;
  readonly password: string;
}

async function change(
  settings: KerberosSettings,
  { principal, password }: Wanted,
  running: Running,
): Promise<Carried | 'reused'> {
  const input = `${password}\n${password}\n`;
  const ran = await kadmin(settings, { command: ['change_password', principal], input }, running);
  if (ran.kind === 'failed') return { kind: 'later', detail: ran.detail };
  return ran.code === 0 ? { kind: 'done' } : answerOf(saidBy(ran, password), settings);
}

interface Order {
  readonly command: readonly string[];
  readonly input: string;
}

async function kadmin(settings: KerberosSettings, order: Order, { signalGroup, signal }: Running): Promise<Ran> {
  const { keytab, admin, realm } = settings;
  const args = ['-k', '-t', keytab, '-p', `${admin}@${realm}`, '-r', realm, ...order.command];
  const program = { path: KADMIN, args, folder: '/', environment: environmentOf(settings), input: order.input };
  return await runProgram(program, signalGroup, signal);
}

function environmentOf({ config }: KerberosSettings): Readonly<Record<string, string>> {
  return config === undefined ? {} : { KRB5_CONFIG: config };
}

/** What it says, without the prompts and without whom it says it of. */
function saidBy(ran: Extract<Ran, { kind: 'ended' }>, password: string): string {
  const [, said = ran.stderr] = /^(?:change_password|kadmin|kinit): (.*?)(?: while |$)/m.exec(ran.stderr) ?? [];
  return blot(said, password) || `exit ${ran.code}`;
}

/** The words of libkadm5 in English, which `LANG` asks for. */
const REFUSALS: readonly (readonly [RegExp, Refusal])[] = [
  [/Password is too short/, 'too-short'],
  [/in the password dictionary|enough character classes|may not match/, 'quality'],
  [/minimum life has not expired|changed too recently/, 'too-young'],
];

function answerOf(said: string, { admin, realm }: KerberosSettings): Carried | 'reused' {
  if (said.includes('Cannot reuse password')) return 'reused';
  if (said.includes('Principal does not exist')) return { kind: 'waiting', detail: 'no such principal yet' };
  const [, reason] = REFUSALS.find(([words]) => words.test(said)) ?? [];
  if (reason !== undefined) return { kind: 'refused', reason, detail: said };
  if (!/requires .* privilege/.test(said)) return { kind: 'later', detail: said };
  return { kind: 'later', detail: `${said}; kadm5.acl needs: ${admin}@${realm} c *@${realm}` };
}

/** It may be the one that is there already: an earlier try whose answer was lost. */
async function verify(settings: KerberosSettings, wanted: Wanted, running: Running): Promise<Carried> {
  const { principal, password } = wanted;
  const args = ['-c', 'MEMORY:', principal];
  const program = { path: KINIT, args, folder: '/', environment: environmentOf(settings), input: `${password}\n` };
  const ran = await runProgram(program, running.signalGroup, running.signal);
  if (ran.kind === 'failed') return { kind: 'later', detail: ran.detail };
  if (ran.code === 0) return { kind: 'done' };
  const said = saidBy(ran, password);
  if (/Password incorrect|Preauthentication failed/.test(said)) {
    return { kind: 'refused', reason: 'history', detail: 'Cannot reuse password' };
  }
  return { kind: 'later', detail: said };
}

/** Somebody whom nobody knows gets a password: all is tried but the right itself, which the server looks at last. */
async function check(
  settings: KerberosSettings,
  tools: KerberosTools & { readonly signal: AbortSignal | undefined },
): Promise<readonly CheckLine[]> {
  using deadline = startDeadline(Math.min(CHECK_MS, settings.timeoutMs), tools.signal);
  const nobody = `jeton-check-${tools.random.bytes(12).toString('hex')}`;
  const wanted = { principal: `${nobody}@${settings.realm}`, password: `Aa1-${nobody}` };
  const said = await change(settings, wanted, { ...tools, signal: deadline.signal });
  const who = `${settings.admin}@${settings.realm}`;
  if (said !== 'reused' && said.kind === 'waiting') {
    return [{ level: 'ok', what: `${who} reaches the administration server of ${settings.realm}` }];
  }
  const detail = said === 'reused' || said.kind === 'done' ? 'it knows whom nobody knows' : said.detail;
  const mend = 'check the keytab, the krb5.conf, and that krb5-user is installed (docs/connectors.md, kerberos)';
  return [{ level: 'failure', what: `${who} cannot set passwords in ${settings.realm}: ${detail}`, mend }];
}
