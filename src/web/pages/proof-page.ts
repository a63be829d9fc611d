import type { Challenge } from '../../platform/altcha.ts';
import { html } from '../../platform/html.ts';
import { durationOf } from '../../locales/moment.ts';
import { LOCALES } from '../../locales/index.ts';
import { layout } from './layout.ts';
import type { Page, Visit } from './page.ts';

export interface ProofModel {
  /** What was typed. */
  readonly address: string;
  readonly challenge: Challenge;
  readonly ticket: string;
  /** When the ticket is good, in milliseconds since the epoch. */
  readonly readyAt: number;
  /** They have come back before that. */
  readonly early: boolean;
}

const SECOND = 1000;

/** Before the neutral answer: a browser computes for a moment and goes on by itself; without JavaScript one waits. */
export function proofPage(visit: Visit, { address, challenge, ticket, readyAt, early }: ProofModel): Page {
  const { site, language, now } = visit;
  const texts = LOCALES[language].pages.proof;
  const wait = durationOf(Math.max(1, Math.ceil((readyAt - now) / SECOND)) * SECOND, language);
  return layout(visit, {
    title: texts.title,
    step: 1,
    jeton: { sign: 'wait', share: 1 },
    scripts: ['proof.js'],
    body: html`<h1>${texts.title}</h1>
      <p class="lead">${texts.lead}</p>
      <p class="address">${address}</p>
      <form
        method="post"
        action="${site.base}"
        id="proof"
        data-challenge="${JSON.stringify(challenge)}"
        data-solver="${site.asset('solver.js')}"
        data-done="${texts.done}"
      >
        <input type="hidden" name="email" value="${address}" />
        <input type="hidden" name="ticket" value="${ticket}" />
        <div class="one-place">
          <p role="status" id="proof-status">${early ? texts.early(wait) : texts.wait(wait)}</p>
          <p class="blank" id="proof-computing">${texts.computing}</p>
        </div>
        <div class="one-place">
          <button>${texts.submit}</button>
          <progress id="proof-progress" max="${challenge.maxnumber}" value="0" aria-hidden="true" hidden></progress>
        </div>
      </form>
      <p class="aside">${texts.nobodyElse}</p>`,
  });
}
