import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Chromium, launchChromium } from '../support/chromium.ts';
import { startPageServer } from '../support/page-server.ts';
import { TREES, holdStill, treeOf } from '../support/trees.ts';

const server = await startPageServer();
after(() => server[Symbol.asyncDispose]());
const french = [...server.pages.keys()].filter((name) => name.startsWith('fr/'));
/** One page of each kind, in the state that has most to say, and one that is read from right to left. */
const KINDS = ['request-unknown', 'proof', 'sent', 'code-wrong', 'account', 'password-all', 'dead-used', 'follow-late'];
const LARGEST = [...KINDS, 'not-me-revocable', 'error-500']
  .map((name) => `fr/${name}`)
  .concat('ar/sent', 'ar/password');

/** WCAG 2.2, 1.4.12: what readers may set without losing anything. */
const SPACED = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }`;

/** Boxes whose text is cut, for evaluation in the page. */
const CUT = `[...document.querySelectorAll('body *')].filter((box) => {
  const { overflow, clipPath } = getComputedStyle(box);
  return overflow === 'hidden' && clipPath === 'none' && (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1);
}).map((box) => box.outerHTML.slice(0, 80))`;

/** What is pressed and is smaller than 24 by 24 pixels, unless it stands in a line of text (WCAG 2.2, 2.5.8). */
const SMALL = `[...document.querySelectorAll('a, button, input:not([type=hidden])')].filter((target) => {
  if (!target.checkVisibility() || target.matches('.skip')) return false;
  const inText = target.parentElement.tagName === 'P' && target.parentElement.textContent.trim() !== target.textContent.trim();
  const { width, height } = target.getBoundingClientRect();
  return !inText && (width < 24 || height < 24);
}).map((target) => target.outerHTML.slice(0, 80))`;

/** Where the focus is, and whether one can see it. */
const FOCUSED = `(() => {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(focused);
  const { top, bottom } = focused.getBoundingClientRect();
  return {
    what: focused.id || focused.name || focused.textContent.trim().slice(0, 40),
    seen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && bottom > 0 && top < innerHeight,
  };
})()`;

interface Focused {
  readonly what: string;
  readonly seen: boolean;
}

/** What so many presses of the tab key come to from the top of the page. */
async function walk(page: Page, presses: number): Promise<readonly (Focused | null)[]> {
  // What is wrong has the focus at first.
  await page.evaluate('document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute("tabindex")');
  const stops: (Focused | null)[] = [];
  for (let press = 0; press < presses; press += 1) {
    await page.keyboard.press('Tab');
    stops.push(await page.evaluate<Focused | null>(FOCUSED));
  }
  return stops;
}

/** What can be focused, in the order of the text. */
const FOCUSABLE = `[...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary')]
  .filter((each) => each.checkVisibility() && !each.disabled)
  .map((each) => each.id || each.name || each.textContent.trim().slice(0, 40))`;

describe('each page, for whoever does not see it or does not use a mouse', () => {
  let chromium: Chromium;
  let page: Page;
  before(async () => {
    chromium = await launchChromium({ javaScript: true });
    page = await chromium.newPage();
    await holdStill(page);
  });
  after(() => chromium[Symbol.asyncDispose]());

  for (const name of french) {
    test(`${name} is told as it was read and found good`, async () => {
      await page.goto(server.addressOf(name));
      const kept = await readFile(join(TREES, `${name.slice(3)}.txt`), 'utf8').catch(() => '');
      assert.equal(await treeOf(page), kept, 'npm run trees writes them anew: read what has changed');
    });
  }

  for (const name of LARGEST) {
    test(`${name} is walked by keyboard, in the order of its text, and the focus is seen`, async () => {
      await page.goto(server.addressOf(name));
      const expected = await page.evaluate<readonly string[]>(FOCUSABLE);
      const stops = await walk(page, expected.length + 1);
      assert.deepEqual(
        stops.slice(0, -1).map((stop) => stop?.what),
        expected,
      );
      assert.ok(
        stops.slice(0, -1).every((stop) => stop?.seen),
        JSON.stringify(stops),
      );
      assert.ok([undefined, expected[0]].includes(stops.at(-1)?.what), 'the tab key leaves the page');
    });

    test(`${name} loses nothing with wide spacing, twice as large, or at 320 pixels`, async () => {
      for (const width of [1280, 640, 320]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(server.addressOf(name));
        await page.addStyleTag({ url: server.addressOf('spaced.css') });
        assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width, `${width}`);
        assert.deepEqual(await page.evaluate(CUT), [], `${width}`);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    });

    test(`${name} has nothing to press that is small`, async () => {
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(server.addressOf(name));
        assert.deepEqual(await page.evaluate(SMALL), [], `${width}`);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    });
  }

  test('with colours of the reader’s own, what is pressed and typed into has an edge', async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    for (const name of LARGEST) {
      await page.goto(server.addressOf(name));
      const bare = await page.evaluate<readonly string[]>(
        `[...document.querySelectorAll('button, .button, input:not([type=hidden])')].filter((each) => each.checkVisibility() && !each.closest('.actions') && getComputedStyle(each).borderStyle === 'none').map((each) => each.outerHTML.slice(0, 80))`,
      );
      assert.deepEqual(bare, [], name);
    }
    await page.emulateMedia({ forcedColors: null });
  });
});

server.files.set('spaced.css', [SPACED, 'text/css']);
