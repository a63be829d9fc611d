import { type Html, html } from '../../platform/html.ts';
import { CLASS_PATTERNS } from '../../policy/characters.ts';
import { type PolicyRule, describePolicy } from '../../policy/describe.ts';
import type { Language } from '../../platform/language.ts';
import { CLASSES, type Policy } from '../../policy/policy.ts';
import { LOCALES } from '../../locales/index.ts';
import type { PageTexts } from '../../locales/page-texts.ts';
import type { Visit } from './page.ts';
import { listOf, separatorBefore } from './parts.ts';

type Texts = Pick<PageTexts, 'rules' | 'list'>;
type ClassRule = Extract<PolicyRule, { kind: 'class' }>;

/** What `password.js` needs in order to try a rule: the same figures and patterns as the server's own check. */
interface Trial {
  readonly minimum?: number;
  readonly patterns?: readonly string[];
  /** So many of the patterns; all of them when absent. */
  readonly kinds?: number;
  readonly words?: number;
  /** Another way to meet all the rules that have none of their own. */
  readonly alternative?: boolean;
}

/** Written once for each policy, that is once for each installation, and language. */
const written = new WeakMap<Policy, Map<Language, Html>>();

/** The policy in words, for reading, for a screen reader with the field, and for the script to tick off. */
export function rulesList(visit: Visit): Html {
  const { site, language } = visit;
  const known = written.get(site.policy) ?? new Map<Language, Html>();
  written.set(site.policy, known);
  const list = known.get(language) ?? writeRules(visit);
  known.set(language, list);
  return list;
}

function writeRules({ site, language }: Visit): Html {
  const pages = LOCALES[language].pages;
  const texts = pages.rules;
  const rules = describePolicy(site.policy);
  return html`<div class="rules" id="rules" data-met="${texts.met}" data-progress="${texts.progress}">
    <p>${texts.intro}</p>
    <ul role="list">
      ${items(rules, pages)}
    </ul>
    <p class="hint">${texts.maximum(site.policy.maximumLength)}</p>
  </div>`;
}

/** Classes that are each required are one sentence, as the procedure has it. */
function items(rules: readonly PolicyRule[], texts: Texts): readonly Html[] {
  const classes = rules.filter((rule): rule is ClassRule => rule.kind === 'class');
  return rules.flatMap((rule) => {
    if (rule.kind !== 'class') return itemOf(rule, texts) ?? [];
    return rule === classes[0] ? classesItem(classes, texts) : [];
  });
}

function itemOf(rule: Exclude<PolicyRule, ClassRule>, { rules: texts, list }: Texts): Html | undefined {
  switch (rule.kind) {
    case 'minimum-length':
      return live(texts.minimumLength(rule.minimum), { minimum: rule.minimum });
    case 'minimum-classes':
      return live(texts.minimumClasses(rule.minimum), {
        patterns: CLASSES.map((name) => CLASS_PATTERNS[name]),
        kinds: rule.minimum,
      });
    case 'phrase':
      return live(texts.phrase(rule.minimum), { minimum: rule.minimum, alternative: true });
    case 'alternative': {
      const { minimumLength, minimumWords, required } = rule.alternative;
      return live(
        texts.alternative(
          rule.alternative,
          listOf(
            required.map((name) => texts.classes[name]),
            list,
          ),
        ),
        {
          minimum: minimumLength,
          words: minimumWords,
          patterns: required.map((name) => CLASS_PATTERNS[name]),
          alternative: true,
        },
      );
    }
    case 'maximum-length':
      return undefined;
    case 'not-common':
    case 'not-breached':
    case 'not-personal':
      return html`<li>${texts.lists[rule.kind][rule.severity]}.</li> `;
    case 'no-context-word':
      return html`<li>${texts.contextWords(rule.severity, rule.words.map(list.name).join(list.comma))}.</li> `;
  }
}

function classesItem(rules: readonly ClassRule[], { rules: texts, list }: Texts): Html {
  const names = rules.map(
    ({ required, pattern }, index) =>
      html`${separatorBefore(index, rules.length, list)}<span data-pattern="${pattern}"
          >${texts.classes[required]}</span
        >`,
  );
  return live(html`${texts.classesBefore} ${names}`, {
    patterns: rules.map(({ pattern }) => pattern),
  });
}

function live(text: Html | string, trial: Trial): Html {
  const isOther = trial.alternative === true;
  return html`<li data-rule="${JSON.stringify(trial)}" ${isOther && html` class="other"`}>
    ${text}.<span class="unseen"></span>
  </li> `;
}
