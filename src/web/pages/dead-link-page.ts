import type { DeadLink } from '../../journey/outcomes.ts';
import { type Html, html } from '../../platform/html.ts';
import { durationOf } from '../../locales/moment.ts';
import { LOCALES } from '../../locales/index.ts';
import { layout } from './layout.ts';
import type { Page, Visit } from './page.ts';
import { momentFor, supportLine } from './parts.ts';

export interface DeadLinkModel {
  readonly link: DeadLink;
  /** A press sends a new link to the same address; otherwise the person starts from the request form. */
  readonly restartable: boolean;
}

/** A link that does not lead to the form: which way it is dead, and one press to start again. */
export function deadLinkPage(visit: Visit, { link, restartable }: DeadLinkModel): Page {
  const texts = LOCALES[visit.language].pages.deadLink;
  return layout(visit, {
    title: texts.titles[link.kind],
    error: true,
    jeton: { sign: link.kind === 'used' ? 'check' : 'cross', share: 0 },
    body: html`<h1>${texts.titles[link.kind]}</h1>
      <p class="lead">${explain(visit, link)}</p>
      <p>${texts.advice[link.kind]}</p>
      ${link.kind === 'used' && supportLine(visit, texts.notYou)} ${restartPart(visit, restartable)}`,
  });
}

function explain(visit: Visit, link: DeadLink): string {
  const texts = LOCALES[visit.language].pages.deadLink;
  switch (link.kind) {
    case 'expired':
      return texts.expired(momentFor(visit, link.at), durationOf(visit.site.lifetimeMs, visit.language));
    case 'used':
      return texts.used(momentFor(visit, link.at));
    case 'superseded':
    case 'revoked':
    case 'malformed':
    case 'stale':
      return texts[link.kind];
  }
}

function restartPart({ site, language }: Visit, restartable: boolean): Html {
  const texts = LOCALES[language].pages.deadLink;
  if (!restartable) return html`<p><a class="button" href="${site.base}">${texts.begin}</a></p>`;
  return html`<form method="post" action="${site.base}restart">
    <button aria-describedby="restart-means">${texts.restart}</button>
    <p class="hint" id="restart-means">${texts.restartMeans}</p>
  </form>`;
}
