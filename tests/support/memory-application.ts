import type { Application, Carried, PasswordNews } from '../../src/systems/application.ts';

/** An application that notes what it is handed and answers as it is told. */
export class MemoryApplication implements Application {
  readonly name: string;
  readonly carries: Application['carries'];
  capacity: Application['capacity'];
  readonly news: PasswordNews[] = [];
  answer: Carried = { kind: 'done' };
  /** Run before the answer is given. */
  before: (() => Promise<void>) | undefined;

  constructor(name: string, carries: Application['carries'] = 'password') {
    this.name = name;
    this.carries = carries;
  }

  /** The last password it took. */
  get password(): string | undefined {
    return this.news.at(-1)?.password?.reveal();
  }

  async deliver(news: PasswordNews): Promise<Carried> {
    await this.before?.();
    if (this.answer.kind === 'done') this.news.push(news);
    return this.answer;
  }

  check(): ReturnType<Application['check']> {
    return Promise.resolve([]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.resolve();
  }
}
