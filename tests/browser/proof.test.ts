import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { type Chromium, launchChromium } from '../support/chromium.ts';
import { HOUR, SETTINGS } from '../support/institution.ts';
import { type WebInstitution, startWeb } from '../support/web.ts';

const LIMITS = SETTINGS.limits ?? assert.fail('the tests have limits');
const ADDRESS = 'camille@exemple.test';

/** The service on a real port, where this machine has had its share of unknown answers. */
async function startListening(): Promise<WebInstitution & { readonly root: string }> {
  const limits = { ...LIMITS, unknownPerClient: { count: 1, windowMs: HOUR } };
  const web = await startWeb({ settings: { limits, publicUrl: new URL('http://127.0.0.1/') } });
  web.institution.directory.add('28700001', [ADDRESS]);
  await web.app.listen({ host: '127.0.0.1', port: 0 });
  await web.browser('127.0.0.1').post('/', [['email', 'personne@exemple.test']]);
  return { ...web, root: `http://127.0.0.1:${(web.app.server.address() as AddressInfo).port}/` };
}

async function ask(chromium: Chromium, root: string) {
  const page = await chromium.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    // That the answer is 429 is said as well.
    if (message.type() === 'error' && !message.text().includes('429')) complaints.push(message.text());
  });
  await page.goto(root);
  await page.locator('input[name=email]').fill(ADDRESS);
  await page.locator('form button').click();
  return { page, complaints };
}

test('a browser with JavaScript computes and goes on by itself, under the policy that every answer carries', async () => {
  await using web = await startListening();
  await using chromium = await launchChromium({ javaScript: true });
  const { page, complaints } = await ask(chromium, web.root);
  await page.getByRole('heading', { name: 'Consultez votre messagerie' }).waitFor();
  assert.match(await page.content(), new RegExp(ADDRESS));
  assert.deepEqual(complaints, []);
  await web.institution.drain();
  assert.equal(web.institution.mailer.sent.length, 1);
});

test('one without waits, is told when a press is too early, and gets through', async () => {
  await using web = await startListening();
  await using chromium = await launchChromium({ javaScript: false });
  const { page } = await ask(chromium, web.root);
  await page.getByText('Patientez 30').waitFor();
  assert.match(await page.content(), new RegExp(ADDRESS));
  web.institution.clock.advance(12_000);
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.getByText('Patientez 18').waitFor();
  web.institution.clock.advance(18_000);
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.getByRole('heading', { name: 'Consultez votre messagerie' }).waitFor();
  await web.institution.drain();
  assert.equal(web.institution.mailer.sent.length, 1);
});
