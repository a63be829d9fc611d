import process from 'node:process';
import { Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { AppError } from '../../platform/errors.ts';

/** Asks on the terminal, or over a pipe, a line for each answer. */
export interface Prompt extends Disposable {
  /** @returns the line, without blanks around it. @throws AppError USAGE when the input has ended */
  ask(question: string): Promise<string>;
  /** The same; what is typed is not shown, and blanks are part of it. */
  askSecret(question: string): Promise<string>;
}

/** Standard input is read from the first question on, and not before. */
export function openPrompt(): Prompt {
  let muted = false;
  const output = new Writable({
    write(chunk: Buffer, _, done) {
      if (!muted) process.stdout.write(chunk);
      done();
    },
  });
  const { isTTY } = process.stdin;
  // Without a history: the arrow up would bring a password back, and show it.
  const lines = createInterface({ input: process.stdin, output, terminal: isTTY, historySize: 0 });
  const typed = lines[Symbol.asyncIterator]();
  const next = async (question: string): Promise<string> => {
    if (isTTY && !muted) {
      lines.setPrompt(question);
      lines.prompt();
    } else process.stdout.write(question);
    const line = await typed.next();
    // Nobody saw a line break.
    if (!isTTY || muted) process.stdout.write('\n');
    if (line.done === true) throw new AppError('USAGE', `the input ended at the question “${question.trim()}”`);
    return line.value;
  };
  return {
    ask: async (question) => (await next(question)).trim(),
    async askSecret(question) {
      muted = true;
      try {
        return await next(question);
      } finally {
        muted = false;
      }
    },
    [Symbol.dispose]() {
      lines.close();
    },
  };
}
