import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitForRest } from '../support/at-rest.ts';
import { assertPasswordsOpen, importMembers, membersOf } from '../support/crowd.ts';
import { embeddedSystems } from '../support/embedded-systems.ts';
import { type Flood, startFlood } from '../support/flood.ts';
import { type Installation, type RunningJeton, install, serve } from '../support/jeton.ts';
import { personAtWeb } from '../support/person-at-web.ts';
import { parseMetrics } from '../support/prometheus.ts';
import { whileProcessorIsSlow } from '../support/slow-processor.ts';
import { linkIn, startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

const PATIENCE_MS = 120_000;
const BUSY = /<h1>Le service est très sollicité<\/h1>/;

async function shedOf({ management }: Installation, kind: string): Promise<number | undefined> {
  const samples = parseMetrics(await (await fetch(`${management}/metrics`)).text());
  return samples.find(({ name, labels }) => name === 'jeton_requests_shed_total' && labels['kind'] === kind)?.value;
}

function linesWith({ log }: Pick<RunningJeton, 'log'>, text: string): number {
  return log().split(text).length - 1;
}

async function waitForShedding({ washed }: Flood): Promise<void> {
  const look = (): true | undefined => {
    const shed = washed.filter(({ status }) => status === 503);
    const isShed = (posts: boolean): boolean => shed.some(({ address }) => (address !== undefined) === posts);
    return isShed(true) && isShed(false) ? true : undefined;
  };
  await until(look, { missing: () => `nobody is put off of ${washed.length}`, patienceMs: PATIENCE_MS });
}

/** Asks whether the process is alive until told to stop; how often it said yes. */
function watchHealth({ management }: Installation): () => Promise<number> {
  const stopping = new AbortController();
  const watching = (async () => {
    let times = 0;
    while (!stopping.signal.aborted) {
      assert.equal((await fetch(`${management}/healthz`)).status, 200);
      times += 1;
    }
    return times;
  })();
  return async () => {
    stopping.abort();
    return await watching;
  };
}

test('a flood is put off politely, whoever has a link gets through, and nothing that was taken is lost', async () => {
  await using folder = await createTempFolder();
  await using relay = await startSmtp();
  const installation = await install({ folder: folder.path, systems: embeddedSystems(relay), more: 'limits: off\n' });
  const [holders, others] = [membersOf(8), membersOf(1200).slice(8)];
  await importMembers(installation, [...holders, ...others]);
  await using jeton = await serve(installation);
  const people = await Promise.all(
    holders.map(async (member) => {
      const person = personAtWeb(installation);
      assert.equal((await person.request(member.address)).status, 200);
      const mail = await relay.waitForMail(member.address, PATIENCE_MS);
      return { member, person, link: linkIn(mail, installation.publicUrl) };
    }),
  );
  assert.equal(linesWith(jeton, 'overloaded'), 0, 'so few are no load');

  const stopWatching = watchHealth(installation);
  const addresses = others.map(({ address }) => address);
  await using flood = startFlood({ url: installation.publicUrl, atOnce: 200, addresses });
  // However fast the machine is, it is not fast enough.
  await whileProcessorIsSlow(jeton.pid, () => waitForShedding(flood));
  const kept = await Promise.all(
    people.map(async ({ member, person, link }) => {
      const password = `Passe-${member.login}`;
      assert.equal((await person.choose(await person.open(link), password)).status, 303);
      assert.equal((await person.follow()).status, 200);
      return { ...member, password };
    }),
  );
  await flood.ebb();
  assert.ok((await stopWatching()) > 0);

  const { washed } = flood;
  assert.deepEqual(new Set(washed.map(({ status }) => status)), new Set([200, 503]));
  for (const { retryAfter, address, body } of washed.filter(({ status }) => status === 503)) {
    assert.match(retryAfter ?? '', /^(1[5-9]|[23]\d|4[0-4])$/);
    assert.match(body, BUSY);
    if (address !== undefined) assert.ok(body.includes(`value="${address}"`), 'what was typed is kept');
  }
  // What was taken is still being worked off, which may be an episode of its own.
  const served = async () => ((await fetch(installation.publicUrl)).status === 200 ? true : undefined);
  await until(served, { missing: 'the form is not served again', patienceMs: PATIENCE_MS });
  const over = () => linesWith(jeton, '"overloaded: ') === linesWith(jeton, '"no longer overloaded"') || undefined;
  await until(over, { missing: 'it goes on', patienceMs: PATIENCE_MS });
  assert.ok(linesWith(jeton, '"overloaded: ') < 10, 'lines of episodes, not of requests');
  assert.ok(((await shedOf(installation, 'page')) ?? 0) > 0 && ((await shedOf(installation, 'request')) ?? 0) > 0);
  assert.equal(await shedOf(installation, 'begun'), 0);

  await waitForRest(installation);
  const taken = washed.filter(({ status, address }) => status === 200 && address !== undefined);
  assert.ok(taken.length > 0);
  for (const { address } of taken) await relay.waitForMail(address ?? '', PATIENCE_MS);
  assert.equal(await jeton.stop(), 0);
  assert.doesNotMatch(jeton.log(), /"level":"(error|fatal)"/);
  await assertPasswordsOpen(installation, kept);
});
