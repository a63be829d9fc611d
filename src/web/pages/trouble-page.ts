import { html } from '../../platform/html.ts';
import { durationOf } from '../../locales/moment.ts';
import { LOCALES } from '../../locales/index.ts';
import type { ErrorStatus } from '../../locales/page-texts.ts';
import { layout } from './layout.ts';
import type { Page, Visit } from './page.ts';
import { keepAddressForm, momentFor, roundUpToMinute, startAgainLink, supportLine } from './parts.ts';

const MINUTE = 60_000;

/** Too many requests: when to come back, and that nothing was lost. */
export function throttledPage(
  visit: Visit,
  { retryAt, address }: { readonly retryAt: number; readonly address?: string },
): Page {
  const texts = LOCALES[visit.language].pages.trouble.throttled;
  const at = roundUpToMinute(retryAt);
  const wait = durationOf(Math.max(MINUTE, roundUpToMinute(at - visit.now)), visit.language);
  return layout(visit, {
    title: texts.title,
    error: true,
    jeton: { sign: 'wait', share: 0 },
    body: html`<h1>${texts.title}</h1>
      <p class="lead">${texts.text(momentFor(visit, at), wait)}</p>
      <p>${texts.nothingLost}</p>
      ${address !== undefined && keepAddressForm(visit, { address, label: texts.keepAddress })}`,
  });
}

/** What is missing: the directory, the ledger to record something, or the ledger to look at something (`page`). */
export type Missing = 'directory' | 'ledger' | 'page';

/** A part that Jeton needs does not answer. */
export function unavailablePage(
  visit: Visit,
  { what, address }: { readonly what: Missing; readonly address?: string },
): Page {
  const { trouble, frame } = LOCALES[visit.language].pages;
  const texts = trouble.unavailable[what];
  return layout(visit, {
    title: texts.title,
    error: true,
    jeton: { sign: 'wait', share: 0 },
    body: html`<h1>${texts.title}</h1>
      <p class="lead">${texts.text}</p>
      <p>${what === 'page' ? trouble.standing : html`<strong>${frame.nothingChanged}</strong>`} ${trouble.tryLater}</p>
      ${address !== undefined && keepAddressForm(visit, { address, label: trouble.throttled.keepAddress })}`,
  });
}

/** The ledger went away during a commit: nobody can say that nothing was changed, nor that it was. */
export function unsurePage(visit: Visit): Page {
  const { trouble, frame } = LOCALES[visit.language].pages;
  const { title, text, request, password, safe } = trouble.unsure;
  return layout(visit, {
    title,
    error: true,
    jeton: { sign: 'wait', share: 0 },
    body: html`<h1>${title}</h1>
      <p class="lead">${text}</p>
      <ul>
        <li>${request}</li>
        <li>${password}</li>
      </ul>
      <p>${safe}</p>
      ${supportLine(visit, frame.support)}`,
  });
}

/** Who is put off. */
export interface PutOff {
  readonly hasBegun: boolean;
  /** Asked for a page and sent nothing: that nothing was changed might be taken for what was sent before. */
  readonly looks: boolean;
  readonly address?: string;
}

/** More people than can be served in time. Those who have begun go first; where even they wait, their link stays good. */
export function busyPage(visit: Visit, { hasBegun, looks, address }: PutOff): Page {
  const { trouble } = LOCALES[visit.language].pages;
  const { throttled, busy, standing } = trouble;
  const wayOn =
    address === undefined ? startAgainLink(visit) : keepAddressForm(visit, { address, label: throttled.keepAddress });
  return layout(visit, {
    title: busy.title,
    error: true,
    jeton: { sign: 'wait', share: 0 },
    body: html`<h1>${busy.title}</h1>
      <p class="lead">${hasBegun ? busy.begun : busy.text}</p>
      <p>${looks ? standing : throttled.nothingLost}</p>
      <p>${hasBegun ? busy.reload : busy.tryAgain}</p>
      ${!hasBegun && wayOn}`,
  });
}

/** The form belongs to another link than the one this browser holds now. */
export function otherLinkPage(visit: Visit): Page {
  const texts = LOCALES[visit.language].pages.trouble.otherLink;
  return layout(visit, {
    title: texts.title,
    error: true,
    step: 3,
    jeton: { sign: 'question', share: 1 },
    body: html`<h1>${texts.title}</h1>
      <p class="lead">${texts.text}</p>
      <p>${texts.latest}</p>
      <p><a class="button" href="${visit.site.base}password">${texts.go}</a></p>`,
  });
}

/** Any other answer that is not a page of the journey. `reference` finds the fault in the logs. */
export function errorPage(
  visit: Visit,
  { status, reference }: { readonly status: ErrorStatus; readonly reference?: string },
): Page {
  const { trouble, frame } = LOCALES[visit.language].pages;
  const texts = trouble.errors[status];
  return layout(visit, {
    title: texts.title,
    error: true,
    jeton: { sign: status === 404 ? 'question' : 'cross', share: 0 },
    body: html`<h1>${texts.title}</h1>
      <p class="lead">${texts.text}</p>
      ${status < 500 && html`<p>${frame.nothingChanged}</p>`}
      ${reference !== undefined && html`<p>${trouble.reference} <code>${reference}</code></p>`} ${startAgainLink(visit)}`,
  });
}
