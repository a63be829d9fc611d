import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { waitForRest } from '../support/at-rest.ts';
import { STUDENT, embeddedSystems, importStudent } from '../support/embedded-systems.ts';
import { type Installation, install, runJeton, serve } from '../support/jeton.ts';
import { personAtWeb } from '../support/person-at-web.ts';
import { PORTAL_CONNECTOR, type Portal, startPortal } from '../support/portal.ts';
import { type TestRelay, linkIn, startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

/** As long as a delivery may rest between two early tries. */
const PATIENCE_MS = 90_000;
const LOGIN = 'cmartin';
const FIRST = 'Premier-choix-1';
const SECOND = 'Second-choix-22';
const REFUSED_BY = /^Badges a refusé votre nouveau mot de passe$/;

interface Campus extends AsyncDisposable {
  readonly installation: Installation;
  readonly relay: TestRelay;
  /** Goes away and comes back. */
  readonly portal: Portal;
  /** Takes long passwords alone. */
  readonly badges: Portal;
}

async function openCampus(): Promise<Campus> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createTempFolder());
  const relay = opened.use(await startSmtp());
  const portal = opened.use(await startPortal({ logins: [LOGIN] }));
  const badges = opened.use(await startPortal({ logins: [LOGIN], minimumLength: 40 }));
  await writeFile(folder.file('token'), 'jeton-de-portail\n', { mode: 0o600 });
  const applications = ['applications:', ...[application('Portail', portal), application('Badges', badges)]].join('\n');
  const systems = embeddedSystems(relay, `${applications}\n`);
  const installation = await install({ folder: folder.path, systems });
  const stack = opened.move();
  return { installation, relay, portal, badges, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function application(name: string, { port }: Portal): string {
  const options = `options: { url: 'http://127.0.0.1:${port}/' }, secrets: { token: { file: ./token } }`;
  return `  - { name: ${name}, type: module, path: '${PORTAL_CONNECTOR}', ${options} }`;
}

/** Asks for a link, opens it and chooses. */
async function reset({ installation, relay }: Campus, password: string, links: number): Promise<void> {
  const person = personAtWeb(installation);
  assert.equal((await person.request(STUDENT.address)).status, 200);
  const isLink = ({ lines }: { lines: readonly string[] }): boolean => lines.some((line) => line.includes('/jeton/'));
  const mail = await until(() => relay.mailsTo(STUDENT.address).filter(isLink)[links], {
    ...{ missing: 'no link', patienceMs: PATIENCE_MS },
  });
  const { status } = await person.choose(await person.open(linkIn(mail, installation.publicUrl)), password);
  assert.equal(status, 303);
}

describe('with an application that is away', () => {
  test('of two passwords in a row, with the service killed after each, the second wins everywhere', async () => {
    await using campus = await openCampus();
    const { installation, portal } = campus;
    await importStudent(installation);
    await portal.stop();
    for (const [links, password] of [FIRST, SECOND].entries()) {
      await using service = await serve(installation);
      await reset(campus, password, links);
      await service.kill();
    }
    await using service = await serve(installation);
    await portal.start();
    await until(() => portal.opens(LOGIN, SECOND) || undefined, {
      ...{ missing: 'the portal has not the second password', patienceMs: PATIENCE_MS },
    });
    await waitForRest(installation);
    assert.ok(portal.opens(LOGIN, SECOND), 'the older one came later');
    assert.ok(!service.log().includes(SECOND));
  });
});

describe('with an application that has rules of its own', () => {
  test('its refusal is told to the person and to the desk, and holds nothing else back', async () => {
    await using campus = await openCampus();
    const { installation, relay, portal, badges } = campus;
    await importStudent(installation);
    await using service = await serve(installation);
    await reset(campus, FIRST, 0);
    const told = await until(
      () => relay.mailsTo(STUDENT.address).find(({ parsed }) => REFUSED_BY.test(parsed.subject ?? '')),
      { missing: 'nobody was told of the refusal', patienceMs: PATIENCE_MS },
    );
    assert.match(told.parsed.text ?? '', /trop court/);
    await until(() => portal.opens(LOGIN, FIRST) || undefined, {
      ...{ missing: 'the refusal held the portal back', patienceMs: PATIENCE_MS },
    });
    assert.equal(badges.opens(LOGIN, FIRST), false);
    const shown = await runJeton(['show', STUDENT.number, '--config', installation.config]);
    assert.match(shown.stdout, /app:Badges +refused .*too-short: HTTP 422: short/);
    assert.match(shown.stdout, /app:Portail +done/);
    assert.ok(!service.log().includes(FIRST));
  });
});
