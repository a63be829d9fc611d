import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** What assistive technology is told of each French page, as text; read by people, and compared by tests. */
export const TREES = join(import.meta.dirname, '../browser/trees');

/** The accessibility tree of the page that is shown, line by line; what stands around every page is told with the first. */
export async function treeOf(page: Page): Promise<string> {
  const isFirst = page.url().endsWith('/request');
  return `title: ${await page.title()}\n${await page.locator(isFirst ? 'html' : 'main').ariaSnapshot()}\n`;
}

/** Keeps away what would change a page by itself, at no certain moment. */
export async function holdStill(page: Page): Promise<void> {
  await page.route('**/proof.js', (route) => route.abort());
}
