import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Resolver } from 'node:dns/promises';
import { findFreePort } from './free-port.ts';
import { findProgram } from './programs.ts';
import { until } from './until.ts';

export interface TestDns extends AsyncDisposable {
  /** As settings name it. */
  readonly server: string;
}

/** What nobody looks up but whoever waits for the server. */
const THERE = 'there.example';
/** The longest piece of a text record (RFC 1035, 3.3). */
const PIECES = /.{1,255}/g;

/** Addresses of hosts, and which of them take mail for a name. */
export interface Hosts {
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
  readonly exchangers?: Readonly<Record<string, string>>;
}

/** Starts a real DNS server (dnsmasq) that knows these records, and under `example` and `test` no other name. */
export async function startDns(
  records: Readonly<Record<string, string | readonly string[]>>,
  { addresses = {}, exchangers = {} }: Hosts = {},
): Promise<TestDns> {
  const port = await findFreePort();
  const texts = Object.entries({ ...records, [THERE]: 'yes' }).flatMap(([name, held]) =>
    [held].flat().map((text) => `txt-record=${name},${(text.match(PIECES) ?? ['']).map(quote).join(',')}`),
  );
  const hosts = Object.entries(addresses).map(([name, held]) => `host-record=${[name, ...held].join(',')}`);
  const mail = Object.entries(exchangers).map(([name, host]) => `mx-host=${name},${host},10`);
  const own = ['no-resolv', 'no-hosts', 'bind-interfaces', 'listen-address=127.0.0.1', 'pid-file', `port=${port}`];
  const options = ['--keep-in-foreground', '--user=', '--conf-file=-'];
  const child = spawn(findProgram('dnsmasq') ?? 'dnsmasq', options, { stdio: ['pipe', 'ignore', 'pipe'] });
  child.stdin
    .on('error', () => undefined)
    .end([...own, 'local=/example/', 'local=/test/', ...texts, ...hosts, ...mail, ''].join('\n'));
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = once(child, 'close');
  const server = `127.0.0.1:${port}`;
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([server]);
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`dnsmasq did not start: ${complaint}`);
      return (await resolver.resolveTxt(THERE).catch(() => [])).length > 0 || undefined;
    },
    { missing: 'the DNS server does not answer' },
  );
  return {
    server,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}

/** A comma would begin another piece. */
function quote(text: string): string {
  return `"${text}"`;
}
