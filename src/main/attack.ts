import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { openMailFolder } from '../attacks/mail-folder.ts';
import { overRaw } from '../attacks/raw.ts';
import { attackAll, dataOf, linesOfOutcome, summaryOf } from '../attacks/report.ts';
import { Throttled } from '../attacks/row.ts';
import { ROWS } from '../attacks/rows/index.ts';
import type { Scene } from '../attacks/scene.ts';
import { AppError } from '../platform/errors.ts';
import { assertNoMore, readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';

const HELP = `jeton attack: try known attacks against an instance of your own

Usage: jeton attack --url URL --inbox FOLDER --a ADDRESS --b ADDRESS --i-own HOST [--rate 2] [--row N] [--json FILE]

--url URL     the published address of the instance (publicUrl).
--inbox FOLDER
              where mails to both addresses end up, one a file: a Maildir, or a folder that a filter writes them to.
--a, --b      the personal addresses of two test accounts that are nobody's. Their passwords are changed.
--i-own HOST  the host of --url once more, with its port where one is written there: you answer for it, and whoever runs it
              knows. Nothing is sent without.
--rate N      so many requests a second at the most; 2 unless said, 20 at the most.
--row N       this row alone. Otherwise all, but for those that are heavy or need to look inside; docs/attacks.md lists them.
--json FILE   writes the report there as well.

The rows ask for some twenty mails to each account, and for more than limits let one client have. Give the instance, for
the time, limits: { mailsPerAccount: 50/1h, requestsPerClient: 1000/10m, unknownPerClient: 500/1h }, or rows that get no
mail, or the answer 429, are told as not tried. Exit code 0 when everything that was tried held, 1 when something got through.`;

const OPTIONS = {
  url: { type: 'string' },
  inbox: { type: 'string' },
  a: { type: 'string' },
  b: { type: 'string' },
  'i-own': { type: 'string' },
  rate: { type: 'string', default: '2' },
  row: { type: 'string' },
  json: { type: 'string' },
} as const;

/** How long a mail may take to come, in milliseconds. */
const PATIENCE_MS = 60_000;
const FASTEST = 20;

export const attack: Command = {
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    assertNoMore(positionals);
    const url = readUrl(needed('--url', values.url));
    const inbox = openMailFolder(needed('--inbox', values.inbox));
    const [a, b] = [{ address: needed('--a', values.a) }, { address: needed('--b', values.b) }];
    if (values['i-own'] !== url.host) {
      throw new AppError('USAGE', `nothing was sent: say --i-own ${url.host} if ${url.host} is yours to attack`);
    }
    const turn = buildTurns(readRate(values.rate));
    const scene: Scene = {
      ...{ url, origin: url, inbox, a, b, powers: {}, isLive: true, patienceMs: PATIENCE_MS },
      transport: (origin = url) => {
        const send = overRaw(origin);
        return async (request) => {
          await turn();
          const response = await send(request);
          if (response.status === 429)
            throw new Throttled('the instance answers 429: raise its limits for the time, as --help says');
          return response;
        };
      },
    };
    const outcomes = await attackAll(rowsFor(values.row), scene, (outcome) => {
      for (const line of linesOfOutcome(outcome)) terminal.print(line);
    });
    if (values.json !== undefined) await writeFile(values.json, dataOf(outcomes));
    terminal.print(summaryOf(outcomes));
    return outcomes.some(({ verdict }) => verdict.kind === 'broken') ? EXIT.failure : EXIT.done;
  },
};

function needed(option: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  throw new AppError('USAGE', `${option} is missing; \`jeton attack --help\` tells what it is`);
}

function readUrl(written: string): URL {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new AppError('USAGE', `--url ${written} is no web address`);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function readRate(written: string): number {
  const rate = Number(written);
  if (rate > 0 && rate <= FASTEST) return rate;
  throw new AppError('USAGE', `--rate ${written}: write a number of requests a second, ${FASTEST} at the most`);
}

function rowsFor(written: string | undefined): typeof ROWS {
  if (written === undefined) return ROWS;
  const rows = ROWS.filter(({ number }) => String(number) === written);
  if (rows.length > 0) return rows;
  throw new AppError('USAGE', `--row ${written}: there is no such row`);
}

/** Turns that come no faster than so many a second, whoever waits for them. */
function buildTurns(rate: number): () => Promise<void> {
  let next = performance.now();
  return async () => {
    const at = Math.max(next, performance.now());
    next = at + 1000 / rate;
    await pause(Math.max(0, at - performance.now()));
  };
}
