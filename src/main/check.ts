import { stat } from 'node:fs/promises';
import { loadSettings } from '../config/load-settings.ts';
import type { Settings } from '../config/settings.ts';
import { countDeliveries } from '../ledger/deliveries.ts';
import { openLedger } from '../ledger/ledger.ts';
import { systemClock } from '../platform/clock.ts';
import { messageOf } from '../platform/errors.ts';
import { readKeys } from '../platform/keys.ts';
import { systemRandom } from '../platform/random.ts';
import { deviations } from '../policy/deviations.ts';
import type { CheckLine } from '../systems/directory.ts';
import { CONFIG_OPTION, assertNoMore, readArguments } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { openSystems } from './systems.ts';

const HELP = `jeton check: try everything that the service needs

Usage: jeton check [--config jeton.yaml]

Loads the settings, then tries the keys, the ledger, the directory, the mail relay and each application for real, and
prints a line for each, with what to do where something is wrong. Sends no mail and sets no password.
Exit code 0 when the service can work (warnings included), 1 when something failed, 3 when the settings have faults.`;

const MARKS = { ok: 'ok   ', warning: 'WARN ', failure: 'FAIL ' } as const;

/** Others than the owner may read it. */
const READABLE_BY_OTHERS = 0o077;

type Section = readonly [title: string, lines: readonly CheckLine[]];

async function checkKeys(file: string): Promise<readonly CheckLine[]> {
  try {
    const { seal } = await readKeys(file);
    const { mode } = await stat(file);
    const open = (mode & READABLE_BY_OTHERS) !== 0;
    const what = `${file}: sealing key ${seal[0].id}, ${seal.length - 1} older`;
    if (!open) return [{ level: 'ok', what }];
    return [{ level: 'warning', what: `${file} can be read by others than its owner`, mend: `chmod 600 ${file}` }];
  } catch (thrown) {
    return [{ level: 'failure', what: messageOf(thrown), mend: 'make one with `jeton keys new`, or restore it' }];
  }
}

/** How much is under way: contents lie sealed only as long as their deliveries do. */
function describeUnderWay({ states, sealed }: Awaited<ReturnType<typeof countDeliveries>>): string {
  const underWay = states.filter(({ state }) => state === 'held' || state === 'due');
  const deliveries = underWay.reduce((sum, { count }) => sum + count, 0);
  return `${sealed} sealed contents, ${deliveries} deliveries under way`;
}

async function checkLedger({ ledger }: Settings): Promise<readonly CheckLine[]> {
  try {
    await using opened = await openLedger({ ...ledger, clock: systemClock });
    const steps = opened.migrated.length;
    const what = `${ledger.path}: read and written${steps > 0 ? `, ${steps} migrations taken` : ''}`;
    return [
      { level: 'ok', what },
      { level: 'ok', what: describeUnderWay(await countDeliveries(opened.db)) },
    ];
  } catch (thrown) {
    const mend = 'the folder must exist, and the service must be allowed to write in it';
    return [{ level: 'failure', what: messageOf(thrown), mend }];
  }
}

function checkPublicUrl({ publicUrl }: Settings): readonly CheckLine[] {
  if (publicUrl.protocol === 'https:') return [{ level: 'ok', what: `links start with ${publicUrl.href}` }];
  const what = `links start with ${publicUrl.href}: they, and the passwords typed behind them, travel in clear`;
  return [
    { level: 'warning', what, mend: 'put a reverse proxy with TLS in front and set publicUrl to its https:// address' },
  ];
}

/** The deviations are the procedure's own choice; whoever answers for the service should know them. */
function checkPolicy({ policy }: Settings): readonly CheckLine[] {
  const missed = deviations(policy).map(({ id, demand }) => `${id} (${demand})`);
  const what = `profile ${policy.profile}`;
  if (missed.length === 0) return [{ level: 'ok', what }];
  return [{ level: 'ok', what: `${what}; by its own choice it does not follow ${missed.join(', ')}` }];
}

async function* trySections(settings: Settings): AsyncGenerator<Section> {
  yield ['public address', checkPublicUrl(settings)];
  yield ['policy', checkPolicy(settings)];
  yield ['keys', await checkKeys(settings.keysFile)];
  yield ['ledger', await checkLedger(settings)];
  await using systems = await openSystems(settings, { clock: systemClock, random: systemRandom });
  yield ['directory', await systems.directory.check()];
  yield ['mail', await systems.mailer.check()];
  for (const application of systems.applications) yield [`application ${application.name}`, await application.check()];
}

function print(terminal: Terminal, [title, lines]: Section): void {
  for (const { level, what, mend } of lines) {
    terminal.print(`${MARKS[level]} ${title}: ${what}`);
    if (mend !== undefined && level !== 'ok') terminal.print(`       -> ${mend}`);
  }
}

export const check: Command = {
  name: 'check',
  summary: 'tries everything that the service needs and says what to mend',
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, CONFIG_OPTION);
    assertNoMore(positionals);
    const settings = await loadSettings(values.config, terminal.environment);
    terminal.print(`${MARKS.ok} settings: ${values.config} has no faults`);
    let failures = 0;
    for await (const section of trySections(settings)) {
      print(terminal, section);
      failures += section[1].filter(({ level }) => level === 'failure').length;
    }
    terminal.print(failures === 0 ? 'Everything that is needed works.' : `${failures} things need mending.`);
    return failures === 0 ? EXIT.done : EXIT.failure;
  },
};
