/**
 * `npm run pictures`: draws `docs/pictures` anew, from the demo in a real Chromium: the pages as people meet them, on a
 * phone and on a desk.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';

import { PEOPLE } from '../src/demo/people.ts';
import { type Chromium, launchChromium } from '../tests/support/chromium.ts';
import { findFreePort } from '../tests/support/free-port.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs/pictures');
const SCREENS = { phone: { width: 360, height: 760 }, desktop: { width: 1280, height: 800 } } as const;
const GOOD = 'Rentrée-2026';

type Screen = keyof typeof SCREENS;

async function startDemo(port: number): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [join(ROOT, 'src/main/jeton.ts'), 'demo', '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('Ctrl+C')) break;
  return async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
}

async function draw(page: Page, name: string, screen: Screen): Promise<void> {
  const path = join(FOLDER, `${name}-${screen}.png`);
  const take = () => page.screenshot({ path, fullPage: screen === 'phone' });
  // Now and then Chromium cannot, on a machine that is busy.
  await take().catch(take);
  console.log(`docs/pictures/${name}-${screen}.png`);
}

/** The link that the newest mail in the demo's inbox holds. */
async function newestLink(page: Page, root: string): Promise<string> {
  await page.goto(`${root}demo/inbox`);
  await page.locator('a[href^="/demo/inbox/"]').first().click();
  const text = await page.content();
  const link = new RegExp(`${root}jeton/[\\w-]{43}`).exec(text)?.[0];
  if (link === undefined) throw new Error('the newest mail holds no link');
  return link;
}

async function send(page: Page, root: string, address: string): Promise<void> {
  await page.goto(root);
  await page.locator('input[name=email]').fill(address);
  await page.locator('form:has(input[name=email]) button').click();
}

async function choose(page: Page, password: string, confirmation: string): Promise<void> {
  await page.locator('input[name=password]').fill(password);
  await page.locator('input[name=confirmation]').fill(confirmation);
  await page
    .locator('form:has(input[name=password]) button[type=submit], form:has(input[name=password]) button:not([type])')
    .last()
    .click();
}

async function walk(page: Page, root: string, screen: Screen): Promise<void> {
  const address = PEOPLE[0]?.addresses[0] ?? '';
  await page.goto(root);
  await draw(page, 'request', screen);
  await send(page, root, 'camille.matrin@exemple.test');
  await draw(page, 'unknown', screen);
  await send(page, root, address);
  await draw(page, 'sent', screen);
  const link = await newestLink(page, root);
  await page.goto(`${page.url()}/html`);
  await draw(page, 'mail', screen);
  await page.goto(link);
  await draw(page, 'choice', screen);
  await choose(page, 'rentree', 'rentrée');
  await draw(page, 'shortcomings', screen);
  await choose(page, GOOD + screen, GOOD + screen);
  await page.getByText('Moodle').waitFor();
  await draw(page, 'follow', screen);
  await page.goto(link);
  await draw(page, 'used', screen);
}

/** The same in the dark, and read from right to left. */
async function drawOthers(page: Page, root: string, screen: Screen): Promise<void> {
  const address = PEOPLE[0]?.addresses[0] ?? '';
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(root);
  await draw(page, 'request-dark', screen);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`${root}?lang=ar`);
  await draw(page, 'request-arabic', screen);
  await send(page, root, address);
  await draw(page, 'sent-arabic', screen);
}

async function drawAll(root: string, browserOf: (screen: Screen) => Promise<Chromium>): Promise<void> {
  for (const screen of ['desktop', 'phone'] as const) {
    await using browser = await browserOf(screen);
    await walk(await browser.newPage(), root, screen);
    await drawOthers(await browser.newPage(), root, screen);
  }
}

await mkdir(FOLDER, { recursive: true });
const port = await findFreePort();
const stop = await startDemo(port);
try {
  await drawAll(`http://127.0.0.1:${port}/`, (screen) =>
    launchChromium({ javaScript: true, viewport: SCREENS[screen] }),
  );
} finally {
  await stop();
}
