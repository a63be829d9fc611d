import { setTimeout as pause } from 'node:timers/promises';
import type { Bed } from '../bed.ts';
import type { Diary } from './diary.ts';

/** What can be done to the world around the service, and to itself. */
export interface Levers {
  readonly bed: Bed;
  /** Whether the applications answer "not now". */
  readonly setBusy: (isBusy: boolean) => void;
  /** kill -9, and a start. */
  readonly killService: () => Promise<void>;
}

interface Kind {
  readonly what: string;
  /** How long it lasts, in milliseconds. */
  readonly lastsMs: number;
  readonly begin: (levers: Levers) => Promise<void> | void;
  readonly end: (levers: Levers) => Promise<void> | void;
}

const KINDS: readonly Kind[] = [
  {
    what: 'relay hangs',
    lastsMs: 10_000,
    begin: ({ bed }) => bed.sink.behave('hang'),
    end: ({ bed }) => bed.sink.behave('take'),
  },
  {
    what: 'service killed',
    lastsMs: 0,
    begin: ({ killService }) => killService(),
    end: () => undefined,
  },
  {
    what: 'directory frozen',
    lastsMs: 8000,
    begin: ({ bed }) => bed.slapd.freeze(),
    end: ({ bed }) => bed.slapd.resume(),
  },
  {
    what: 'applications busy',
    lastsMs: 20_000,
    begin: ({ setBusy }) => setBusy(true),
    end: ({ setBusy }) => setBusy(false),
  },
  {
    what: 'relay defers',
    lastsMs: 10_000,
    begin: ({ bed }) => bed.sink.behave('defer'),
    end: ({ bed }) => bed.sink.behave('take'),
  },
  {
    what: 'directory restarted',
    lastsMs: 3000,
    begin: ({ bed }) => bed.slapd.stop(),
    end: ({ bed }) => bed.slapd.start(),
  },
];

/** One trouble after the other, one at each `everyMs`, until `over` is aborted; every one of them ends. */
export async function makeTroubles(
  levers: Levers,
  diary: Diary,
  { everyMs, over }: { readonly everyMs: number; readonly over: AbortSignal },
): Promise<void> {
  for (let index = 0; ; index += 1) {
    const kind = KINDS[index % KINDS.length];
    if (kind === undefined) return;
    await pause(Math.max(0, everyMs - kind.lastsMs), undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    const from = diary.now;
    await kind.begin(levers);
    await pause(kind.lastsMs);
    await kind.end(levers);
    diary.troubles.push({ what: kind.what, from, to: diary.now });
  }
}
