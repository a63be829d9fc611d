import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startDeadline } from '../../src/platform/deadline.ts';
import { isInTime } from '../../src/platform/in-time.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Application, Carried, PasswordNews } from '../../src/systems/application.ts';
import type { Refusal } from '../../src/systems/directory.ts';
import { type FaultyLine, startFaultyLine } from './faulty-line.ts';

/** Somebody whose password is set, as deliveries name them. */
export type Holder = Pick<PasswordNews, 'accountId' | 'number' | 'login'>;

/** How the connector is to reach its server. */
export interface Way {
  /** The port of 127.0.0.1 that leads there; faults are made on this line. */
  readonly port: number;
  /** `other`: it is told to trust an authority that the server's certificate is not from. */
  readonly authority: 'right' | 'other';
  /** Whether the line is encrypted; garbage is only understood as an answer where it is not. */
  readonly encrypted: boolean;
}

/** Makes the faults of a line where there is none: whatever stands between the connector and the password. */
export type Faults = Pick<FaultyLine, 'fall' | 'loseAnswersAfter' | 'hasLost' | 'mend' | 'refuse' | 'admit'>;

/** A server that runs, and how the connector is opened on it. */
export interface ApplicationStand extends AsyncDisposable {
  /** Where the server listens, on `host`: in clear, and encrypted; undefined where it does not. */
  readonly ports: { readonly plain: number | undefined; readonly encrypted: number | undefined };
  /** A loopback address; 127.0.0.1 unless it says otherwise. */
  readonly host?: string;
  /** For a stand without ports. */
  readonly faults?: Faults;
  open(way: Way): Promise<Application>;
  readonly holder: Holder;
  /** Nobody there has these. */
  readonly stranger: Holder;
  /** Whether this password opens the holder's account there, tried as a person would. */
  opens(password: string): Promise<boolean>;
  /** Whether the announcement of this delivery came, and was found to be genuine; for those that are only told. */
  readonly heard?: (deliveryId: string) => boolean;
  /** Passwords that this server refuses, and why; none where it takes everything. */
  readonly refused: readonly { readonly password: string; readonly reason: Refusal }[];
  /** Marks that the holder must change the password; and whether that mark is there. Undefined where there is none. */
  readonly mustChange?: { set(): Promise<void>; isSet(): Promise<boolean> };
  /** Where the password comes by itself and is only watched for: has it come, beside the connector. */
  readonly arrive?: (password: string) => Promise<void>;
}

export interface ApplicationContract {
  /** As the settings name it: `scim`. */
  readonly connector: string;
  /** As the matrix names it: `OpenLDAP 2.5`. */
  readonly server: string;
  readonly start: () => Promise<ApplicationStand>;
  /** Only announced: the password is not there to be tried. */
  readonly announces?: boolean;
  /** Only watched: it is never written, and the stand's `arrive` brings what the connector then sees. */
  readonly watches?: boolean;
}

/** Longer than any connector of ours waits for its server in these tests. */
const PATIENCE_MS = 20_000;
const SHORT_MS = 1000;
const SETTLE_MS = 300;
/** Longer than any signal of these tests, and shorter than half of what the stands’ settings give a server, two minutes: LDAP asks again after half. */
const MARK_MS = 40_000;
/** More pieces than any server answers one delivery with. */
const MOST_PIECES = 40;
/** A connector that keeps what an endless answer brings would soon hold more. */
const KEPT_BYTES = 128 * 1024 * 1024;

/** Names that would be commands, filters or paths if they were pasted into one. */
const HOSTILE = [
  '.',
  '..',
  '*',
  '*)(uid=*',
  "x' or '1'='1",
  '../admin',
  'a\nb',
  'x"]',
  '%2e%2e',
  '$(id)',
  'é\u0000x',
] as const;

let serial = 0;

function revealed({ password }: PasswordNews): string {
  if (password === undefined) throw new Error('every delivery of the contract has a password');
  return password.reveal();
}

/** Looks until it is so, or for so long. */
async function within(ms: number, isSo: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + ms;
  while (!(await isSo())) {
    if (performance.now() > end) return false;
    await pause(25);
  }
  return true;
}

/** One delivery to be made; each has an id of its own. */
function newsOf(holder: Holder, password: string): PasswordNews {
  serial += 1;
  const deliveryId = `0193a1b2-0000-7000-8000-${String(serial).padStart(12, '0')}`;
  return { ...holder, deliveryId, chosenAt: Date.now(), password: new Secret(password) };
}

/**
 * What every application's connector does, whatever it speaks. The cases stand in the matrix that `npm run contract`
 * prints; a stand brings the real server.
 */
