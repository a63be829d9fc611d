import assert from 'node:assert/strict';
import { FormClient } from '../../src/attacks/form-client.ts';
import { LOCALES } from '../../src/locales/index.ts';
import { overHttp } from '../support/http-transport.ts';
import { type Installation, runJeton } from '../support/jeton.ts';
import { type Attempt, type Round, type Walk, isLinkMail } from './walk.ts';
import type { World } from './world.ts';

/** In whatever language the person prefers. */
const CHANGED = new Set(Object.values(LOCALES).map(({ mails }) => mails.changed.subject));

/** The passwords of which exactly one must open the account now: more than one only where answers were lost. */
function candidatesOf({ end, attempts }: Round): readonly Attempt[] {
  return attempts.filter(({ answer }) => answer === (end === 'accepted' ? 'accepted' : 'lost'));
}

/** Checks one person's walk from the outside: the directory, the relay, the receiver, the pages. @param slackMs how far the service's clock may differ from ours */
export async function assertKept(world: World, walk: Walk, slackMs = 0): Promise<void> {
  const last = walk.rounds.at(-1);
  assert.ok(last, 'everybody got through');
  await assertOpens(world, walk, last);
  assertMailed(world, walk);
  assertTold(world, walk, { last, slackMs });
  await assertFollowed(world, walk, last);
  for (const round of walk.rounds) await assertSpent(world, walk, round);
  await assertOpens(world, walk, last);
}

/** The last password accepted opens the account; the first one, and whatever was posted besides, does not. */
async function assertOpens({ slapd }: World, { resident, rounds }: Walk, last: Round): Promise<void> {
  const all = [resident.password, ...rounds.flatMap(({ attempts }) => attempts.map(({ password }) => password))];
  const open: string[] = [];
  for (const password of all) if (await slapd.opens(resident.uid, password)) open.push(password);
  const candidates = candidatesOf(last).map(({ password }) => password);
  const seen = JSON.stringify(rounds.map(({ end, attempts }) => ({ end, attempts })));
  assert.equal(open.length, 1, `${resident.uid}: ${open.length} passwords open the account; ${seen}`);
  assert.ok(candidates.includes(open[0] ?? ''), `${resident.uid}: ${String(open[0])} opens the account; ${seen}`);
}

/** Every request that was answered "sent" led to a mail with a link. */
function assertMailed({ relay }: World, { resident, sent }: Walk): void {
  const links = relay.mailsTo(resident.address).filter(isLinkMail);
  const distinct = new Set(links.map(({ lines }) => lines.find((line) => line.includes('/jeton/'))));
  assert.ok(
    distinct.size >= sent.length,
    `${resident.uid}: ${distinct.size} links for ${sent.length} requests answered`,
  );
}

/** The confirmation went to every address of the account, and the application heard of the change. */
function assertTold(
  { relay, receiver }: World,
  { resident }: Walk,
  { last, slackMs }: { last: Round; slackMs: number },
): void {
  const since = Math.min(...candidatesOf(last).map(({ postedAt }) => postedAt));
  const confirmations = relay.mailsTo(resident.address).filter(({ parsed }) => CHANGED.has(parsed.subject ?? ''));
  assert.ok(confirmations.length > 0, `${resident.uid}: no confirmation`);
  const announced = receiver.announcementsFor(resident.uid).some(({ chosenAt }) => chosenAt >= since - slackMs);
  assert.ok(announced, `${resident.uid}: not announced`);
}

/** Who saw their password accepted can follow it to its arrival everywhere. */
async function assertFollowed({ installation }: World, { browser, resident }: Walk, last: Round): Promise<void> {
  if (last.end !== 'accepted') return;
  const shown = await browser.open(`${new URL(installation.publicUrl).pathname}follow`);
  assert.equal(shown.status, 200, shown.body);
  const arrived = shown.body.match(/<li class="arrived">/g)?.length;
  assert.equal(arrived, 3, `${resident.uid}: ${shown.body}`);
}

/** The link opens no form any more, and a form that was kept changes nothing. */
async function assertSpent({ installation }: World, { resident }: Walk, { link }: Round): Promise<void> {
  const browser = new FormClient(overHttp(installation.publicUrl));
  const { pathname } = new URL(link);
  assert.equal((await browser.open(pathname)).status, 410, `${resident.uid}: the link still opens`);
  const password = `Rejoue-${resident.uid}`;
  const fields = { password, confirmation: password };
  const { status } = await browser.post(`${new URL(installation.publicUrl).pathname}password`, Object.entries(fields));
  assert.equal(status, 410, `${resident.uid}: the link worked twice`);
}

/** The audit trail knows of everything that was seen, and of no password that overtook a newer one. */
export async function assertAudited({ installation }: World, { resident, rounds, sent }: Walk): Promise<void> {
  const trail = await showTrail(installation, resident.uid);
  const count = (kind: string): number => trail.split(/\s+/).filter((word) => word === kind).length;
  const accepted = rounds.filter(({ end }) => end === 'accepted').length;
  assert.ok(count('password.accepted') >= accepted, `${accepted} acceptances seen:\n${trail}`);
  assert.ok(count('request.sent') >= sent.length, `${sent.length} requests answered:\n${trail}`);
  assert.equal(count('delivery.overtaken'), 0, trail);
  assert.equal(count('delivery.expired') + count('promise.missed'), 0, trail);
}

/** The audit trail of one person, as the support desk reads it. */
export async function showTrail({ config }: Installation, login: string): Promise<string> {
  const { code, stdout, stderr } = await runJeton(['show', login, '--config', config]);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** The command that prints what is left in the ledger. */
export async function assertNothingLeft({ installation }: World): Promise<void> {
  const { stdout, stderr } = await runJeton(['check', '--config', installation.config]);
  assert.match(stdout, /ledger: 0 sealed contents, 0 deliveries under way/, stdout + stderr);
}
