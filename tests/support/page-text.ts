import type { Page } from '../../src/web/pages/page.ts';

/** What a person reads, tags taken out and entities resolved. */
export function textOf(page: Page): string {
  return String(page)
    .replace(/<(head|svg)[\s>][\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[\t\n ]+/g, ' ');
}
