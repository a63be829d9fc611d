import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import type { Page as BrowserPage } from 'playwright-core';

import { LANGUAGES } from '../../src/platform/language.ts';
import { buildPolicy } from '../../src/policy/profiles.ts';
import { followPage } from '../../src/web/pages/follow-page.ts';
import { passwordPage } from '../../src/web/pages/password-page.ts';
import { CONTRAST, EVERY_RULE, findViolations } from '../support/axe.ts';
import { type Chromium, launchChromium } from '../support/chromium.ts';
import { startPageServer } from '../support/page-server.ts';
import { LINK, sampleFollowed, samplePages, sampleVisit } from '../support/sample-pages.ts';

/** The height of the page's lowest button, for evaluation in the page; links within a line of text are none. */
const LOWEST_BUTTON = `Math.min(...[...document.querySelectorAll('button, .button')]
  .filter((button) => button.checkVisibility() && !button.closest('.actions'))
  .map((button) => button.getBoundingClientRect().height), Infinity)`;
/** One page of each kind, in the state that has most to say. */
const LARGEST = [
  'request-unknown',
  'sent',
  'account',
  'password-all',
  'dead-used',
  'follow-late',
  'not-me-used',
  'error-500',
].map((name) => `fr/${name}`);
const LOGO_PAGES = ['fr', 'ar'].flatMap((language) => [`${language}/request`, `${language}/request-logo-left`]);
const server = await startPageServer();
after(() => server[Symbol.asyncDispose]());
const { pages, addressOf } = server;
server.files.set('faulty.css', ['main { color: #888; background: #888 }', 'text/css']);
server.files.set('large.css', [':root:root { font-size: 212.5% }', 'text/css']);
const names = [...pages.keys()];
/** One language of each direction. */
const isWhole = (name: string): boolean => /^(fr|ar)\//.test(name);
/** Of the pages of one that differ by their words alone, one. */
const MARKUPS = new Map(names.filter(isWhole).map((name) => [pages.get(name)?.replaceAll(/>[^<]+/g, '>'), name]));
/** Of the other languages what has most to say. `npm run axe` tries them all. */
const FOREIGN = names.filter((name) => !isWhole(name) && LARGEST.includes(name.replace(/^../, 'fr')));

/** Collects what the browser complains of: a refused script or style, a missing file. */
function listen(page: BrowserPage): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  return complaints;
}

