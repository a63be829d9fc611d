import { loadSettings } from '../config/load-settings.ts';
import { CONFIG_OPTION, assertNoMore, readArguments } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { askService } from './init/ask-service.ts';
import { Inquiry } from './init/inquiry.ts';
import { meetDirectory } from './init/meet-directory.ts';
import { assertNothingThere, takeBack, writeAll } from './init/write-files.ts';

const HELP = `jeton init: look at your directory and write the settings

Usage: jeton init [--config jeton.yaml] [--yes] [what would be asked]

Asks some questions, looks at the directory (what it is, how it is protected, which attributes people have), and writes
jeton.yaml with comments, the keys, and ./secrets with one file for each secret, all for your user alone. Nothing that is
there is overwritten. In the directory it only reads.

Each question has an option, and --yes takes the proposal for all others:
  --ldap URL                 ldaps://…, ldap://… for StartTLS, or a name alone
  --ca FILE                  certificate of the authority that signed the server's, when it is not a public one
  --trust FINGERPRINT        SHA-256 of that authority, where the server itself sends it
  --bind-dn DN               the service account
  --bind-password-file FILE  its password
  --base DN                  where people stand in the tree
  --addresses A,B            attributes with the personal address, the way in
  --notify A,B               attributes whose addresses are told of a change, or none
  --number, --login, --name, --id ATTRIBUTE
  --institution NAME  --support ADDRESS  --privacy ADDRESS  --public-url URL
  --from ADDRESS  --smtp HOST[:PORT]  --smtp-tls starttls|tls|none
  --smtp-user NAME  --smtp-password-file FILE

Exit code 0 when everything is written, 1 when the directory cannot be used as it is, 2 when an answer is missing.`;

const text = { type: 'string' } as const;
const OPTIONS = {
  ...CONFIG_OPTION,
  yes: { type: 'boolean', short: 'y', default: false },
  ...{ ldap: text, ca: text, trust: text, 'bind-dn': text, 'bind-password-file': text, base: text },
  ...{ addresses: text, notify: text, number: text, login: text, name: text, id: text },
  ...{ institution: text, support: text, privacy: text, 'public-url': text, from: text },
  ...{ smtp: text, 'smtp-tls': text, 'smtp-user': text, 'smtp-password-file': text },
} as const;

export const init: Command = {
  help: HELP,
  async run(args, terminal) {
    const { values: flags, positionals } = readArguments(args, OPTIONS);
    assertNoMore(positionals);
    await assertNothingThere(flags.config);
    using inquiry = new Inquiry({ flags, terminal });
    const directory = await meetDirectory({ inquiry, terminal, flags });
    if (directory.kind === 'fault') {
      terminal.complain(`${directory.fault}; nothing was written`);
      return EXIT.failure;
    }
    const service = await askService(inquiry);
    const written = await writeAll(flags.config, { service, directory: directory.value });
    await assertSound(flags.config, { terminal, written });
    for (const path of written) terminal.print(`${path}: written`);
    terminal.print(next(flags.config));
    return EXIT.done;
  },
};

interface Written {
  readonly terminal: Terminal;
  readonly written: readonly string[];
}

/** What was asked one by one may still contradict itself. */
async function assertSound(config: string, { terminal, written }: Written): Promise<void> {
  try {
    await loadSettings(config, terminal.environment);
  } catch (thrown) {
    await takeBack(written);
    terminal.complain('nothing was kept: the answers do not go together');
    throw thrown;
  }
}

function next(config: string): string {
  const option = config === CONFIG_OPTION.config.default ? '' : ` --config ${config}`;
  return `
Now:
  jeton check${option}    tries everything, and says what to mend
  jeton serve${option}    runs the service

Read the file through first, and keep a copy of the keys in a safe place.`;
}
