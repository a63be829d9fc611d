import { type Slapd, startSlapd } from '../tests/support/slapd.ts';
import { type TempFolder, createTempFolder } from '../tests/support/temp-folder.ts';
import { type Cores, pinThisProcess } from './cores.ts';
import { Crowd } from './people.ts';
import { type Sink, startSink } from './sink.ts';

/** What every server under test stands on: a directory, a relay, people; all on one core, the servers on another. */
export interface Bed extends AsyncDisposable {
  readonly slapd: Slapd;
  readonly sink: Sink;
  readonly crowd: Crowd;
  readonly cores: Cores;
  readonly folder: TempFolder;
}

export interface BedOptions {
  readonly cores: Cores;
  /** How many people the directory holds. */
  readonly people: number;
}

/** Starts it; from now on this process runs on the bed's core. slapd writes through to the disk, and hashes with {SSHA} as it comes. */
export async function makeBed({ cores, people }: BedOptions): Promise<Bed> {
  pinThisProcess(cores.bed);
  await using opened = new AsyncDisposableStack();
  const policy = { minimumLength: 8 };
  const slapd = opened.use(await startSlapd({ people, policy, passwordHash: '{SSHA}', durable: true }));
  const sink = opened.use(await startSink());
  const folder = opened.use(await createTempFolder('jeton-bench-'));
  const crowd = new Crowd(people);
  const stack = opened.move();
  return { slapd, sink, crowd, cores, folder, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
