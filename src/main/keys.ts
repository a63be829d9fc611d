import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { loadSettings } from '../config/load-settings.ts';
import { findSealKeysInUse } from '../ledger/data-keys.ts';
import { openLedger } from '../ledger/ledger.ts';
import type { LedgerPlace } from '../ledger/place.ts';
import { systemClock } from '../platform/clock.ts';
import { AppError, codeOf, messageOf } from '../platform/errors.ts';
import { type Keys, createKeys, pruneKeys, readKeys, replaceKeys, rotateKeys, writeNewKeys } from '../platform/keys.ts';
import { publicPartOf, serializePublicKeys, writePublicKeys } from '../platform/public-keys.ts';
import { systemRandom } from '../platform/random.ts';
import { CONFIG_OPTION, readArguments } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { counted } from './counted.ts';
import { EXIT } from './exit-codes.ts';
import { recordAs } from './record-as.ts';
import { mayRead } from './role.ts';

const HELP = `jeton keys: make and rotate the keys that deliveries are sealed with

Usage: jeton keys new    [--config jeton.yaml | --file PATH]
       jeton keys rotate [--config jeton.yaml]
       jeton keys public [--config jeton.yaml] [--file PATH | --print]

new     writes a keys file that only its owner may read, and makes its folder; never over a file that is there.
rotate  puts a new sealing key in front, and one for the audit trail, and drops old sealing keys that nothing in the
        ledger needs any more. Processes that run seal with the new one within five minutes, and open with both;
        entries of the trail are tied with the new one from their next start.

public  writes, where \`keys.public\` says, what \`jeton serve --role web\` reads: the public half of the sealing key and the
        key under which addresses are kept. It opens nothing, and is its owner's alone all the same. --print prints it
        instead, for a machine elsewhere.

After a rotation, bring the keys file to the other couriers' machines, then the new public file to the web machines: each
process reads its file again by itself.

Keep a copy of the keys file apart from the ledger's backups: whoever holds both can read what is under way, and
without it what is under way is lost.`;

const TOOLS = { clock: systemClock, random: systemRandom };

async function makeNew(file: string, terminal: Terminal): Promise<number> {
  const made = await createKeys(TOOLS);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeNewKeys(file, made);
  } catch (cause) {
    const there = codeOf(cause) === 'EEXIST';
    const detail = there
      ? `${file} is there already; \`jeton keys rotate\` adds a new key to it`
      : `${file}: ${messageOf(cause)}`;
    throw new AppError('KEYS_INVALID', detail, { cause });
  }
  terminal.print(`${file}: made, sealing key ${made.seal[0].id}`);
  return EXIT.done;
}

async function findKeysFile(config: string, { environment }: Terminal): Promise<string> {
  const settings = await loadSettings(config, environment);
  return settings.keysFile;
}

/** How long a web process may go on sealing with a key that was in front, until somebody brings it the new public file. */
const STILL_IN_FRONT_MS = 24 * 3_600_000;

/** Keys that were in front until a moment ago: an idle process seals with one again at the next request. */
function recentlyInFront({ seal }: Keys): readonly string[] {
  const since = systemClock.now() - STILL_IN_FRONT_MS;
  return seal.slice(1).flatMap(({ id }, index) => (Date.parse(seal[index]?.createdAt ?? '') > since ? [id] : []));
}

async function prune(keys: Keys, ledger: LedgerPlace): Promise<Keys> {
  await using opened = await openLedger({ ...ledger, clock: systemClock });
  const inUse = await findSealKeysInUse(opened.db);
  return pruneKeys(keys, new Set([...inUse, ...recentlyInFront(keys)]));
}

async function replace(file: string, kept: Keys): Promise<void> {
  try {
    await replaceKeys(file, kept);
  } catch (cause) {
    const detail = `${file} stays as it was: ${messageOf(cause)}; check free space, and who may write in its folder`;
    throw new AppError('KEYS_INVALID', detail, { cause });
  }
}

async function rotate(config: string, terminal: Terminal): Promise<number> {
  const settings = await loadSettings(config, terminal.environment);
  const rotated = await rotateKeys(await readKeys(settings.keysFile), TOOLS);
  const kept = await prune(rotated, settings.ledger);
  await replace(settings.keysFile, kept);
  terminal.print(`${settings.keysFile}: new sealing key ${kept.seal[0].id}`);
  const dropped = rotated.seal.length - kept.seal.length;
  const detail = { seal: kept.seal[0].id, trail: kept.trail[0]?.id ?? '', dropped };
  await recordAs(terminal, settings, { kind: 'keys.rotated', detail });
  terminal.print(
    `${counted(kept.seal.length - 1, 'older key')} kept, ${dropped} dropped; running processes take it up by themselves`,
  );
  if (await mayRead(settings.publicKeysFile)) {
    terminal.print('where roles are apart: first to every courier; then `jeton keys public`, to the web machines');
  }
  return EXIT.done;
}

interface PublicOptions {
  readonly file: string | undefined;
  readonly print: boolean;
}

async function writePublic(config: string, terminal: Terminal, { file, print }: PublicOptions): Promise<number> {
  const { keysFile, publicKeysFile } = await loadSettings(config, terminal.environment);
  const part = publicPartOf(await readKeys(keysFile));
  if (print) {
    terminal.print(serializePublicKeys(part).trimEnd());
    return EXIT.done;
  }
  const place = file ?? publicKeysFile;
  await writePublicKeys(place, part).catch((cause: unknown) => {
    throw new AppError('KEYS_INVALID', `${place}: ${messageOf(cause)}`, { cause });
  });
  terminal.print(`${place}: written, sealing key ${part.seal.id}`);
  return EXIT.done;
}

const OPTIONS = {
  config: { type: 'string', short: 'c' },
  file: { type: 'string' },
  print: { type: 'boolean', default: false },
} as const;

function misplacedFile(): AppError {
  return new AppError('USAGE', '--file is for `jeton keys new` without --config, and for `jeton keys public`');
}

export const keys: Command = {
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const { config = CONFIG_OPTION.config.default, file, print } = values;
    const [action, ...more] = positionals;
    if (more.length > 0) throw new AppError('USAGE', `not understood: ${more.join(' ')}`);
    if (file === '') throw new AppError('USAGE', '--file needs a path');
    if (print && (action !== 'public' || file !== undefined))
      throw new AppError('USAGE', '--print is for `jeton keys public` without --file');
    switch (action) {
      case 'new':
        if (file !== undefined && values.config !== undefined) throw misplacedFile();
        return await makeNew(file ?? (await findKeysFile(config, terminal)), terminal);
      case 'rotate':
        if (file !== undefined) throw misplacedFile();
        return await rotate(config, terminal);
      case 'public':
        return await writePublic(config, terminal, { file, print });
      default:
        throw new AppError('USAGE', 'say `jeton keys new`, `jeton keys rotate` or `jeton keys public`');
    }
  },
};
