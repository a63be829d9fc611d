import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import { type Chromium, launchChromium } from '../support/chromium.ts';
import { startPageServer } from '../support/page-server.ts';

/** What a page weighs in all, in bytes: itself, the style, its scripts and the logo. */
const WEIGHT = 30_000;
const TRIES = 4;
const PHONE = { width: 360, height: 760 };
/** Kept by the page from its first moment on: what moved without anybody's doing, as browsers reckon it. */
const WATCH_SHIFTS = `
  window.shifts = [];
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries().filter((each) => !each.hadRecentInput)
    .map((each) => each.sources.map(({ node }) => node?.nodeName + '.' + node?.className).join() + ' ' + each.value)))
    .observe({ type: 'layout-shift', buffered: true });`;
/** Two frames later everything that a script has changed is drawn. */
const DRAWN = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))';

const server = await startPageServer();
after(() => server[Symbol.asyncDispose]());

interface Fetched {
  readonly url: string;
  readonly bytes: number;
}

/** Everything that comes over the wire, headers included. */
async function listen(session: CDPSession): Promise<Fetched[]> {
  const urls = new Map<string, string>();
  const fetched: Fetched[] = [];
  session.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength: bytes }) => {
    const url = urls.get(requestId) ?? 'unknown';
    if (!url.startsWith('data:')) fetched.push({ url, bytes });
  });
  await session.send('Network.enable');
  return fetched;
}

describe('what each page asks of a phone', () => {
  let chromium: Chromium;
  let page: Page;
  let fetched: Fetched[];
  before(async () => {
    chromium = await launchChromium({ javaScript: true, viewport: PHONE });
    page = await chromium.newPage();
    await page.addInitScript(WATCH_SHIFTS);
    fetched = await listen(await page.context().newCDPSession(page));
    const session = await page.context().newCDPSession(page);
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  });
  after(() => chromium[Symbol.asyncDispose]());

  /** Of the page that is shown. A busy browser may draw a page half read: what the page itself moves, it moves each time. */
  async function shiftsOf(name: string): Promise<unknown[]> {
    for (let tries = 1; ; tries += 1) {
      await page.evaluate(DRAWN);
      const shifts = await page.evaluate<unknown[]>('window.shifts');
      if (shifts.length === 0 || tries === TRIES) return shifts;
      await page.goto(server.addressOf(name));
    }
  }

  for (const name of [...server.pages.keys()].filter((each) => each.startsWith('fr/'))) {
    test(`${name} weighs less than 30 kB, comes from one place, and nothing in it moves`, async () => {
      fetched.length = 0;
      await page.goto(server.addressOf(name));
      await page.evaluate(DRAWN);
      const weight = fetched.reduce((sum, { bytes }) => sum + bytes, 0);
      assert.ok(weight > 0 && weight < WEIGHT, fetched.map(({ url, bytes }) => `${url} ${bytes}`).join('\n'));
      const { origin } = new URL(server.addressOf(name));
      assert.deepEqual(
        fetched.filter(({ url }) => new URL(url).origin !== origin || /\.(woff2?|ttf|otf)$/.test(url)),
        [],
      );
      assert.deepEqual(await shiftsOf(name), []);
    });
  }
});
