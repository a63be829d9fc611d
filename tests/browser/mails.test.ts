import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { renderMessage } from '../../src/mail/render-message.ts';
import { LANGUAGES } from '../../src/platform/language.ts';
import { findViolations } from '../support/axe.ts';
import { type Chromium, launchChromium } from '../support/chromium.ts';
import { MESSAGES, NOW } from '../support/mailer.ts';
import { UNIVERSITY } from '../support/university.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const HOUR = 3_600_000;

/** As a mail program that keeps no styles shows it. */
const STRIPPED = `for (const each of document.querySelectorAll('body [style]')) each.removeAttribute('style')`;

/** The ground that a program gives a mail which sets none; axe takes it for white otherwise. */
const ON_CANVAS = `document.documentElement.style.background = 'Canvas'`;

describe('the HTML part of each mail, as a mail program shows it', () => {
  let chromium: Chromium;
  let page: Page;
  before(async () => {
    chromium = await launchChromium({ javaScript: true, viewport: { width: 320, height: 640 } });
    page = await chromium.newPage();
  });
  after(() => chromium[Symbol.asyncDispose]());

  for (const language of LANGUAGES) {
    for (const [name, message] of Object.entries(MESSAGES)) {
      test(`${name}, ${language}: is read on a phone, in the light and in the dark, with its styles and without`, async () => {
        const { html } = renderMessage({ message, language, institution: UNIVERSITY, promiseMs: HOUR, now: NOW });
        await page.setContent(html);
        await page.evaluate(ON_CANVAS);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          assert.deepEqual(await findViolations(page, RULES), [], colorScheme);
        }
        const width = 'document.documentElement.scrollWidth';
        assert.ok((await page.evaluate<number>(width)) <= 320);
        const said = await page.locator('body').innerText();
        await page.evaluate(STRIPPED);
        assert.deepEqual((await page.locator('body').innerText()).match(/\S+/g), said.match(/\S+/g));
        assert.deepEqual(await findViolations(page, RULES), [], 'without styles');
      });
    }
  }

  test('the button is as large as a thumb, and in the colour of the institution', async () => {
    const institution = { ...UNIVERSITY, colours: { band: '#63003c', accent: '#8a1538' } };
    const { html } = renderMessage({ message: MESSAGES.reset, language: 'fr', institution, promiseMs: HOUR, now: NOW });
    await page.setContent(html);
    const box = await page.locator('td a').boundingBox();
    assert.ok(box !== null && box.height >= 44 && box.width >= 44);
    const colour = await page.evaluate(`getComputedStyle(document.querySelector('td')).backgroundColor`);
    assert.equal(colour, 'rgb(138, 21, 56)');
  });
});
