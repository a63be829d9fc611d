import { rmSync, writeFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signalGroup } from '../../src/main/signal-group.ts';
import { buildCommand } from '../../src/systems/command.ts';
import { opensHash } from '../support/crypt.ts';
import { type TempFolder, createTempFolder } from '../support/temp-folder.ts';
import { type ApplicationStand, type Faults, applicationContract } from './application-contract.ts';

/** The example of docs/connectors.md. */
const EXAMPLE = join(import.meta.dirname, '../../docs/examples/connectors/htpasswd.pl');
const HOLDER = { accountId: 'id-1', number: '28700001', login: 'cmartin' } as const;

/** Fails as the file `fault` says; else it is the example. */
const wrapper = (fault: string): string => `#!/bin/sh
case "$(cat '${fault}' 2>/dev/null)" in
  silent) trap '' TERM; sleep 1000 & wait ;;
  half) printf 'too-'; kill -9 $$ ;;
  garbage) head -c 300 /dev/urandom; head -c 300 /dev/urandom >&2; exit 77 ;;
  flood) yes ;;
  lose) '${EXAMPLE}' "$@"; kill -9 $$ ;;
  *) exec '${EXAMPLE}' "$@" ;;
esac
`;

/** A line fails between two machines; an executable fails by itself. */
function faultsOf(folder: TempFolder, path: string): Faults {
  const fault = folder.file('fault');
  const away = folder.file('away');
  return {
    fall: (kind) => writeFileSync(fault, kind),
    // It answers once, by its end, and is killed before that.
    loseAnswersAfter: () => writeFileSync(fault, 'lose'),
    hasLost: true,
    mend: () => rmSync(fault, { force: true }),
    refuse: () => rename(path, away),
    admit: () => rename(away, path),
  };
}

async function start(): Promise<ApplicationStand> {
  const folder = await createTempFolder('jeton-command-');
  const users = folder.file('users');
  const path = folder.file('set-password');
  await writeFile(users, `autre:$6$x$y\n${HOLDER.login}:!\n`);
  await writeFile(path, wrapper(folder.file('fault')), { mode: 0o755 });
  return {
    ports: { plain: undefined, encrypted: undefined },
    faults: faultsOf(folder, path),
    open: () =>
      Promise.resolve(
        buildCommand(
          {
            ...({ type: 'command', name: 'Intranet', path, args: [users], folder: folder.path } as const),
            ...{ timeoutMs: 120_000, capacity: undefined },
          },
          { signalGroup },
        ),
      ),
    holder: HOLDER,
    stranger: { accountId: 'id-2', number: '28700002', login: 'personne' },
    async opens(password) {
      const lines = (await readFile(users, 'utf8')).split('\n');
      const line = lines.find((one) => one.startsWith(`${HOLDER.login}:`)) ?? '';
      return await opensHash(line.slice(HOLDER.login.length + 1), password);
    },
    refused: [{ password: 'court', reason: 'too-short' }],
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

applicationContract({ connector: 'command (the example)', server: 'a password file', start });
