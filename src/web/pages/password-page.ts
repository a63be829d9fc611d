import type { LinkedAccount, OpenLink } from '../../journey/outcomes.ts';
import { type Html, html } from '../../platform/html.ts';
import { passwordRulesAttribute } from '../../policy/password-rules.ts';
import type { Shortcoming } from '../../policy/policy.ts';
import type { Refusal } from '../../systems/directory.ts';
import { LOCALES } from '../../locales/index.ts';
import type { PageTexts } from '../../locales/page-texts.ts';
import { shareLeft } from './draw-jeton.ts';
import { layout } from './layout.ts';
import type { Page, Visit } from './page.ts';
import { type Problem, listOf, momentFor, problemSummary } from './parts.ts';
import { rulesList } from './rules-list.ts';

export type PasswordProblem =
  | { readonly kind: 'falls-short'; readonly shortcomings: readonly Shortcoming[]; readonly differ: boolean }
  | { readonly kind: 'refused'; readonly reason: Refusal };

export interface PasswordModel {
  readonly link: OpenLink;
  readonly account: LinkedAccount;
  readonly problem?: PasswordProblem;
}

type FieldName = 'password' | 'confirmation';
type FieldProblem = Problem & { readonly field: FieldName };

/** Step 3: the new password, twice. What was typed is never sent back. */
export function passwordPage(visit: Visit, model: PasswordModel): Page {
  const { site, language, now } = visit;
  const { link, account, problem } = model;
  const texts = LOCALES[language].pages.password;
  const title = texts.title[link.purpose](account.name);
  const problems = problem === undefined ? [] : problemsOf(visit, problem);
  return layout(visit, {
    title,
    error: problem !== undefined,
    step: 3,
    jeton: { sign: 'key', share: shareLeft({ now, until: link.expiresAt, lifetimeMs: site.lifetimeMs }) },
    scripts: ['password.js'],
    body: html`<h1>${title}</h1>
      ${problem !== undefined && summary(visit, { problem, problems })} ${form(visit, { model, problems })}
      <p class="aside">${texts.until(momentFor(visit, link.expiresAt))}</p>
      ${link.accounts.length > 1 && html`<p><a href="${site.base}password">${texts.otherAccount}</a></p>`}`,
  });
}

function problemsOf({ language }: Visit, problem: PasswordProblem): readonly FieldProblem[] {
  const texts = LOCALES[language].pages.password;
  if (problem.kind === 'refused') return [{ text: texts.refusals[problem.reason], field: 'password' }];
  return [
    ...sentencesOf(problem.shortcomings, LOCALES[language].pages).map((text) => ({ text, field: 'password' as const })),
    ...(problem.differ ? [{ text: texts.differ, field: 'confirmation' as const }] : []),
  ];
}

/** One sentence for each shortcoming; the missing classes, which come one by one, share theirs. */
function sentencesOf(shortcomings: readonly Shortcoming[], { password, rules, list }: PageTexts): readonly string[] {
  const missing = shortcomings.filter((each) => each.kind === 'missing-class');
  const classes = listOf(
    missing.map((each) => rules.classes[each.missing]),
    list,
  );
  return shortcomings.flatMap((each) => {
    if (each.kind !== 'missing-class') return password.shortcoming(each);
    return each === missing[0] ? password.missingClasses(classes) : [];
  });
}

function summary(
  { language }: Visit,
  { problem, problems }: { readonly problem: PasswordProblem; readonly problems: readonly FieldProblem[] },
): Html {
  const texts = LOCALES[language].pages.password;
  const more = html`<p>${problem.kind === 'refused' && `${texts.linkStillGood} `}${texts.again}</p>`;
  return problemSummary({ title: texts.notSaved, problems, more });
}

function form(
  visit: Visit,
  { model, problems }: { readonly model: PasswordModel; readonly problems: readonly FieldProblem[] },
): Html {
  const { link, account } = model;
  const texts = LOCALES[visit.language].pages.password;
  const { base } = visit.site;
  return html`<form
    method="post"
    action="${base}password"
    novalidate
    data-same="${texts.same}"
    data-differ="${texts.differ}"
  >
    <input type="hidden" name="reset" value="${link.resetId}" />
    <input type="hidden" name="account" value="${account.position}" />
    <input
      hidden
      type="text"
      name="username"
      autocomplete="username"
      value="${account.name.text}"
      readonly
      aria-label="${LOCALES[visit.language].pages.account.legend}"
    />
    ${rulesList(visit)}
    <p class="hint">${texts.required}</p>
    ${field(visit, { name: 'password', describedBy: 'rules', problems })} ${strengthAdvice(visit)}
    ${field(visit, { name: 'confirmation', describedBy: 'match', problems })}
    <p class="match" id="match" aria-live="polite" hidden></p>
    <p class="show" hidden>
      <button type="button" class="quiet" id="show" aria-pressed="false" aria-controls="password confirmation">
        ${texts.show}
      </button>
    </p>
    <p class="unseen" role="status" id="rules-status"></p>
    <button>${texts.submit[link.purpose]}</button>
  </form>`;
}

/** Filled by the script: advice, never a refusal. */
function strengthAdvice({ site, language }: Visit): Html {
  const { caps, strength } = LOCALES[language].pages.password;
  return html`<p class="hint" id="caps" role="status" data-on="${caps}"></p>
    <p
      class="strength blank"
      id="strength"
      data-worker="${site.asset('strength.js')}"
      data-words="${site.asset('words.txt')}"
      data-texts="${JSON.stringify(strength)}"
    >
      <span class="coins" aria-hidden="true"></span> <span></span>
    </p>`;
}

function field(
  { site, language }: Visit,
  input: { readonly name: FieldName; readonly describedBy: string; readonly problems: readonly FieldProblem[] },
): Html {
  const { name } = input;
  const own = input.problems.filter(({ field: about }) => about === name);
  const isWrong = own.length > 0;
  const errorId = `${name}-error`;
  return html`<div class="field">
    <label for="${name}">${LOCALES[language].pages.password[name]}</label>
    ${isWrong && html`<div class="field-error" id="${errorId}">${own.map(({ text }) => html`<p>${text}</p> `)}</div>`}
    <input
      id="${name}"
      name="${name}"
      type="password"
      dir="auto"
      autocomplete="new-password"
      passwordrules="${passwordRulesAttribute(site.policy)}"
      autocapitalize="none"
      spellcheck="false"
      required
      aria-describedby="${isWrong && `${errorId} `}${input.describedBy}"
      ${isWrong && html`aria-invalid="true"`}
    />
  </div>`;
}
