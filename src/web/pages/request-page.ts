import { type Html, html } from '../../platform/html.ts';
import { durationOf } from '../../locales/moment.ts';
import { LOCALES } from '../../locales/index.ts';
import { layout } from './layout.ts';
import type { Page, Visit } from './page.ts';
import { problemSummary, supportLine } from './parts.ts';

export interface RequestModel {
  /** What was typed; it stays in the field. */
  readonly address: string;
  readonly problem?: 'empty' | 'malformed' | 'too-long' | 'unknown';
  /** This browser has asked for a mail already, and its code may be typed here. */
  readonly waits?: boolean;
}

/** Step 1: the personal address. */
export function requestPage(visit: Visit, model: RequestModel): Page {
  const texts = LOCALES[visit.language].pages.request;
  const { problem, waits = false } = model;
  return layout(visit, {
    title: texts.title,
    error: problem !== undefined,
    step: 1,
    styleInside: problem === undefined,
    jeton: { sign: problem === undefined ? 'address' : 'question', share: 1 },
    body: html`<h1>${texts.title}</h1>
      ${problem !== undefined && summary(visit, problem)}
      <p class="lead">${texts.lead}</p>
      ${form(visit, model)} ${waits && codeLink(visit)} ${problem === undefined && explanation(visit)}`,
  });
}

function summary(visit: Visit, problem: NonNullable<RequestModel['problem']>): Html {
  const { request, frame } = LOCALES[visit.language].pages;
  const problems = [{ text: request.problems[problem], field: 'email' }];
  if (problem !== 'unknown') return problemSummary({ title: frame.problem, problems });
  const more = html`<ul class="advice">
      ${request.unknownHelp.map((advice) => html`<li>${advice}</li> `)}
    </ul>
    ${supportLine(visit, frame.support)}`;
  return problemSummary({ title: frame.problem, problems, more });
}

function form({ site, language }: Visit, { address, problem }: RequestModel): Html {
  const texts = LOCALES[language].pages.request;
  const wrong = problem !== undefined && html`<p class="field-error" id="email-error">${texts.problems[problem]}</p> `;
  return html`<form method="post" action="${site.base}" novalidate>
    <div class="field">
      <label for="email">${texts.label}</label>
      <p class="hint" id="email-hint">${texts.hint}</p>
      ${wrong}
      <input
        id="email"
        name="email"
        type="email"
        dir="ltr"
        inputmode="email"
        autocomplete="email"
        autocapitalize="none"
        spellcheck="false"
        maxlength="254"
        required
        value="${address}"
        aria-describedby="${problem !== undefined && 'email-error '}email-hint"
        ${problem !== undefined && html`aria-invalid="true"`}
      />
    </div>
    <button>${texts.submit}</button>
  </form>`;
}

function codeLink({ site, language }: Visit): Html {
  return html`<p><a href="${site.base}code">${LOCALES[language].pages.request.haveCode}</a></p>`;
}

function explanation({ site, language }: Visit): Html {
  const texts = LOCALES[language].pages.request;
  return html`<section aria-labelledby="next">
    <h2 id="next">${texts.next}</h2>
    <ol class="what-next">
      <li>${texts.mailStep(durationOf(site.lifetimeMs, language))}</li>
      <li>${texts.chooseStep}</li>
      <li>${texts.promiseStep(durationOf(site.promiseMs, language))}</li>
    </ol>
    <p class="aside">${texts.onlyIfNeeded}</p>
  </section>`;
}
