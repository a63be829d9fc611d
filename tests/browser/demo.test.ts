import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';

import { launchChromium } from '../support/chromium.ts';
import { type RunningCommand, startCommand } from '../support/command.ts';
import { findFreePort } from '../support/free-port.ts';
import { createTempFolder } from '../support/temp-folder.ts';

const NEW = 'Nouveau-Départ-2026';
const SHORT_OF_RULES = 'court';
/** IPWeb has a new password after about 30 s; a busy machine may take much longer. */
const PATIENCE_MS = 120_000;
const TEST = { timeout: 300_000 };

/** What the demo prints for whoever started it. */
interface Printed {
  readonly start: string;
  readonly address: string;
  readonly number: string;
  readonly inbox: string;
  readonly ent: string;
  readonly moodle: string;
  readonly ipweb: string;
  readonly password: string;
}

async function readPrinted(demo: RunningCommand): Promise<Printed> {
  await demo.waitForLine(/Ctrl\+C/);
  const find = (pattern: RegExp): string => {
    const [, found] = pattern.exec(demo.printed()) ?? [];
    assert.ok(found !== undefined, `${String(pattern)} in:\n${demo.printed()}`);
    return found;
  };
  return {
    start: find(/^ *Jeton +(http\S+)$/m),
    address: find(/address to type +(\S+@\S+)/),
    number: find(/\(account (\d+)\)/),
    inbox: find(/(http\S+\/demo\/inbox)/),
    ent: find(/(http\S+\/demo\/ent)/),
    moodle: find(/(http\S+\/demo\/moodle)/),
    ipweb: find(/(http\S+\/demo\/ipweb)/),
    password: find(/password until now +(\S+)/),
  };
}

async function ask(page: Page, { start, address }: Printed): Promise<void> {
  await page.goto(start);
  await page.locator('input[name=email]').fill(address);
  await page.locator('form:has(input[name=email]) button').click();
  assert.ok((await page.locator('main').innerText()).includes(address));
}

/** Fetches the mail by and by, opens it, and clicks the link in it; the page that this opens. */
async function clickTheLink(page: Page, printed: Printed): Promise<Page> {
  const mail = page.getByRole('link', { name: 'Réinitialisation de votre mot de passe' }).first();
  await page.goto(printed.inbox);
  await until(page, async () => (await mail.count()) > 0);
  await mail.click();
  const frame = page.frameLocator('iframe');
  const opened = page.waitForEvent('popup');
  await frame.getByRole('link', { name: 'Choisir un nouveau mot de passe' }).click();
  const choice = await opened;
  await choice.waitForURL(`${printed.start}password`);
  return choice;
}

/** Loads a page again until it shows what is waited for. */
async function until(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  while (!(await isThere())) {
    signal.throwIfAborted();
    await page.reload();
  }
}

