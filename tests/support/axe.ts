import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Defines `axe` in a page; it says nothing itself. */
const SOURCE = `${axe.source};0`;
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
  if (await page.evaluate<boolean>('globalThis.axe === undefined')) await page.evaluate(SOURCE);
  const { violations } = await page.evaluate<{ violations: readonly Violation[] }>(
    `axe.run({ runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] })`,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}