export function applicationContract(contract: ApplicationContract): void {
  const { connector, server, start, announces = false, watches = false } = contract;
  describe(`application ${connector} on ${server}`, () => {
    let stand: ApplicationStand;
    let line: Faults;
    let sent = (): Buffer => Buffer.alloc(0);
    let open: () => Promise<Application>;
    const stack = new AsyncDisposableStack();
    before(async () => {
      stand = stack.use(await start());
      const port = stand.ports.plain ?? stand.ports.encrypted;
      const faulty = port === undefined ? undefined : stack.use(await startFaultyLine(port, stand.host));
      const faults = faulty ?? stand.faults;
      if (faults === undefined) throw new Error('the stand has neither a port nor faults of its own');
      line = faults;
      if (faulty !== undefined) sent = () => faulty.sent;
      const encrypted = port !== undefined && stand.ports.plain === undefined;
      open = () => stand.open({ port: faulty?.port ?? 0, authority: 'right', encrypted });
    });
    after(() => stack.disposeAsync());

    const holds = async (password: string): Promise<void> => {
      if (!announces) assert.ok(await stand.opens(password), 'the password is not there');
    };
    /** The news of a password that the holder chose; what is only watched for has come by then. */
    const chosen = async (password: string): Promise<PasswordNews> => {
      await stand.arrive?.(password);
      return newsOf(stand.holder, password);
    };
    const deliver = async (application: Application, news: PasswordNews, ms = PATIENCE_MS): Promise<Carried> => {
      using deadline = startDeadline(ms);
      const delivering = application.deliver(news, deadline.signal);
      assert.ok(await isInTime(delivering, MARK_MS), 'it does not end when its signal does');
      const carried = await delivering;
      if (announces) {
        assert.ok(!sent().includes(revealed(news)), 'an announcement holds the password');
        assert.equal(carried.kind === 'done' && stand.heard?.(news.deliveryId) === false, false, 'nobody heard it');
      }
      return carried;
    };

    test('set', async () => {
      await using application = await open();
      assert.deepEqual(await deliver(application, await chosen('Premier-1-mot')), { kind: 'done' });
      await holds('Premier-1-mot');
    });

    test('watched until it comes', { skip: !watches }, async () => {
      await using application = await open();
      await stand.arrive?.('Dernier-1-mot');
      const news = newsOf(stand.holder, 'Attendu-2-mot');
      assert.equal((await deliver(application, news)).kind, 'waiting');
      assert.equal((await deliver(application, news)).kind, 'waiting');
      await stand.arrive?.('Attendu-2-mot');
      assert.deepEqual(await deliver(application, news), { kind: 'done' });
    });

    test('letters beyond ASCII', async () => {
      await using application = await open();
      assert.deepEqual(await deliver(application, await chosen('Forêt-né-3-œufs')), { kind: 'done' });
      await holds('Forêt-né-3-œufs');
    });

    test('repeated', async () => {
      await using application = await open();
      const news = await chosen('Deux-fois-2-mot');
      assert.deepEqual(await deliver(application, news), { kind: 'done' });
      assert.deepEqual(await deliver(application, news), { kind: 'done' });
      await holds('Deux-fois-2-mot');
    });

    test('the newest wins', async () => {
      await using application = await open();
      assert.equal((await deliver(application, await chosen('Ancien-4-mot'))).kind, 'done');
      assert.equal((await deliver(application, await chosen('Nouveau-5-mot'))).kind, 'done');
      await holds('Nouveau-5-mot');
      if (!announces) assert.equal(await stand.opens('Ancien-4-mot'), false);
    });

    test('nobody of that name', { skip: announces }, async () => {
      await using application = await open();
      assert.equal((await deliver(application, newsOf(stand.stranger, 'Personne-6-mot'))).kind, 'waiting');
    });

    test('hostile names', { skip: announces }, async () => {
      await using application = await open();
      assert.equal((await deliver(application, await chosen('Intact-7-mot'))).kind, 'done');
      for (const hostile of HOSTILE) {
        const holder = { accountId: hostile, number: hostile, login: hostile };
        const carried = await deliver(application, newsOf(holder, 'Perdu-8-mot'));
        assert.notEqual(carried.kind, 'done', hostile);
        await holds('Intact-7-mot');
      }
    });

    test('refused, and why', async (t) => {
      if (stand.refused.length === 0) {
        t.skip(watches ? 'nothing is written there' : 'this server takes every password');
        return;
      }
      await using application = await open();
      for (const { password, reason } of stand.refused) {
        const carried = await deliver(application, newsOf(stand.holder, password));
        assert.partialDeepStrictEqual(carried, { kind: 'refused', reason }, password);
        assert.ok(!JSON.stringify(carried).includes(password), 'the password stands in the detail');
      }
    });

    test('nobody must change what they have just chosen', async (t) => {
      if (stand.mustChange === undefined) {
        t.skip('this server has no such mark');
        return;
      }
      await using application = await open();
      await stand.mustChange.set();
      assert.ok(await stand.mustChange.isSet());
      assert.deepEqual(await deliver(application, await chosen('Choisi-8-mot')), { kind: 'done' });
      assert.equal(await stand.mustChange.isSet(), false);
      await holds('Choisi-8-mot');
    });

    test('unreachable', async () => {
      await using application = await open();
      await line.refuse();
      const news = await chosen('Absent-9-mot');
      assert.equal((await deliver(application, news)).kind, 'later');
      await line.admit();
      assert.deepEqual(await deliver(application, news), { kind: 'done' });
      await holds('Absent-9-mot');
    });

    test('silent', async () => {
      await using application = await open();
      line.fall('silent');
      const news = await chosen('Muet-10-mot');
      assert.equal((await deliver(application, news, SHORT_MS)).kind, 'later');
      line.mend();
      // A connection that was being made meanwhile must have its chance to be found dead.
      await pause(50);
      assert.deepEqual(await deliver(application, news), { kind: 'done' });
      await holds('Muet-10-mot');
    });

    test('cut in mid-answer', async () => {
      await using application = await open();
      line.fall('half');
      const news = await chosen('Coupe-11-mot');
      assert.equal((await deliver(application, news)).kind, 'later');
      line.mend();
      assert.deepEqual(await deliver(application, news), { kind: 'done' });
      await holds('Coupe-11-mot');
    });

    test('garbage', async () => {
      await using application = await open();
      line.fall('garbage');
      const news = await chosen('Bruit-12-mot');
      assert.equal((await deliver(application, news)).kind, 'later');
      line.mend();
      assert.deepEqual(await deliver(application, news), { kind: 'done' });
      await holds('Bruit-12-mot');
    });

    test('an answer without end', async () => {
      await using application = await open();
      line.fall('flood');
      const before = process.memoryUsage().rss;
      const news = await chosen('Deluge-13-mot');
      assert.equal((await deliver(application, news, 5 * SHORT_MS)).kind, 'later');
      assert.ok(process.memoryUsage().rss - before < KEPT_BYTES, 'it keeps what comes');
      line.mend();
      await pause(50);
      assert.deepEqual(await deliver(application, news), { kind: 'done' });
      await holds('Deluge-13-mot');
    });

    test('a certificate of another authority', async (t) => {
      if (stand.ports.encrypted === undefined) {
        t.skip('this server speaks in clear only');
        return;
      }
      await using wiretap = await startFaultyLine(stand.ports.encrypted, stand.host);
      await using application = await stand.open({ port: wiretap.port, authority: 'other', encrypted: true });
      const carried = await deliver(application, await chosen('Trahi-14-mot'));
      assert.equal(carried.kind, 'later');
      assert.ok(!wiretap.sent.includes('Trahi-14-mot'), 'the password was sent to a stranger');
    });

    test('over an encrypted line', async (t) => {
      if (stand.ports.encrypted === undefined) {
        t.skip('this server speaks in clear only');
        return;
      }
      await using wiretap = await startFaultyLine(stand.ports.encrypted, stand.host);
      await using application = await stand.open({ port: wiretap.port, authority: 'right', encrypted: true });
      assert.deepEqual(await deliver(application, await chosen('Voile-17-mot')), { kind: 'done' });
      await holds('Voile-17-mot');
      assert.ok(!wiretap.sent.includes(stand.holder.login), 'what was sent could be read on the way');
    });

    test('tried again after a crash', async () => {
      const news = await chosen('Reprise-15-mot');
      let lost = false;
      for (let pieces = 0; !lost && pieces < MOST_PIECES; pieces += 1) {
        await using application = await open();
        line.loseAnswersAfter(pieces);
        const { kind } = await deliver(application, news, 2 * SHORT_MS);
        const isWhole = !line.hasLost;
        line.mend();
        if (kind === 'done') await holds('Reprise-15-mot');
        // A server may be about to do what it was asked when the line breaks.
        const isThere = async () =>
          announces ? stand.heard?.(news.deliveryId) === true : await stand.opens(revealed(news));
        lost = isWhole || (await within(SETTLE_MS, isThere));
      }
      assert.ok(lost, 'the password never came');
      await using application = await open();
      assert.deepEqual(await deliver(application, news), { kind: 'done' });
      await holds('Reprise-15-mot');
    });

    test('given up by whoever asked', async () => {
      await using application = await open();
      // Connected first: how long a connection may take to be made has a limit of its own, and only the signal shall count.
      assert.equal((await deliver(application, await chosen('Avant-16-mot'))).kind, 'done');
      line.fall('silent');
      const giveUp = new AbortController();
      const delivering = application.deliver(await chosen('Lasse-16-mot'), giveUp.signal);
      giveUp.abort();
      assert.ok(await isInTime(delivering, MARK_MS), 'it does not end when its signal does');
      assert.equal((await delivering).kind, 'later');
      line.mend();
    });

    test('checked', async () => {
      await using application = await open();
      const well = await application.check();
      assert.deepEqual(
        well.filter(({ level }) => level === 'failure'),
        [],
      );
      await line.refuse();
      const away = await application.check();
      await line.admit();
      assert.ok(
        away.some(({ level, mend }) => level === 'failure' && mend !== undefined),
        'a server that is away passes the check',
      );
    });
  });
}
