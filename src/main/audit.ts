import { acceptOutside } from '../ledger/trail/accept.ts';
import { AppError } from '../platform/errors.ts';
import { CONFIG_OPTION, assertNoMore, readArguments } from './arguments.ts';
import { eraseAction } from './audit/erase-action.ts';
import { exportAction, readFormat, readMoment } from './audit/export-action.ts';
import { purgeAction } from './audit/purge-action.ts';
import { type AuditStand, openStand } from './audit/stand.ts';
import { verifyAction } from './audit/verify-action.ts';
import type { Command } from './command.ts';
import { counted } from './counted.ts';
import { EXIT } from './exit-codes.ts';

const HELP = `jeton audit: verify, export and purge the audit trail

Usage: jeton audit verify [--anchor ANCHOR | --anchor FILE]
       jeton audit export [--format jsonl] [--since DAY] [--until DAY] [--out FILE]
       jeton audit purge
       jeton audit erase NUMBER --reason TEXT [--confirm NUMBER]
       jeton audit erase --account ID --reason TEXT [--confirm ID]
       jeton audit erase --address ADDRESS --reason TEXT [--confirm ADDRESS]
       jeton audit accept --reason TEXT
Each takes --config jeton.yaml, needs the keys file, and is an entry of the trail itself, with the name of who runs it.

verify  looks at every entry and at what ties it to the one before: one that was changed, taken away, put in or moved is
        named, and the exit code is 1. --anchor compares with what was kept elsewhere: an anchor, or a file with any number
        of them, such as the service's log. That alone finds that the whole ledger was put back to an earlier state.
export  writes entries as JSON Lines or CSV; DAY is 2026-11-25 (it begins at midnight UTC) or 2026-11-25T04:00:00Z.
purge   removes what is older than \`retention.audit\`; the service does so by itself every day.
erase   erases what the ledger holds of one person: their resets, and what entries say of them. Time and kind remain, and
        what ties the entries still holds. Without --confirm it tells what would go. NUMBER is a number or a login that the
        ledger still knows; ID is the directory's own id of the account. --address is for requests that led to no account.
accept  for entries that stand in no chain, since an older version wrote them beside this one: they are no fault any more.`;

const OPTIONS = {
  ...CONFIG_OPTION,
  anchor: { type: 'string' },
  format: { type: 'string', default: 'jsonl' },
  since: { type: 'string' },
  until: { type: 'string' },
  out: { type: 'string' },
  account: { type: 'string' },
  address: { type: 'string' },
  reason: { type: 'string' },
  confirm: { type: 'string' },
} as const;

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];
type Action = (stand: AuditStand) => Promise<number>;

export const audit: Command = {
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const action = readAction(values, positionals);
    await using stand = await openStand(values.config, terminal);
    return await action(stand);
  },
};

/** @throws AppError USAGE, before anything is opened */
function readAction(values: Values, [name, ...more]: readonly string[]): Action {
  if (name === 'erase') return readErase(values, more);
  assertNoMore(more);
  switch (name) {
    case 'verify':
      return (stand) => verifyAction(stand, values.anchor);
    case 'export': {
      const exporting = {
        format: readFormat(values.format),
        since: readMoment('--since', values.since, Number.NEGATIVE_INFINITY),
        until: readMoment('--until', values.until, Number.POSITIVE_INFINITY),
        out: values.out,
      };
      return (stand) => exportAction(stand, exporting);
    }
    case 'purge':
      return purgeAction;
    case 'accept': {
      const reason = readReason(values);
      return (stand) => accept(stand, reason);
    }
    default:
      throw new AppError('USAGE', 'say `jeton audit verify`, `export`, `purge`, `erase` or `accept`');
  }
}

function readErase(values: Values, [number, ...more]: readonly string[]): Action {
  assertNoMore(more);
  const { account, address, confirm } = values;
  if ([number, account, address].filter((each) => each !== undefined).length !== 1)
    throw new AppError('USAGE', 'say whose data to erase: a number or login, --account ID, or --address ADDRESS');
  const reason = readReason(values);
  return (stand) => eraseAction(stand, { number, account, address, reason, confirm });
}

function readReason({ reason }: Values): string {
  if (reason === undefined || reason.trim() === '') throw new AppError('USAGE', 'say why: --reason "request of …"');
  return reason;
}

async function accept({ ledger, keys, operator, terminal }: AuditStand, reason: string): Promise<number> {
  const accepted = await ledger.transaction((tx) => acceptOutside(tx, { keys, actor: operator, reason }));
  terminal.print(`${counted(accepted, 'entry', 'entries')} accepted`);
  return EXIT.done;
}
