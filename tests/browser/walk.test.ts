import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';

import { launchChromium } from '../support/chromium.ts';
import { FIXED } from '../support/fixed-people.ts';
import { type Installation, install, serve } from '../support/jeton.ts';
import { firstPasswordOf } from '../support/person.ts';
import { realSystems } from '../support/real-systems.ts';
import { startSlapd } from '../support/slapd.ts';
import { startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { openWebmail } from '../support/webmail.ts';

const PEOPLE = 60_000;
const NEW = 'Épreuve-2026 œuf';

async function headingOf(page: Page): Promise<string> {
  return (await page.locator('h1').innerText()).replaceAll('\u00A0', ' ');
}

async function askFor(page: Page, installation: Installation, address: string): Promise<void> {
  await page.goto(installation.publicUrl);
  await page.getByLabel(/adresse|mail/i).fill(address);
  await page.locator('form:has(input[name=email]) button').click();
}

async function choose(page: Page, password: string, confirmation = password): Promise<void> {
  await page.getByLabel('Saisissez votre mot de passe', { exact: true }).fill(password);
  await page.getByLabel('Re-saisissez votre mot de passe', { exact: true }).fill(confirmation);
  await page.getByRole('button', { name: 'Réinitialiser mon mot de passe' }).click();
}

test(`the whole procedure in French, without JavaScript, on a tree of ${PEOPLE} people`, async (context) => {
  await using slapd = await startSlapd({ people: PEOPLE, policy: { history: 3 } });
  await using relay = await startSmtp();
  await using folder = await createTempFolder();
  const applications = `applications:\n  - { name: ENT, type: ldap-replica, url: '${slapd.urls.ldaps}', tls: { ca: ${slapd.ca} } }\n`;
  const systems = await realSystems(folder.path, { slapd, relay, applications });
  const installation = await install({ folder: folder.path, systems });
  await using jeton = await serve(installation);
  await using browser = await launchChromium({ javaScript: false });
  const page = await browser.newPage();
  const { number, address } = FIXED.plus;

  await context.test('an address that nobody has is told so', async () => {
    await askFor(page, installation, 'personne@exemple.test');
    assert.match(await page.title(), /^Erreur/);
    assert.equal(await page.locator('input[name=email]').inputValue(), 'personne@exemple.test');
    assert.equal(relay.mails.length, 0);
  });

  await context.test('a known address is told until when the link is good', async () => {
    await askFor(page, installation, address);
    const text = await page.locator('main').innerText();
    assert.ok(text.includes(address), text);
    assert.match(text, /12\sheures/);
    assert.match(text, /\d{1,2}\sh\s\d{2}/);
  });

  const mail = await relay.waitForMail(address);
  await using webmail = await openWebmail(mail);

  await context.test(
    'the link is opened from a page of another site, and its token leaves the address bar',
    async () => {
      assert.equal(mail.parsed.from?.value[0]?.address, 'no_reply@univ.example');
      assert.equal(mail.lines.filter((line) => line.startsWith(`${installation.publicUrl}jeton/`)).length, 1);
      await page.goto(webmail.url);
      await page.locator(`a[href^="${installation.publicUrl}jeton/"]`).first().click();
      assert.equal(page.url(), `${installation.publicUrl}password`);
      assert.equal(await headingOf(page), `Réinitialisation du mot de passe pour le compte du n° étudiant : ${number}`);
    },
  );

  await context.test('a password that falls short is told everything at once, and so are two that differ', async () => {
    await choose(page, 'court', 'autre');
    assert.match(await page.title(), /^Erreur/);
    const text = await page.locator('main').innerText();
    for (const pattern of [/8\scaractères/, /majuscule/, /chiffre/, /spécial/, /(identiques|correspondent|diff)/i]) {
      assert.match(text, pattern);
    }
    assert.equal(await page.locator('input[name=password]').inputValue(), '');
  });

  await context.test("the directory's own refusal is told in plain words, and the link stays good", async () => {
    await choose(page, firstPasswordOf(number));
    assert.match(await page.title(), /^Erreur/);
    assert.match(await page.locator('main').innerText(), /déjà/);
    assert.equal(await slapd.opens(number, firstPasswordOf(number)), true);
  });

  await context.test('a good one is accepted: an hour is promised, and the applications are listed', async () => {
    await choose(page, NEW);
    assert.equal(page.url(), `${installation.publicUrl}follow`);
    const text = (await page.locator('main').innerText()).replaceAll('\u00A0', ' ');
    assert.match(text, /dans un délai d’une heure/);
    assert.match(text, /ENT/);
  });

  await context.test('the new password opens the account and the old one does not', async () => {
    assert.equal(await slapd.opens(number, NEW), true);
    assert.equal(await slapd.opens(number, firstPasswordOf(number)), false);
  });

  await context.test('the change is confirmed by mail to every address of the account', async () => {
    await relay.waitForMail(({ to, parsed }) => to.includes(address) && /a été changé/.test(parsed.subject ?? ''));
    await relay.waitForMail(({ to }) => to.some((one) => one.endsWith('@univ.example')));
  });

  await context.test('the link is used up, and says so; its form cannot be reached any more', async () => {
    await page.goto(`${installation.publicUrl}password`);
    assert.equal(await page.locator('input[name=password]').count(), 0);
    await page.goto(webmail.url);
    await page.locator(`a[href^="${installation.publicUrl}jeton/"]`).first().click();
    assert.match(await page.locator('main').innerText(), /déjà/);
  });

  await context.test('neither the token nor the password was logged', () => {
    const token = mail.lines
      .find((line) => line.startsWith(`${installation.publicUrl}jeton/`))
      ?.split('/')
      .at(-1);
    assert.ok(token !== undefined && token.length === 43);
    assert.ok(jeton.log().includes('password.accepted'));
    assert.ok(!jeton.log().includes(token));
    assert.ok(!jeton.log().includes(NEW));
    assert.ok(!jeton.log().includes(address));
  });

  await context.test('it stops by itself when it is asked to', async () => {
    assert.equal(await jeton.stop(), 0);
  });
});
