import { LOCALES } from '../../locales/index.ts';
import { PRIVACY_SECTIONS, type PrivacyFacts, type PrivacyTexts } from '../../locales/legal-texts.ts';
import { durationOf } from '../../locales/moment.ts';
import { type Html, html } from '../../platform/html.ts';
import { layout } from './layout.ts';
import type { Page, Visit } from './page.ts';
import { listOf, mailLink } from './parts.ts';

/** What becomes of personal data here (GDPR, article 13), where the institution has no notice of its own. */
export function privacyPage(visit: Visit): Page {
  const { site, language } = visit;
  const { privacy: texts } = LOCALES[language].pages;
  const { contact, authority, notice } = site.institution.privacy;
  const facts = factsOf(visit);
  return layout(visit, {
    title: texts.title,
    jeton: { sign: 'people', share: 0 },
    body: html`<h1>${texts.title}</h1>
      <p class="lead">${texts.lead}</p>
      ${notice !== undefined && html`<p><a href="${notice}" rel="noreferrer">${texts.notice}</a></p>`}
      ${PRIVACY_SECTIONS.map((name) => section(name, texts, facts))}
      <p>${texts.contact} ${mailLink(contact)}.</p>
      <p>${texts.complaint} <a href="${authority.url}" rel="noreferrer">${authority.name}</a>.</p>
      ${cookies(visit, texts)}`,
  });
}

function factsOf({ site, language }: Visit): PrivacyFacts {
  const { list } = LOCALES[language].pages;
  const duration = (milliseconds: number): string => durationOf(milliseconds, language);
  return {
    controller: site.institution.privacy.controller ?? site.institution.name,
    lifetime: duration(site.lifetimeMs),
    promise: duration(site.promiseMs),
    resets: duration(site.kept.resetsMs),
    trail: duration(site.kept.trailMs),
    applications: listOf(site.applications.map(list.name), list),
  };
}

function section(name: (typeof PRIVACY_SECTIONS)[number], { sections }: PrivacyTexts, facts: PrivacyFacts): Html {
  const { heading, text } = sections[name];
  return html`<section aria-labelledby="${name}">
    <h2 id="${name}">${heading}</h2>
    ${text(facts).map((paragraph) => html`<p>${paragraph}</p> `)}
  </section>`;
}

function cookies({ site }: Visit, { cookies: texts }: PrivacyTexts): Html {
  return html`<section aria-labelledby="cookies">
    <h2 id="cookies">${texts.heading}</h2>
    <p>${texts.text}</p>
    <dl>
      ${site.cookies.map(
        ({ use, name }) =>
          html`<dt><code>${name}</code></dt>
            <dd>${texts.uses[use]}</dd> `,
      )}
    </dl>
  </section>`;
}
