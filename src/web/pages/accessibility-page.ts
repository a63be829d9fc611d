import { LOCALES } from '../../locales/index.ts';
import { momentOf } from '../../locales/moment.ts';
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
      <p>${texts.appliesTo} <a href="${site.base}" dir="ltr">${site.url}</a></p>
      ${state(visit)} ${gaps(visit)} ${made(visit)}
      <section aria-labelledby="feedback">
        <h2 id="feedback">${texts.feedback.heading}</h2>
        <p>${texts.feedback.text} ${mailLink(accessibility.contact ?? support.email)}.</p>
      </section>
      ${recourse(visit)}`,
  });
}

function state(visit: Visit): Html {
  const { site, language } = visit;
  const { state: texts } = LOCALES[language].pages.accessibility;
  const { status, audit, plan } = site.institution.accessibility;
  return html`<section aria-labelledby="state">
    <h2 id="state">${texts.heading}</h2>
    <p><strong>${texts.text[status]}</strong></p>
    <p>${audit === undefined ? texts.notAudited : html`${texts.audited} ${ownWords(visit, audit)}`}</p>
    ${plan !== undefined && html`<p><a href="${plan}" rel="noreferrer">${texts.plan}</a></p>`}
  </section>`;
}

function gaps(visit: Visit): Html {
  const { site, language } = visit;
  const { gaps: texts } = LOCALES[language].pages.accessibility;
  const { status, gaps: known } = site.institution.accessibility;
  return html`<section aria-labelledby="gaps">
    <h2 id="gaps">${texts.heading}</h2>
    ${
      known.length > 0
        ? html`<p>${texts.listed}</p>
            <ul class="advice">
              ${known.map((each) => html`<li>${ownWords(visit, each)}</li> `)}
            </ul>`
        : html`<p>${status === 'full' ? texts.nothing : texts.unlisted}</p>`
    }
  </section>`;
}

function made({ site, language }: Visit): Html {
  const { made: texts } = LOCALES[language].pages.accessibility;
  const { established } = site.institution.accessibility;
  return html`<section aria-labelledby="made">
    <h2 id="made">${texts.heading}</h2>
    ${established !== undefined && html`<p>${texts.on(dayOf(established, language))}</p>`}
    ${texts.text.map((paragraph) => html`<p>${paragraph}</p> `)}
  </section>`;
}

/** What the institution wrote in its settings is in its own language, whatever the page's is. */
function ownWords({ site, language }: Visit, text: string): Html | string {
  const own = site.languages.default;
  return language === own ? text : html`<span lang="${own}" dir="${LOCALES[own].direction}">${text}</span>`;
}

/** @param day `2026-03-01`; the same day whatever the time zone */
function dayOf(day: string, language: Visit['language']): string {
  return momentOf(Date.parse(`${day}T12:00Z`), 'UTC', language).date;
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
