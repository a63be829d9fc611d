import assert from 'node:assert/strict';
import { personAtWeb } from '../support/person-at-web.ts';
import type { PersonAtWeb } from '../support/person-at-web.ts';
import type { Shown } from '../../src/attacks/form-client.ts';
import { type ReceivedMail, linkIn } from '../support/smtp.ts';
import { until } from '../support/until.ts';
import type { SceneStage } from './campaign.ts';
import { isLinkMail } from './walk.ts';
import type { Resident } from './world.ts';

/** Longer than a connector's time-out and a few waits after it, in milliseconds. */
const PATIENCE_MS = 90_000;

/** Somebody with a link open before them. */
export interface AtTheForm {
  readonly person: PersonAtWeb;
  readonly shown: Shown;
}

/** The people of a scene. */
export function peopleOf({ world: { people } }: SceneStage): readonly [Resident, Resident, Resident] {
  const [first, second, third] = people;
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  return [first, second, third];
}

/** Asks for a link; the page says that it is on its way. */
export async function request({ world }: SceneStage, { address }: Resident): Promise<PersonAtWeb> {
  const person = personAtWeb(world.installation);
  const sent = await person.request(address);
  assert.equal(sent.status, 200, sent.body);
  return person;
}

/** Waits for the link that came after so many others. */
export async function waitForLink(
  { world: { relay, installation } }: SceneStage,
  { address }: Resident,
  after = 0,
): Promise<string> {
  const look = (): string | undefined => {
    const mail = relay.mailsTo(address).filter(isLinkMail)[after];
    return mail === undefined ? undefined : linkIn(mail, installation.publicUrl);
  };
  return await until(look, { missing: `no link for ${address}`, patienceMs: PATIENCE_MS });
}

/** Waits for the link that came after so many others, and opens it. */
export async function openLink(
  stage: SceneStage,
  resident: Resident,
  { person, after = 0 }: { person: PersonAtWeb; after?: number },
): Promise<AtTheForm> {
  return { person, shown: await person.open(await waitForLink(stage, resident, after)) };
}

/** Asks for a link and opens it. */
export async function comeToTheForm(stage: SceneStage, resident: Resident): Promise<AtTheForm> {
  return await openLink(stage, resident, { person: await request(stage, resident) });
}

/** Chooses a password that is accepted. */
export async function choose({ person, shown }: AtTheForm, password: string): Promise<void> {
  const { status, body } = await person.choose(shown, password);
  assert.equal(status, 303, body);
}

/** Waits until the account opens with this password, and checks that it does not with that one. */
export async function waitUntilOpens(
  { world: { slapd } }: SceneStage,
  { uid }: Resident,
  { password, not }: { password: string; not: string },
): Promise<void> {
  const look = async (): Promise<true | undefined> => (await slapd.opens(uid, password)) || undefined;
  await until(look, { missing: `${password} does not open ${uid}`, patienceMs: PATIENCE_MS, lookMs: 100 });
  assert.equal(await slapd.opens(uid, not), false, `${not} still opens ${uid}`);
}

/** Waits until a mail with these words as its subject is there. */
export async function waitForSubject(
  { world: { relay } }: SceneStage,
  { address }: Resident,
  subject: RegExp,
): Promise<ReceivedMail> {
  const look = () => relay.mailsTo(address).find(({ parsed }) => subject.test(parsed.subject ?? ''));
  return await until(look, { missing: `no mail ${String(subject)} for ${address}`, patienceMs: PATIENCE_MS });
}
