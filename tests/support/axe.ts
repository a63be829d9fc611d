import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Pages that define `axe` whenever they are loaded. */
const READY = new WeakSet<Page>();
/** WCAG 2.2, levels A and AA, and what axe's authors advise beyond. */
export const EVERY_RULE: readonly string[] = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Only contrast depends on the colour scheme. */
export const CONTRAST: readonly string[] = ['color-contrast'];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds wrong with the page that is shown; a line for each. */
export async function findViolations(page: Page, rules: readonly string[]): Promise<readonly string[]> {
  await ready(page);
  const { violations } = await page.evaluate<{ violations: readonly Violation[] }>(
    `axe.run({ runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] })`,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}

/** Reading it into a page costs as much as the rules do: once a load, whatever is tried of what was loaded. */
async function ready(page: Page): Promise<void> {
  if (READY.has(page)) return;
  READY.add(page);
  await page.addInitScript({ content: axe.source });
  await page.evaluate(`${axe.source};0`);
}
