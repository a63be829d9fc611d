import { html } from '../../platform/html.ts';
import type { OpenLink } from '../../journey/outcomes.ts';
import { LOCALES } from '../../locales/index.ts';
import { shareLeft } from './draw-jeton.ts';
import { layout } from './layout.ts';
import type { Page, Visit } from './page.ts';
import { momentFor, problemSummary } from './parts.ts';

export interface AccountModel {
  readonly link: OpenLink;
  /** The form came back without a choice. */
  readonly missing: boolean;
}

/** Step 3, when several accounts share the address: which one? One press. */
export function accountPage(visit: Visit, { link, missing }: AccountModel): Page {
  const { site, language, now } = visit;
  const { account: texts, password, frame } = LOCALES[language].pages;
  const first = `account-${link.accounts[0].position}`;
  return layout(visit, {
    title: texts.title,
    error: missing,
    step: 3,
    jeton: { sign: 'people', share: shareLeft({ now, until: link.expiresAt, lifetimeMs: site.lifetimeMs }) },
    body: html`<h1>${texts.title}</h1>
      ${missing && problemSummary({ title: frame.problem, problems: [{ text: texts.missing, field: first }] })}
      <p class="lead">${texts.lead}</p>
      <form method="get" action="${site.base}password">
        <ul class="choices" aria-label="${texts.legend}">
          ${link.accounts.map(
            ({ position, name }) =>
              html`<li>
                <button class="choice" name="account" value="${position}" id="account-${position}">
                  <span>${texts.named(name)}</span> <span class="go">${texts.choose}</span>
                </button>
              </li> `,
          )}
        </ul>
      </form>
      <p class="aside">${password.until(momentFor(visit, link.expiresAt))}</p>`,
  });
}
