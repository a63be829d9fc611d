import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import { prepare } from '../../scripts/prepare.ts';
import { findFreePort } from '../../tests/support/free-port.ts';
import { findProgram } from '../../tests/support/programs.ts';
import { makeBed } from '../bed.ts';
import { pinned } from '../cores.ts';
import { cpuMsOf } from '../processes.ts';
import { jeton } from '../products/jeton.ts';
import { untilAnswers } from '../products/until-answers.ts';
import { median, short, spread, table } from '../statistics.ts';
import { progress, type Row } from './row.ts';

const run = promisify(execFile);
const FEW_PEOPLE = 300;
const SECONDS = 3;
/** What a browser sends. */
const HEADERS = { 'Accept-Encoding': 'gzip, deflate, br', 'Accept-Language': 'fr-FR,fr;q=0.9,en;q=0.8' };

interface Rate {
  readonly rate: number;
  /** Processor time of the server for each answer, in microseconds. */
  readonly cpuUs: number;
}

/** GETs of the request form, beside a bare `node:http` server that sends as many bytes. */
export const pageRow: Row = async (settings) => {
  if (!prepare([{ package: 'wrk', what: 'load', isThere: () => findProgram('wrk') !== undefined }])) return '';
  await using bed = await makeBed({ ...settings, people: FEW_PEOPLE });
  await using running = await jeton().start(bed);
  const visit = await firstVisit(running.origin);
  await using bare = await startBare(settings.cores.server, visit.bytes);
  const servers = [
    { name: 'bare node:http', pid: bare.pid, url: bare.url, rates: [] as Rate[] },
    { name: 'Jeton', pid: running.pids[0] ?? 0, url: running.origin, rates: [] as Rate[] },
  ];
  for (const { url, pid } of servers) await measureGets(url, pid);
  for (let round = 0; round < settings.rounds; round += 1) {
    for (const { name, url, pid, rates } of servers) {
      progress(`page, round ${round + 1}: ${name}`);
      rates.push(await measureGets(url, pid));
    }
  }
  const floor = servers[0]?.rates ?? [];
  const rows = servers.map(({ name, rates }) => [
    name,
    spread(rates.map(({ rate }) => rate)),
    spread(rates.map(({ cpuUs }) => cpuUs)),
    short(median(rates.map(({ rate }, round) => rate / (floor[round]?.rate ?? Number.NaN)))),
  ]);
  const said = `A first visit: ${visit.requests} request, ${visit.bytes} bytes of content (Brotli).`;
  return `## The form, 16 connections\n\n${table(['what', 'requests/s', 'CPU µs', 'to the bare server'], rows)}\n\n${said}\n`;
};

async function measureGets(url: URL, pid: number): Promise<Rate> {
  const headers = Object.entries(HEADERS).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const before = cpuMsOf([pid]);
  const { stdout } = await run('wrk', ['-t1', '-c16', `-d${SECONDS}s`, ...headers, url.href]);
  if (stdout.includes('Non-2xx')) throw new Error(stdout);
  const answers = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    cpuUs: ((cpuMsOf([pid]) - before) * 1000) / answers,
  };
}

/** What a browser fetches to show the page, style and icon included. */
async function firstVisit(url: URL): Promise<{ readonly requests: number; readonly bytes: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  request(url, { headers: { ...HEADERS, 'Accept-Encoding': 'br' } }, (response) => {
    buffer(response).then(resolve, reject);
  }).end();
  const content = await promise;
  const fetched = brotliDecompressSync(content)
    .toString()
    .match(/<(?:link|script|img)\b[^>]*(?:href|src)="\/[^"]*"/g);
  return { requests: 1 + (fetched?.length ?? 0), bytes: content.length };
}

async function startBare(cores: string, bytes: number): Promise<AsyncDisposable & { pid: number; url: URL }> {
  const port = await findFreePort();
  const script = `const body = Buffer.alloc(${bytes}, 'x');
require('node:http').createServer((request, response) => {
  response.setHeader('Content-Type', 'text/html');
  response.end(body);
}).listen(${port}, '127.0.0.1');`;
  const [program, ...args] = pinned(cores, [process.execPath, '-e', script]);
  const child = spawn(program, args, { stdio: 'ignore' });
  const url = new URL(`http://127.0.0.1:${port}/`);
  await untilAnswers(url);
  return {
    pid: child.pid ?? 0,
    url,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}