async function opens(page: Page, url: string, { number, password }: Pick<Printed, 'number' | 'password'>) {
  await page.goto(url);
  await page.getByLabel('Numéro étudiant').fill(number);
  await page.getByLabel('Mot de passe').fill(password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  return /^Bienvenue/.test(await page.locator('h1').innerText());
}

async function choose(page: Page, password: string): Promise<void> {
  await page.locator('input[name=password]').fill(password);
  await page.locator('input[name=confirmation]').fill(password);
  await page.getByRole('button', { name: 'Réinitialiser mon mot de passe' }).click();
}

// Both at once: each waits for IPWeb most of the time.
describe('the demo', { concurrency: true }, () => {
  test('without JavaScript: from the printed address to a password that arrives everywhere', TEST, async (t) => {
    await using folder = await createTempFolder();
    const args = ['demo', '--port', String(await findFreePort()), '--data', folder.file('data')];
    await using browser = await launchChromium({ javaScript: false });
    const page = await browser.newPage();
    {
      await using demo = startCommand(args);
      const printed = await readPrinted(demo);
      const before = { number: printed.number, password: printed.password };
      const after = { number: printed.number, password: NEW };

      await t.test('before, the printed password opens all three applications, and another one none', async () => {
        for (const url of [printed.ent, printed.moodle, printed.ipweb]) {
          assert.equal(await opens(page, url, before), true, url);
          assert.equal(await opens(page, url, after), false, url);
        }
      });

      await t.test(
        'the mail is in the inbox, its link leads to the choice, and the follow page lists all three',
        async () => {
          await ask(page, printed);
          const choice = await clickTheLink(page, printed);
          await choose(choice, NEW);
          await choice.waitForURL(`${printed.start}follow`);
          const text = await choice.locator('main').innerText();
          for (const name of ['ENT', 'Moodle', 'IPWeb']) assert.ok(text.includes(name), text);
        },
      );

      await t.test('the new password arrives in each application, where the old one then stops', async () => {
        for (const url of [printed.ent, printed.moodle, printed.ipweb]) {
          await until(page, () => opens(page, url, after));
          assert.equal(await opens(page, url, before), false, url);
        }
      });

      await t.test('it ends when it is asked to', async () => {
        demo.signal('SIGTERM');
        assert.deepEqual(await demo.ended(), { code: 0, signal: null });
      });
    }

    await t.test('started again on the same folder, everything is as it was', async () => {
      await using demo = startCommand(args);
      const printed = await readPrinted(demo);
      for (const url of [printed.ent, printed.moodle, printed.ipweb]) {
        assert.equal(await opens(page, url, { number: printed.number, password: NEW }), true, url);
      }
      await page.goto(printed.inbox);
      assert.ok((await page.getByRole('link', { name: 'Votre mot de passe a été changé' }).count()) > 0);
      demo.signal('SIGINT');
      assert.deepEqual(await demo.ended(), { code: 0, signal: null });
    });
  });

  test('with JavaScript: the rules tick off, and the follow page keeps itself up to date', TEST, async (t) => {
    await using demo = startCommand(['demo', '--port', String(await findFreePort())]);
    const printed = await readPrinted(demo);
    await using browser = await launchChromium({ javaScript: true });
    const page = await browser.newPage();
    const faults: string[] = [];
    page.context().on('weberror', (error) => faults.push(error.error().message));
    await ask(page, printed);
    const choice = await clickTheLink(page, printed);

    await t.test('the rules tick off as they are met, and untick again', async () => {
      const met = choice.locator('#rules .met');
      await choice.locator('input[name=password]').fill(SHORT_OF_RULES);
      const few = await met.count();
      await choice.locator('input[name=password]').fill(NEW);
      assert.ok((await met.count()) > few);
      await choice.locator('input[name=password]').fill(SHORT_OF_RULES);
      assert.equal(await met.count(), few);
    });

    await t.test('the passwords can be shown and hidden', async () => {
      const typeOf = () => choice.locator('input[name=password]').getAttribute('type');
      await choice.getByRole('button', { name: 'Afficher les mots de passe' }).click();
      assert.equal(await typeOf(), 'text');
      await choice.getByRole('button', { name: 'Afficher les mots de passe', pressed: true }).click();
      assert.equal(await typeOf(), 'password');
    });

    await t.test('the follow page shows all three arrivals by itself', async () => {
      await choose(choice, NEW);
      await choice.waitForURL(`${printed.start}follow`);
      let loads = 0;
      choice.on('load', () => (loads += 1));
      for (const name of ['ENT', 'Moodle', 'IPWeb']) {
        // Whole names: the directory's ends in the letters of one.
        const place = choice.locator('li', { has: choice.locator('.name', { hasText: new RegExp(`^${name}$`) }) });
        await place.getByText('arrivé').waitFor({ timeout: PATIENCE_MS });
      }
      assert.equal(loads, 0);
      assert.deepEqual(faults, []);
    });
  });
});
