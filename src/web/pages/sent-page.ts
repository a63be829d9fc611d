import { html } from '../../platform/html.ts';
import { validityOf } from '../../locales/moment.ts';
import { LOCALES } from '../../locales/index.ts';
import { codeForm } from './code-page.ts';
import { shareLeft } from './draw-jeton.ts';
import { layout } from './layout.ts';
import type { Page, Visit } from './page.ts';
import { keepAddressForm, momentFor, startAgainLink, supportLine } from './parts.ts';

export interface SentModel {
  /** `neutral` does not say whether an account has the address. */
  readonly kind: 'sent' | 'neutral';
  readonly address: string;
  /** The address is shown masked, so the form cannot be filled with it again. */
  readonly masked: boolean;
  readonly expiresAt: number;
}

/** Step 2: the mail is on its way. */
export function sentPage(visit: Visit, { kind, address, masked, expiresAt }: SentModel): Page {
  const { site, language, now } = visit;
  const texts = LOCALES[language].pages.sent;
  const validity = texts.validity(validityOf(expiresAt, now, language), momentFor(visit, expiresAt));
  return layout(visit, {
    title: texts.title[kind],
    step: 2,
    jeton: { sign: 'letter', share: shareLeft({ now, until: expiresAt, lifetimeMs: site.lifetimeMs }) },
    body: html`<h1>${texts.title[kind]}</h1>
      <div role="status">
        <p class="lead">${texts.to[kind]}</p>
        <p class="address">${address}</p>
      </div>
      <p>${texts.holds} <strong>${validity}</strong></p>
      <p>${texts.single}</p>
      <section aria-labelledby="elsewhere">
        <h2 id="elsewhere">${texts.elsewhere}</h2>
        ${codeForm(visit, { code: '', isAside: true })}
      </section>
      <section aria-labelledby="nothing">
        <h2 id="nothing">${texts.nothing}</h2>
        <ul class="advice">
          ${texts.advice.map((advice) => html`<li>${advice}</li> `)} ${!masked && html`<li>${texts.checkAddress}</li>`}
        </ul>
        ${supportLine(visit, texts.supportAdvice)}
        ${masked ? startAgainLink(visit) : keepAddressForm(visit, { address, label: texts.otherAddress })}
      </section>`,
  });
}