describe('pages in a browser, with JavaScript', () => {
  let chromium: Chromium;
  before(async () => {
    chromium = await launchChromium({ javaScript: true });
  });
  after(() => chromium[Symbol.asyncDispose]());

  describe('no accessibility fault, light or dark, in', () => {
    let page: BrowserPage;
    let complaints: string[];
    before(async () => {
      page = await chromium.newPage();
      complaints = listen(page);
    });

    for (const name of [...MARKUPS.values(), ...FOREIGN]) {
      test(name, async () => {
        complaints.length = 0;
        await page.goto(addressOf(name));
        assert.deepEqual(await findViolations(page, EVERY_RULE), [], 'light');
        await page.emulateMedia({ colorScheme: 'dark' });
        assert.deepEqual(await findViolations(page, CONTRAST), [], 'dark');
        await page.emulateMedia({ colorScheme: 'light' });
        assert.deepEqual(complaints, []);
      });
    }
  });

  test('a fault would be found, in the light and in the dark', async () => {
    const page = await chromium.newPage();
    pages.set(
      'faulty',
      String(samplePages(sampleVisit('fr'))[0]?.page)
        .replace('<label for="email"', '<label')
        .replace('</head>', '<link rel="stylesheet" href="faulty.css" /></head>'),
    );
    await page.goto(addressOf('faulty'));
    assert.match((await findViolations(page, EVERY_RULE)).join('\n'), /^label: /m);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      assert.match((await findViolations(page, CONTRAST)).join('\n'), /^color-contrast: /m);
    }
  });

  test('on paper everything is read, by whoever has dark pages too, and nothing is there to press', async () => {
    const page = await chromium.newPage();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const name of LARGEST) {
      await page.goto(addressOf(name));
      assert.deepEqual(await findViolations(page, CONTRAST), [], name);
      assert.equal(await page.locator('button:visible, .quiet:visible, .button:visible').count(), 0, name);
    }
  });

  test('the rules are ticked off while the password is typed', async () => {
    const page = await chromium.newPage();
    await page.goto(addressOf('fr/password'));
    const rules = page.locator('#rules li');
    await page.fill('#password', 'bonjour');
    assert.equal(await page.locator('#rules li.met').count(), 0);
    await page.fill('#password', 'Été à 7 h');
    assert.equal(await page.locator('#rules li.met').count(), 2);
    assert.match(await rules.first().innerText(), /\(respecté\)/);
    await page.fill('#password', 'Bonjour7');
    assert.equal(await page.locator('#rules li.met').count(), 1);
    assert.equal(await page.locator('#rules span.met').count(), 3);
    await page.getByText('Règles respectées\u00A0: 1 sur 2.').waitFor({ state: 'attached' });
  });

  test('another way to meet the policy ticks the rules that it replaces', async () => {
    const policy = buildPolicy({ profile: 'cnil-1' });
    const [account] = LINK.accounts;
    pages.set('cnil', String(passwordPage(sampleVisit('fr', { policy }), { link: LINK, account })));
    const page = await chromium.newPage();
    await page.goto(addressOf('cnil'));
    await page.fill('#password', 'sept mots que personne ne peut vraiment deviner ensemble');
    assert.equal(await page.locator('#rules li[data-rule].met').count(), 3);
  });

  test('the second field is compared as soon as it can be told', async () => {
    const page = await chromium.newPage();
    await page.goto(addressOf('fr/password'));
    await page.fill('#password', 'Bonjour-7');
    await page.fill('#confirmation', 'Bonj');
    assert.equal(await page.locator('#match').innerText(), '');
    await page.fill('#confirmation', 'Bonjour-8');
    assert.match(await page.locator('#match').innerText(), /différentes/);
    await page.fill('#confirmation', 'Bonjour-7');
    assert.match(await page.locator('#match').innerText(), /identiques/);
  });

  test('what the server has said of a field is struck out once somebody types there again, above as well', async () => {
    const page = await chromium.newPage();
    await page.goto(addressOf('fr/password-short'));
    const struck = async (field: string) => [
      await page.locator(`#${field}-error.past`).count(),
      await page.locator(`.problems a[href="#${field}"].past`).count(),
    ];
    assert.deepEqual(
      [await struck('password'), await struck('confirmation')],
      [
        [0, 0],
        [0, 0],
      ],
    );
    await page.fill('#password', 'B');
    assert.deepEqual(
      [await struck('password'), await struck('confirmation')],
      [
        [1, 2],
        [0, 0],
      ],
    );
    assert.deepEqual(await findViolations(page, CONTRAST), []);
    assert.equal(await page.getAttribute('#password', 'aria-invalid'), null);
  });

  test('both passwords can be shown, by keyboard too, and are sent masked', async () => {
    const page = await chromium.newPage();
    await page.goto(addressOf('fr/password'));
    const show = page.getByRole('button', { name: 'Afficher les mots de passe' });
    await page.focus('#confirmation');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    assert.equal(await show.getAttribute('aria-pressed'), 'true');
    assert.equal(await page.getAttribute('#password', 'type'), 'text');
    assert.equal(await page.getAttribute('#confirmation', 'type'), 'text');
    await page.evaluate(`document.forms[0].addEventListener('submit', (event) => event.preventDefault())`);
    await page.getByRole('button', { name: 'Réinitialiser mon mot de passe' }).click();
    assert.equal(await page.getAttribute('#password', 'type'), 'password');
  });

  test('a second press while the first is under way sends nothing', async () => {
    const page = await chromium.newPage();
    await page.goto(addressOf('fr/password'));
    await page.evaluate(`document.forms[0].addEventListener('submit', (event) => {
      document.body.dataset.sent = (document.body.dataset.sent ?? '') + (event.defaultPrevented ? '' : 'once ');
      event.preventDefault();
    })`);
    await page.getByRole('button', { name: 'Réinitialiser mon mot de passe' }).dblclick();
    await page.keyboard.press('Enter');
    assert.equal(await page.getAttribute('body', 'data-sent'), 'once ');
  });

  test('the follow page updates itself until everything has arrived, and can be paused', async () => {
    const visit = sampleVisit('fr');
    pages.set('follow', String(followPage(visit, sampleFollowed('arrived', ['under-way']))));
    const page = await chromium.newPage();
    const complaints = listen(page);
    await page.goto(addressOf('follow'));
    const pause = page.getByRole('button', { name: 'Suspendre la mise à jour automatique' });
    await pause.click();
    const resume = page.getByRole('button', { name: 'Reprendre la mise à jour automatique' });
    pages.set('follow', String(followPage(visit, sampleFollowed('arrived', ['arrived']))));
    await resume.click();
    await page.getByText('il est valable partout').waitFor();
    assert.equal(await page.locator('.places .arrived').count(), 2);
    assert.equal(await page.locator('#pause').isVisible(), false);
    assert.deepEqual(complaints, []);
  });
});

