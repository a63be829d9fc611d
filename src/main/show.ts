import { loadSettings } from '../config/load-settings.ts';
import type { Settings } from '../config/settings.ts';
import { EVENT_KINDS, type LedgerEvent } from '../ledger/events.ts';
import { assertCurrent, openLedgerForReading } from '../ledger/ledger.ts';
import { findAccountIdsByNumber } from '../ledger/resets.ts';
import { type TimelineDelivery, type TimelineReset, findTimeline } from '../ledger/timeline.ts';
import { AppError } from '../platform/errors.ts';
import { CONFIG_OPTION, readArguments } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { counted } from './counted.ts';
import { EXIT } from './exit-codes.ts';
import { recordAs } from './record-as.ts';
import { mayRead } from './role.ts';

const HELP = `jeton show: one person's journeys as a timeline

Usage: jeton show NUMBER [--config jeton.yaml]

NUMBER is the number or the login that pages show. Prints every reset of that person that the ledger still knows, oldest
first: what happened when, and where each mail and each password is by now. Addresses are masked; passwords and links
cannot be shown, since nobody can read them.`;

/** Prints a time as `2026-11-25 04:51:22` in the institution's zone. */
type Clockwork = (at: number) => string;

function clockworkOf(timeZone: string): Clockwork {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (at) => format.format(at);
}

function printEvent({ at, kind, recipient, detail }: LedgerEvent, time: Clockwork): string {
  const facts = Object.entries(detail ?? {}).map(([name, value]) => `${name}: ${value}`);
  const where = recipient === undefined ? '' : ` [${recipient}]`;
  const more = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
  return `  ${time(at)}  ${kind}${where}  ${EVENT_KINDS[kind]}${more}`;
}

function printDelivery(delivery: TimelineDelivery, time: Clockwork): string {
  const { recipient, state, attempts, finishedAt, dueAt, deadlineAt, detail } = delivery;
  const when =
    finishedAt !== undefined
      ? `at ${time(finishedAt)}`
      : `${dueAt === undefined ? 'waits for the directory' : `next try ${time(dueAt)}`}, before ${time(deadlineAt)}`;
  const tries = counted(attempts, 'try', 'tries');
  const last = detail === undefined ? '' : `; ${detail}`;
  return `    ${recipient.padEnd(16)} ${state.padEnd(11)} ${tries.padEnd(9)} ${when}${last}`;
}

function printReset(reset: TimelineReset, time: Clockwork): readonly string[] {
  const { id, number, login, purpose, state, address, expiresAt, deliveries, events, usedFor, deadlineAt } = reset;
  const who = number === '' || login === number ? login : `${number}, login ${login}`;
  const head = `${purpose} ${id}: ${state}, for ${who}, asked from ${address}, link good until ${time(expiresAt)}`;
  return [
    head,
    ...(usedFor === 'another-account' ? ['  the link was used for another account of the same address'] : []),
    ...(deadlineAt === undefined ? [] : [`  promised everywhere before ${time(deadlineAt)}`]),
    ...events.map((event) => printEvent(event, time)),
    ...(deliveries.length === 0 ? [] : ['  deliveries:']),
    ...deliveries.map((delivery) => printDelivery(delivery, time)),
    '',
  ];
}

/** Who looked at whom: part of the person's own timeline from now on. */
async function recordReading(terminal: Terminal, settings: Settings, accountIds: readonly string[]): Promise<void> {
  for (const accountId of accountIds) await recordAs(terminal, settings, { kind: 'audit.shown', accountId });
}

export const show: Command = {
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, CONFIG_OPTION);
    const [number, ...more] = positionals;
    if (number === undefined || more.length > 0) throw new AppError('USAGE', 'say whose: jeton show NUMBER');
    const settings = await loadSettings(values.config, terminal.environment);
    await using ledger = await openLedgerForReading(settings.ledger);
    assertCurrent(ledger);
    const { resets, events } = await findTimeline(ledger.db, number);
    if (resets.length === 0 && events.length === 0) {
      terminal.complain(`jeton show: the ledger knows of no reset for ${number}`);
      return EXIT.failure;
    }
    if (await mayRead(settings.keysFile))
      await recordReading(terminal, settings, await findAccountIdsByNumber(ledger.db, number));
    const time = clockworkOf(settings.institution.timeZone);
    terminal.print(`Times are in ${settings.institution.timeZone}.\n`);
    for (const reset of resets) for (const line of printReset(reset, time)) terminal.print(line);
    for (const event of events) terminal.print(printEvent(event, time));
    return EXIT.done;
  },
};
