import type { z } from 'zod';
import { readTextFile } from '../../config/files.ts';
import { type Reading, fault, ok } from '../../config/reading.ts';
import { AppError } from '../../platform/errors.ts';
import { Secret } from '../../platform/secret.ts';
import type { Terminal } from '../command.ts';
import { type Prompt, openPrompt } from './prompt.ts';

/** One thing to know: by its flag, by its default under `--yes`, or by asking. */
export interface Question<T> {
  /** Without the hyphens. */
  readonly flag: string;
  readonly question: string;
  /** What may be said in its place, when nothing is said under `--yes`. */
  readonly instead?: string | undefined;
  /** Taken for an empty answer; without one, there must be an answer. */
  readonly initial?: string | undefined;
  readonly read: (text: string) => Reading<T>;
}

export interface InquiryOptions {
  /** What the command line says. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly terminal: Pick<Terminal, 'complain'>;
}

/** Where answers come from. */
export class Inquiry implements Disposable {
  readonly #options: InquiryOptions;
  #prompt: Prompt | undefined;

  constructor(options: InquiryOptions) {
    this.#options = options;
  }

  /** @throws AppError USAGE when a flag makes no sense, or there is nothing to answer with */
  async ask<T>({ flag, question, initial, instead, read }: Question<T>): Promise<T> {
    const written = this.#flag(flag) ?? (this.#takesDefaults ? need({ flag, initial, instead }) : undefined);
    if (written !== undefined) return this.#insist(flag, read(written));
    for (;;) {
      const typed = await this.#open().ask(`${question}${initial === undefined ? '' : ` [${initial}]`}: `);
      const reading = typed === '' && initial === undefined ? fault('needs an answer') : read(typed || (initial ?? ''));
      if (reading.kind === 'ok') return reading.value;
      this.#options.terminal.complain(`  That ${reading.fault}.`);
    }
  }

  /** A password: from the file that the flag names, or typed; never from the command line itself. @throws AppError USAGE */
  async askSecret({ flag, question }: Pick<Question<unknown>, 'flag' | 'question'>): Promise<Secret> {
    const file = this.#flag(flag) ?? (this.#takesDefaults ? need({ flag }) : undefined);
    if (file !== undefined) return this.#insist(flag, await readSecretFile(file));
    for (;;) {
      const typed = await this.#open().askSecret(`${question} (not shown): `);
      if (typed !== '') return new Secret(typed);
      this.#options.terminal.complain('  That needs an answer.');
    }
  }

  /** Yes or no; under `--yes`, and for an empty answer, no: what needs consent is not a matter of defaults. */
  async consent(question: string): Promise<boolean> {
    if (this.#takesDefaults) return false;
    return /^(?:y|yes|o|oui)$/i.test(await this.#open().ask(`${question} [no]: `));
  }

  /** What the command line says, if it says anything. */
  #flag(name: string): string | undefined {
    const value = this.#options.flags[name];
    return typeof value === 'string' ? value : undefined;
  }

  get #takesDefaults(): boolean {
    return this.#options.flags['yes'] === true;
  }

  #open(): Prompt {
    return (this.#prompt ??= openPrompt());
  }

  #insist<T>(flag: string, reading: Reading<T>): T {
    if (reading.kind === 'ok') return reading.value;
    throw new AppError('USAGE', `--${flag} ${reading.fault}`);
  }

  [Symbol.dispose](): void {
    this.#prompt?.[Symbol.dispose]();
  }
}

function need({ flag, initial, instead }: Pick<Question<unknown>, 'flag' | 'initial' | 'instead'>): string {
  if (initial !== undefined) return initial;
  const others = instead === undefined ? '' : `; ${instead}`;
  throw new AppError('USAGE', `--${flag} is missing: there is no default for it${others}`);
}

async function readSecretFile(file: string): Promise<Reading<Secret>> {
  const reading = await readTextFile(file);
  if (reading.kind === 'fault') return fault(`names ${file}, which ${reading.fault}`);
  const text = reading.value.replace(/(?:\r?\n)+$/, '');
  return text === '' || /[\r\n]/.test(text) ? fault(`names ${file}, which is not one line`) : ok(new Secret(text));
}

/** Reads as the settings file would. */
export function as<T>(schema: z.ZodType<T>): (text: string) => Reading<T> {
  return (text) => {
    const parsed = schema.safeParse(text);
    return parsed.success ? ok(parsed.data) : fault(parsed.error.issues[0]?.message ?? 'makes no sense');
  };
}

/** `a, b`: several of one kind; none only where that is allowed. */
export function listOf(schema: z.ZodType<string>, { least }: { readonly least: number }) {
  return (text: string): Reading<readonly string[]> => {
    const names = text.split(/[\s,]+/).filter((name) => name !== '' && name !== 'none');
    if (names.length < least) return fault('needs at least one name');
    for (const name of names) {
      const reading = as(schema)(name);
      if (reading.kind === 'fault') return fault(`names ${name}, which ${reading.fault}`);
    }
    return ok(names);
  };
}
