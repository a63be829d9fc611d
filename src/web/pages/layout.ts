import { type Html, html, trusted } from '../../platform/html.ts';
import { type Jeton, drawJeton } from './draw-jeton.ts';
import type { Logo, Page, Visit } from './page.ts';
import { mailLink } from './parts.ts';
import { LOCALES } from '../../locales/index.ts';
import type { PageTexts } from '../../locales/page-texts.ts';

export interface Frame {
  readonly title: string;
  /** The page reports an error: its title says so first. */
  readonly error?: boolean;
  /** Where in the procedure the page stands. */
  readonly step?: 1 | 2 | 3 | 4;
  readonly jeton: Jeton;
  readonly body: Html;
  /** Assets by file name; pages are whole without them. */
  readonly scripts?: readonly string[];
  /** The style stands in the page: a first page is there with one request. Others share the file, which browsers keep. */
  readonly styleInside?: boolean;
}

/** The frame of every page: the band with the jeton and the steps, what the page says, and whom to ask. */
export function layout(visit: Visit, frame: Frame): Page {
  const { site, language } = visit;
  const { institution } = site;
  const texts = LOCALES[language].pages.frame;
  const title = frame.error === true ? texts.errorTitle(frame.title) : frame.title;
  return html`<!doctype html>
    <html lang="${language}" dir="${LOCALES[language].direction}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – ${institution.name}</title>
        <meta name="description" content="${texts.about(institution.name)}" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        ${styleOf(site, frame)}
        <link rel="icon" href="${site.icon}" type="image/svg+xml" />
        ${(frame.scripts ?? []).map((name) => html`<script defer src="${site.asset(name)}"></script> `)}
      </head>
      <body>
        <a class="skip" href="#content">${texts.skip}</a>
        <header class="band${site.logo !== undefined && ` beside-logo logo-${institution.logoPlace}`}">
          <p class="institution"><a href="${site.base}">${institution.name}</a></p>
          <div class="coin" data-live="coin">${drawJeton(frame.jeton)}</div>
          ${frame.step !== undefined && steps(texts, frame.step)}
        </header>
        ${site.logo !== undefined && logo(site.logo)}
        <main id="content" tabindex="-1">${frame.body}</main>
        <footer aria-label="${texts.help}">
          <p>${texts.support} ${mailLink(institution.support.email)}.</p>
          <ul>
            ${legalLinks(visit)}
          </ul>
          ${site.languages.offered.length > 1 && languages(visit)}
        </footer>
      </body>
    </html> `;
}

/** With its proportion, so that nothing moves once it has come. */
function logo({ url, proportion }: Logo): Html {
  const edges = proportion !== undefined && html` width="${proportion.width}" height="${proportion.height}"`;
  return html`<img class="logo" src="${url}" alt="" ${edges} />`;
}

/** The hash of the style's text is in the policy that every answer carries: not a letter may come to it here. */
function styleOf(site: Visit['site'], { styleInside = false }: Frame): Html {
  return styleInside
    ? trusted(`<style>${site.style}</style>`)
    : html`<link rel="stylesheet" href="${site.asset('style.css')}" />`;
}

function steps({ steps: names, progress }: PageTexts['frame'], current: number): Html {
  return html`<ol class="steps" role="list" aria-label="${progress}">
    ${names.map((name, index) => {
      const isCurrent = index + 1 === current;
      return html`<li${isCurrent && html` aria-current="step"`}${index + 1 < current && html` class="done"`}><span>${name}</span></li> `;
    })}
  </ol>`;
}

function legalLinks({ site, language }: Visit): Html {
  const { frame, accessibility } = LOCALES[language].pages;
  const { accessibility: statement } = site.institution;
  return html`<li><a href="${site.base}privacy">${frame.privacyNotice}</a></li>
    <li><a href="${site.base}accessibility">${accessibility.mention[statement.status]}</a></li>`;
}

function languages(visit: Visit): Html {
  const others = visit.site.languages.offered.filter((each) => each !== visit.language);
  return html`<nav class="languages" aria-label="${LOCALES[visit.language].pages.frame.languages}">
    <ul>
      ${others.map((each) => languageLink(visit, each))}
    </ul>
  </nav>`;
}

function languageLink({ site, path }: Visit, language: Visit['language']): Html {
  const name = LOCALES[language].name;
  return html`<li>
    <a href="${site.base}${path}?lang=${language}" lang="${language}" hreflang="${language}">${name}</a>
  </li>`;
}
