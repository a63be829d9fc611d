import { type Html, html } from '../../platform/html.ts';
import { LOCALES } from '../../locales/index.ts';
import { layout } from './layout.ts';
import type { Page, Visit } from './page.ts';
import { problemSummary, startAgainLink } from './parts.ts';

export interface CodeModel {
  /** What was typed; it stays in the field. */
  readonly code: string;
  readonly problem?: 'empty' | 'malformed' | 'wrong';
  /** The page is about something else. */
  readonly isAside?: boolean;
}

/** Step 2 for who reads the mail on one screen and goes on at another: the code that stands beside the link. */
export function codePage(visit: Visit, model: CodeModel): Page {
  const { code: texts, frame } = LOCALES[visit.language].pages;
  const { problem } = model;
  return layout(visit, {
    title: texts.title,
    error: problem !== undefined,
    step: 2,
    jeton: { sign: problem === undefined ? 'letter' : 'question', share: 1 },
    body: html`<h1>${texts.title}</h1>
      ${
        problem !== undefined &&
        problemSummary({ title: frame.problem, problems: [{ text: texts.problems[problem], field: 'code' }] })
      }
      <p class="lead">${texts.lead}</p>
      ${codeForm(visit, model)}
      <p class="aside">${texts.linkStillGood}</p>`,
  });
}

/** A code is good in the browser that asked for it alone, and this one did not. */
export function codeElsewherePage(visit: Visit): Page {
  const { elsewhere } = LOCALES[visit.language].pages.code;
  return layout(visit, {
    title: elsewhere.title,
    step: 2,
    jeton: { sign: 'question', share: 0 },
    body: html`<h1>${elsewhere.title}</h1>
      <p class="lead">${elsewhere.text}</p>
      ${startAgainLink(visit)}`,
  });
}

export function codeForm({ site, language }: Visit, { code, problem, isAside = false }: CodeModel): Html {
  const texts = LOCALES[language].pages.code;
  const wrong = problem !== undefined && html`<p class="field-error" id="code-error">${texts.problems[problem]}</p> `;
  return html`<form method="post" action="${site.base}code" novalidate>
    <div class="field">
      <label for="code">${texts.label}</label>
      <p class="hint" id="code-hint">${texts.hint}</p>
      ${wrong}
      <input
        class="code"
        id="code"
        name="code"
        type="text"
        dir="ltr"
        autocomplete="one-time-code"
        autocapitalize="characters"
        spellcheck="false"
        maxlength="32"
        required
        value="${code}"
        aria-describedby="${problem !== undefined && 'code-error '}code-hint"
        ${problem !== undefined && html`aria-invalid="true"`}
      />
    </div>
    <button${isAside && html` class="quiet"`}>${texts.submit}</button>
  </form>`;
}
