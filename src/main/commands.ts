import type { Command } from './command.ts';

/** A sub-command as `jeton --help` lists it. */
export interface Listed {
  /** What follows `jeton`. */
  readonly name: string;
  /** One line for `jeton --help`. */
  readonly summary: string;
  /** Reads its code, and so what it needs: the others' would make every start longer. */
  load(): Promise<Command>;
}

export const COMMANDS: readonly Listed[] = [
  { name: 'serve', summary: 'runs the service', load: async () => (await import('./serve.ts')).serve },
  {
    name: 'demo',
    summary: 'runs a sample institution to try everything on',
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'init',
    summary: 'looks at your directory and writes the settings and the keys',
    load: async () => (await import('./init.ts')).init,
  },
  {
    name: 'check',
    summary: 'tries everything that the service needs and says what to mend',
    load: async () => (await import('./check.ts')).check,
  },
  {
    name: 'keys',
    summary: 'makes (new), rotates (rotate) or hands out (public) the keys that deliveries are sealed with',
    load: async () => (await import('./keys.ts')).keys,
  },
  {
    name: 'migrate',
    summary: 'brings the ledger to this version',
    load: async () => (await import('./migrate.ts')).migrate,
  },
  {
    name: 'show',
    summary: "prints one person's journeys as a timeline",
    load: async () => (await import('./show.ts')).show,
  },
  {
    name: 'audit',
    summary: 'verifies, exports, purges the audit trail; erases one person’s data',
    load: async () => (await import('./audit.ts')).audit,
  },
  {
    name: 'attack',
    summary: 'tries known attacks against an instance of your own',
    load: async () => (await import('./attack.ts')).attack,
  },
  {
    name: 'import',
    summary: 'reads people from a CSV file into the embedded directory',
    load: async () => (await import('./import.ts')).importPeople,
  },
];