describe('pages in a browser, without JavaScript', () => {
  let chromium: Chromium;
  before(async () => {
    chromium = await launchChromium({ javaScript: false, viewport: { width: 320, height: 256 } });
  });
  after(() => chromium[Symbol.asyncDispose]());

  for (const language of LANGUAGES) {
    test(`nothing scrolls sideways at 320 by 256 pixels, no button is small, nothing is refused or missing, in ${language}`, async () => {
      const page = await chromium.newPage();
      const complaints = listen(page);
      await page.goto(addressOf(`${language}/request`));
      for (const name of names.filter((each) => each.startsWith(`${language}/`))) {
        // In the place of the one before, under its policy: a third of the time that going there takes.
        await page.setContent(pages.get(name) ?? '');
        assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= 320, name);
        assert.ok((await page.evaluate<number>(LOWEST_BUTTON)) >= 44, name);
      }
      assert.deepEqual(complaints, []);
    });
  }

  test('with the text at twice its size nothing scrolls sideways or lies over the name of the institution', async () => {
    const page = await chromium.newPage();
    const large = '<link rel="stylesheet" href="large.css" /></head>';
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      for (const name of LARGEST) {
        pages.set('large', (pages.get(name) ?? '').replace('</head>', large));
        await page.goto(addressOf('large'));
        assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width, `${name}, ${width}`);
        const [above, coin] = await Promise.all(
          ['.institution', '.coin'].map((part) => page.locator(part).boundingBox()),
        );
        assert.ok(above && coin && above.y + above.height <= coin.y, `${name}, ${width}`);
      }
    }
  });

  test('the logo lies over nothing, at either side, whichever way a language is read', async () => {
    const page = await chromium.newPage();
    for (const [width, name] of [360, 1280].flatMap((width) => LOGO_PAGES.map((name) => [width, name] as const))) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(addressOf(name));
      const logo = (await page.locator('.logo').boundingBox()) ?? assert.fail('there is a logo');
      assert.ok(logo.x >= 0 && logo.x + logo.width <= width, `${name}, ${width}`);
      const isLeft = logo.x + logo.width / 2 < (width === 360 ? 180 : 434 + 423);
      if (width === 360) assert.equal(isLeft, name.startsWith('fr') === name.endsWith('left'), name);
      for (const other of ['.institution a', '.coin', '.steps', 'h1']) {
        const box = (await page.locator(other).boundingBox()) ?? assert.fail(other);
        const isApart =
          [logo.x + logo.width <= box.x, box.x + box.width <= logo.x].includes(true) ||
          [logo.y + logo.height <= box.y, box.y + box.height <= logo.y].includes(true);
        assert.ok(isApart, `${name}, ${width}: over ${other}`);
      }
    }
  });

  test('what needs a script is not there', async () => {
    const page = await chromium.newPage();
    await page.goto(addressOf('fr/password'));
    assert.equal(await page.locator('#show').isVisible(), false);
    await page.goto(addressOf('fr/follow'));
    assert.equal(await page.locator('#pause').isVisible(), false);
    assert.equal(await page.getByRole('link', { name: 'Actualiser' }).isVisible(), true);
  });

  test('what is wrong has the focus and leads to its field', async () => {
    const page = await chromium.newPage();
    await page.goto(addressOf('fr/request-unknown'));
    assert.equal(await page.evaluate('document.activeElement.getAttribute("role")'), 'alert');
    await page.getByRole('link', { name: 'Votre adresse mail n’est pas reconnue' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type('x');
    assert.equal(await page.inputValue('#email'), 'lea.dupont@exemple.testx');
  });

  test('the first press of the tab key offers to skip to the content', async () => {
    const page = await chromium.newPage();
    await page.goto(addressOf('fr/request'));
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.getAttribute("href")'), '#content');
    const box = await page.locator('.skip').boundingBox();
    assert.ok(box !== null && box.y >= 0);
  });
});
