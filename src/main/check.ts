import { loadSettings } from '../config/load-settings.ts';
import type { CheckLine } from '../systems/directory.ts';
import { CONFIG_OPTION, assertNoMore, readArguments } from './arguments.ts';
import { checkSecretFiles } from './check-keys.ts';
import { trySections } from './check-sections.ts';
import type { Command, Terminal } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { ROLE_OPTION, carries, readRole } from './role.ts';

const HELP = `jeton check: try everything that the service needs

Usage: jeton check [--role both] [--config jeton.yaml]

Loads the settings, then tries the keys, the ledger, the directory, the mail relay and each application for real, and
prints a line for each, with what to do where something is wrong. Sends no mail; sets a password for the test account
that the settings name, if they do, and puts the old one back; makes the ledger when it is not there yet, and brings it
to this version. What does not answer is given up after 30 seconds.
--role tries what a process of that role needs: web neither the mail relay nor the applications, courier no pages.
Exit code 0 when the service can work (warnings included), 1 when something failed, 3 when the settings have faults.`;

const MARKS = { ok: 'ok   ', warning: 'WARN ', failure: 'FAIL ' } as const;

function print(terminal: Terminal, title: string, lines: readonly CheckLine[]): void {
  for (const { level, what, mend } of lines) {
    terminal.print(`${MARKS[level]} ${title}: ${what}`);
    if (mend !== undefined && level !== 'ok') terminal.print(`       -> ${mend}`);
  }
}

function concludes(failures: number): string {
  if (failures === 0) return 'Everything that is needed works.';
  return failures === 1 ? 'One thing needs mending.' : `${failures} things need mending.`;
}

export const check: Command = {
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, { ...CONFIG_OPTION, ...ROLE_OPTION });
    assertNoMore(positionals);
    const role = readRole(values.role);
    const secrets = new Set<string>();
    const onSecretFile = (file: string): unknown => secrets.add(file);
    const settings = await loadSettings(values.config, terminal.environment, { carries: carries(role), onSecretFile });
    print(terminal, 'settings', [{ level: 'ok', what: `${values.config} has no faults` }]);
    print(terminal, 'secrets', await checkSecretFiles(secrets));
    let failures = 0;
    for await (const [title, lines] of trySections(settings, role)) {
      print(terminal, title, lines);
      failures += lines.filter(({ level }) => level === 'failure').length;
    }
    terminal.print(concludes(failures));
    return failures === 0 ? EXIT.done : EXIT.failure;
  },
};
