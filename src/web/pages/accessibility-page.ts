import { LOCALES } from '../../locales/index.ts';
import { type Html, html } from '../../platform/html.ts';
import { layout } from './layout.ts';
import type { Page, Visit } from './page.ts';
import { mailLink } from './parts.ts';

const DEFENDER = 'https://www.defenseurdesdroits.fr';

/** The statement that the RGAA asks for; until an audit says otherwise, that the service does not conform. */
export function accessibilityPage(visit: Visit): Page {
  const { site, language } = visit;
  const { accessibility: texts } = LOCALES[language].pages;
  const { name, accessibility, support } = site.institution;
  return layout(visit, {
    title: texts.title,
    jeton: { sign: 'people', share: 0 },
    body: html`<h1>${texts.title}</h1>
      <p class="lead">${texts.commitment(name)}</p>
      <p>${texts.appliesTo} <a href="${site.base}">${site.url}</a></p>
      ${state(visit)}
      <section aria-labelledby="made">
        <h2 id="made">${texts.made.heading}</h2>
        ${texts.made.text.map((paragraph) => html`<p>${paragraph}</p> `)}
      </section>
      <section aria-labelledby="feedback">
        <h2 id="feedback">${texts.feedback.heading}</h2>
        <p>${texts.feedback.text} ${mailLink(accessibility.contact ?? support.email)}.</p>
      </section>
      ${recourse(visit)}`,
  });
}

function state({ site, language }: Visit): Html {
  const { state: texts } = LOCALES[language].pages.accessibility;
  const { status, audit, plan } = site.institution.accessibility;
  return html`<section aria-labelledby="state">
    <h2 id="state">${texts.heading}</h2>
    <p><strong>${texts.text[status]}</strong></p>
    <p>${audit === undefined ? texts.notAudited : texts.audited(audit)}</p>
    ${plan !== undefined && html`<p><a href="${plan}" rel="noreferrer">${texts.plan}</a></p>`}
  </section>`;
}

function recourse({ language }: Visit): Html {
  const { recourse: texts } = LOCALES[language].pages.accessibility;
  return html`<section aria-labelledby="recourse">
    <h2 id="recourse">${texts.heading}</h2>
    <p>${texts.text}</p>
    <ul class="advice">
      <li><a href="${DEFENDER}/nous-contacter" rel="noreferrer">${texts.form}</a></li>
      <li><a href="${DEFENDER}/saisir/delegues" rel="noreferrer">${texts.delegate}</a></li>
      <li>${texts.post}</li>
    </ul>
  </section>`;
}
