import { type Html, html } from '../../platform/html.ts';
import type { Moment } from '../../locales/time-texts.ts';
import { momentOf } from '../../locales/moment.ts';
import { LOCALES } from '../../locales/index.ts';
import type { ListTexts } from '../../locales/page-texts.ts';
import type { Visit } from './page.ts';

const MINUTE = 60_000;

/** A moment as the institution's clocks show it. */
export function momentFor({ site, language }: Visit, at: number): Moment {
  return momentOf(at, site.institution.timeZone, language);
}

/** The next full minute: what a clock without seconds must show for "from then on" to be true. */
export function roundUpToMinute(at: number): number {
  return Math.ceil(at / MINUTE) * MINUTE;
}

export function mailLink(address: string): Html {
  return html`<a href="mailto:${address}">${address}</a>`;
}

/** A sentence that ends in the support desk's address. */
export function supportLine({ site }: Visit, sentence: string): Html {
  return html`<p>${sentence} ${mailLink(site.institution.support.email)}.</p>`;
}

export interface Problem {
  readonly text: string;
  /** Id of the field it is about, if any. */
  readonly field?: string;
}

/** Everything that is wrong, first on the page, focused, each with a link to its field. */
export function problemSummary(input: {
  readonly title: string;
  readonly problems: readonly Problem[];
  readonly more?: Html;
}): Html {
  return html`<div class="problems" role="alert" tabindex="-1" autofocus>
    <h2>${input.title}</h2>
    <ul>
      ${input.problems.map(
        ({ text, field }) => html`<li>${field === undefined ? text : html`<a href="#${field}">${text}</a>`}</li> `,
      )}
    </ul>
    ${input.more}
  </div>`;
}

/** The button by which the request form comes back with the address in it. */
export function keepAddressForm({ site }: Visit, input: { readonly address: string; readonly label: string }): Html {
  return html`<form method="post" action="${site.base}start">
    <input type="hidden" name="email" value="${input.address}" />
    <button class="quiet">${input.label}</button>
  </form>`;
}

export function startAgainLink({ site, language }: Visit): Html {
  return html`<p><a class="button" href="${site.base}">${LOCALES[language].pages.frame.startAgain}</a></p>`;
}

/** What stands before the piece at `index` in a list of so many, such as `a, b and c`. */
export function separatorBefore(index: number, length: number, { comma, and }: ListTexts): string {
  if (index === 0) return '';
  return index === length - 1 ? and : comma;
}

/** `a, b and c`. */
export function listOf(items: readonly string[], texts: ListTexts): string {
  return items.map((item, index) => separatorBefore(index, items.length, texts) + item).join('');
}
