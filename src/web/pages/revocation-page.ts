import type { RevocationState } from '../../journey/outcomes.ts';
import { type Html, html } from '../../platform/html.ts';
import { LOCALES } from '../../locales/index.ts';
import type { Sign } from './draw-jeton.ts';
import { layout } from './layout.ts';
import type { Page, Visit } from './page.ts';
import { momentFor, supportLine } from './parts.ts';

const SIGNS: Readonly<Record<RevocationState['kind'], Sign>> = {
  revocable: 'bar',
  revoked: 'check',
  used: 'cross',
  harmless: 'check',
  malformed: 'question',
};

/** "It was not me": opening it shows, the button revokes. */
export function revocationPage(visit: Visit, state: RevocationState): Page {
  const texts = LOCALES[visit.language].pages.revocation;
  const title = state.kind === 'revocable' ? texts.title : texts[state.kind].title;
  return layout(visit, {
    title,
    error: state.kind === 'used' || state.kind === 'malformed',
    jeton: { sign: SIGNS[state.kind], share: state.kind === 'revocable' ? 1 : 0 },
    body: html`<h1>${title}</h1>
      ${content(visit, state)}`,
  });
}

function content(visit: Visit, state: RevocationState): Html {
  const texts = LOCALES[visit.language].pages.revocation;
  switch (state.kind) {
    case 'revocable':
      return html`<p class="lead">${texts.revocable}</p>
        <p>${texts.unchanged}</p>
        <p>${texts.means}</p>
        <form method="post" action="${visit.site.base}not-me">
          <button>${texts.submit}</button>
        </form>`;
    case 'revoked':
      return html`<p class="lead" role="status">${texts.revoked.text}</p>
        ${supportLine(visit, texts.revoked.more)}`;
    case 'used':
      return html`<p class="lead">${texts.used.text(momentFor(visit, state.at))}</p>
        <div class="urgent">${supportLine(visit, texts.used.call)}</div>
        <p>${texts.used.mailbox}</p>`;
    case 'harmless':
    case 'malformed':
      return html`<p class="lead">${texts[state.kind].text}</p>`;
  }
}
