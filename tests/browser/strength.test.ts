import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Chromium, launchChromium } from '../support/chromium.ts';
import { startPageServer } from '../support/page-server.ts';
import { until } from '../support/until.ts';

const server = await startPageServer();
after(() => server[Symbol.asyncDispose]());

describe('advice while a password is typed', () => {
  let chromium: Chromium;
  let page: Page;
  const asked: string[] = [];
  before(async () => {
    chromium = await launchChromium({ javaScript: true });
    page = await chromium.newPage();
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await page.goto(server.addressOf('fr/password'));
  });
  after(() => chromium[Symbol.asyncDispose]());

  /** What is said of a password, once it is about that one. */
  async function adviceOn(password: string): Promise<string> {
    const level = async () => (await page.getAttribute('#strength', 'data-level')) ?? '';
    await page.fill('#password', '');
    await until(async () => (await level()) === '' || undefined, { missing: 'it still tells of another one' });
    await page.fill('#password', password);
    await until(async () => (await level()) !== '' || undefined, { missing: 'there is no advice' });
    return (await page.locator('#strength').innerText()).replaceAll('\u00A0', ' ').trim();
  }

  test('nothing of it is fetched before the first key, and then nothing but what it consists of', async () => {
    assert.ok(!asked.some((each) => /strength|words/.test(each)), asked.join());
    await adviceOn('Un essai pour rien');
    const since = asked.splice(0).filter((each) => !/password|style|logo/.test(each));
    assert.deepEqual(since.map((each) => each.replace(/.*assets/, '')).sort(), ['/strength.js', '/words.txt']);
    await adviceOn('Encore un autre');
    assert.deepEqual(asked, [], 'what is typed goes nowhere');
  });

  for (const [password, advice] of [
    ['Soleil1!', /^Facile à deviner\. Il contient un mot courant/],
    ['M0tdep@sse!', /^Facile à deviner\. Il contient un mot courant/],
    ['Pamplemousse1!', /^Facile à deviner\. Il contient un mot courant/],
    ['Grenouille2024!', /^Facile à deviner\. Il contient un mot courant/],
    ['Sunflower7!', /^Facile à deviner\. Il contient un mot courant/],
    ['jaimelesfrites', /^Assez difficile à deviner\. Il contient un mot courant/],
    ['Universite-bienvenue1', /^Facile à deviner\. Il contient un mot courant/],
    ['Été2026!', /^Facile à deviner\./],
    ['Martin28700001', /^Facile à deviner\. Il contient (un mot courant|votre numéro)/],
    ['28700001-kV9#p', /^Assez difficile à deviner\. Il contient votre numéro/],
    ['87654321', /^Facile à deviner\. Il contient une suite/],
    ['12345678', /^Facile à deviner\. Il contient une suite/],
    ['Aaaaaaa1!', /^Facile à deviner\. Il répète/],
    ['12/03/1998', /^Facile à deviner\. Il contient une date/],
    ['Azertyuiop1', /^Facile à deviner\./],
    ['Abababab9!', /^Facile à deviner\. Il répète/],
    ['Rfghj-7!', /^Facile à deviner\. Il contient une suite/],
    ['kV9#pTzw', /^Assez difficile à deviner\.$/],
    ['quatre hiboux grignotent du plâtre', /^Difficile à deviner\.$/],
    ['x7$Kq!vR2m&wZ', /^Difficile à deviner\.$/],
  ] as const) {
    test(`“${password}” gets its advice`, async () => assert.match(await adviceOn(password), advice));
  }

  test('nothing below moves while somebody types, on a narrow phone either', async () => {
    for (const width of [320, 360, 1280]) {
      const other = await chromium.newPage();
      await other.setViewportSize({ width, height: 700 });
      await other.goto(server.addressOf('fr/password'));
      const place = async () =>
        other.evaluate<number>(`document.querySelector('#confirmation').getBoundingClientRect().top + scrollY`);
      const before = await place();
      for (const [typed, why] of [
        ['Soleil1!', 'mot courant'],
        ['12/03/1998', 'une date'],
        ['azertyuiop', 'clavier'],
      ] as const) {
        await other.fill('#password', typed);
        await other.locator('#strength').getByText(why).waitFor();
        assert.ok(Math.abs((await place()) - before) < 2, `${width}: ${typed}`);
      }
      await other.context().close();
    }
  });

  test('who listens is told once, after the rules, when the typing pauses', async () => {
    await page.fill('#password', 'Soleil1!');
    await page.getByText(/^Règles respectées\u00A0: 2 sur 2\. Facile à deviner\./).waitFor({ state: 'attached' });
  });

  test('a locked key for capital letters is told', async () => {
    const tell = (isOn: boolean) =>
      page.evaluate(
        `document.querySelector('#password').dispatchEvent(new KeyboardEvent('keydown', { key: 'a', modifierCapsLock: ${isOn} }))`,
      );
    // A place of its own that is there before it says anything: readers tell what changes in it.
    const told = page.getByRole('status').filter({ hasText: /Verr\. Maj/ });
    assert.equal(await page.locator('#caps[role=status]').count(), 1);
    assert.equal(await told.count(), 0);
    await tell(true);
    assert.equal(await told.isVisible(), true);
    await tell(false);
    assert.equal(await told.count(), 0);
  });

  test('a browser that refuses workers ticks and compares all the same', async () => {
    const other = await chromium.newPage();
    await other.addInitScript('window.Worker = class { constructor() { throw new DOMException("no") } }');
    await other.goto(server.addressOf('fr/password'));
    await other.fill('#password', 'Bonjour-7');
    await other.fill('#confirmation', 'Bonjour-7');
    await other.getByText('Les deux saisies sont identiques').waitFor();
    assert.equal(await other.locator('#rules li.met').count(), 2);
    assert.equal(await other.locator('#strength').isVisible(), false);
    await other.context().close();
  });

  test('without the list of words nothing is called hard to guess', async () => {
    server.missing.add('words.txt');
    try {
      const other = await chromium.newPage();
      await other.goto(server.addressOf('fr/password'));
      const refused = other.waitForResponse(/words/);
      await other.fill('#password', 'Universite-bienvenue1');
      assert.equal((await refused).status(), 404);
      await other.getByText(/^Règles respectées\u00A0: 2 sur 2\.$/).waitFor({ state: 'attached' });
      assert.equal((await other.locator('#strength').innerText()).trim(), '');
      await other.context().close();
    } finally {
      server.missing.delete('words.txt');
    }
  });
});
