import { type Bed, makeBed } from '../bed.ts';
import { HttpConnection } from '../http-connection.ts';
import { jeton } from '../products/jeton.ts';
import type { RunningProduct } from '../products/product.ts';
import { compareRanks } from '../rank-test.ts';
import { median, short, table } from '../statistics.ts';
import { progress, type Row } from './row.ts';

/** V8 goes on optimising for some thousand requests; a mail takes the slow relay three seconds. */
const WARM_UP = 1000;
/** Clients come through a reverse proxy, each from a network of its own, so that no budget is met. */
const CONCEAL = 'unknownAddress: conceal\ntrustedProxies: [127.0.0.1/32]\nlimits: { mailsOverall: 10000000/1h }';

/** Milliseconds: the answer itself, and the page that is asked for right after it, which would feel what it left behind. */
interface Times {
  readonly answer: number[];
  readonly next: number[];
}

/** With `conceal` and a slow relay: whether the time of an answer tells a known address from an unknown one. */
export const alikeRow: Row = async (settings) => {
  await using bed = await makeBed(settings);
  const rows: (readonly string[])[] = [];
  for (let round = 1; round <= settings.rounds; round += 1) {
    progress(`alike, round ${round}`);
    bed.sink.behave('take');
    await using running = await jeton({ more: CONCEAL }).start(bed);
    await ask(bed, running, WARM_UP);
    bed.sink.behave('slow');
    const { known, unknown } = await ask(bed, running, settings.count);
    rows.push(compared(`round ${round}, the answer`, known.answer, unknown.answer));
    rows.push(compared(`round ${round}, the next page`, known.next, unknown.next));
  }
  const head = ['what', 'known, median ms', 'unknown, median ms', 'ratio', 'known above unknown', 'p'];
  const said = `${settings.count} known and as many unknown addresses, in an order drawn by lot; mails take 3 s. Rank test of Mann and Whitney, two-sided: "known above unknown" is 0.5 and p is above 0.01 where time does not tell.`;
  return `## Whether time tells, with \`conceal\`\n\n${table(head, rows)}\n\n${said}\n`;
};

function compared(what: string, known: readonly number[], unknown: readonly number[]): readonly string[] {
  const { above, p } = compareRanks(known, unknown);
  const [one, other] = [median(known), median(unknown)];
  return [what, short(one), short(other), (one / other).toFixed(3), above.toFixed(3), p.toPrecision(2)];
}

async function ask(bed: Bed, { origin, steps }: RunningProduct, count: number) {
  const connection = new HttpConnection(origin);
  const times = { known: emptyTimes(), unknown: emptyTimes() };
  for (const { kind, address } of drawLots(bed, count)) {
    const headers = `X-Forwarded-For: ${someNetwork()}\r\n`;
    const began = performance.now();
    await steps.request(connection, { form: '', address, headers });
    const answered = performance.now();
    await steps.form(connection, headers);
    times[kind].answer.push(answered - began);
    times[kind].next.push(performance.now() - answered);
  }
  connection.close();
  return times;
}

function emptyTimes(): Times {
  return { answer: [], next: [] };
}

/** Somebody, and nobody with an address of the same length; as many of each, in no order. */
function drawLots(bed: Bed, count: number) {
  const lots = bed.crowd.take(count).flatMap(({ address }) => [
    { kind: 'known' as const, address, lot: Math.random() },
    { kind: 'unknown' as const, address: `0${address.slice(1)}`, lot: Math.random() },
  ]);
  return lots.sort((one, other) => one.lot - other.lot);
}

function someNetwork(): string {
  const byte = (): number => Math.floor(Math.random() * 256);
  return `10.${byte()}.${byte()}.${byte()}`;
}
