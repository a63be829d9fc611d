import type { Arrival, FollowOutcome } from '../../journey/outcomes.ts';
import { type Html, html } from '../../platform/html.ts';
import { durationOf } from '../../locales/moment.ts';
import { LOCALES } from '../../locales/index.ts';
import type { Jeton } from './draw-jeton.ts';
import { layout } from './layout.ts';
import type { Page, Visit } from './page.ts';
import { listOf, momentFor, startAgainLink } from './parts.ts';

export type Followed = Extract<FollowOutcome, { kind: 'found' }>;

/** How things stand on the whole; the directory decides, since nothing works before it has the password. */
type Standing = 'good' | 'waiting' | 'failed' | 'replaced';

/** Step 4: where the new password is by now. `follow.js` fetches the same page and swaps what is marked `data-live`. */
export function followPage(visit: Visit, followed: Followed): Page {
  const texts = LOCALES[visit.language].pages.follow;
  const standing = standingOf(followed.directory);
  const title = texts.titles[standing];
  return layout(visit, {
    title,
    error: standing === 'failed',
    step: 4,
    jeton: jetonOf(followed, standing),
    scripts: ['follow.js'],
    body: html`<h1 data-live="title">${title}</h1>
      <div data-live="promise">${promise(visit, { followed, standing })}</div>
      <div role="status" data-live="status">${sentences(visit, followed).map((text) => html`<p>${text}</p> `)}</div>
      ${places(visit, followed)}
      <div data-live="next">${next(visit, { followed, standing })}</div>
      <p class="aside">${texts.account(followed.account, momentFor(visit, followed.acceptedAt))}</p>`,
  });
}

/** Nothing to follow: another browser, or too long ago. */
export function followGonePage(visit: Visit): Page {
  const { gone } = LOCALES[visit.language].pages.follow;
  return layout(visit, {
    title: gone.title,
    jeton: { sign: 'question', share: 0 },
    body: html`<h1>${gone.title}</h1>
      <p class="lead">${gone.text}</p>
      ${startAgainLink(visit)}`,
  });
}

function standingOf({ state }: Arrival): Standing {
  switch (state) {
    case 'arrived':
      return 'good';
    case 'under-way':
      return 'waiting';
    case 'late':
    case 'refused':
      return 'failed';
    case 'superseded':
      return 'replaced';
  }
}

function jetonOf({ directory, applications }: Followed, standing: Standing): Jeton {
  const all = [directory, ...applications];
  const arrived = all.filter(({ state }) => state === 'arrived').length;
  const share = arrived / all.length;
  if (standing === 'failed') return { sign: 'cross', share: 0 };
  return { sign: share === 1 ? 'check' : 'wait', share };
}

function promise(
  visit: Visit,
  { followed, standing }: { readonly followed: Followed; readonly standing: Standing },
): Html | false {
  const mayArrive = (standing === 'good' || standing === 'waiting') && !isRefused(followed);
  const isStanding = mayArrive && visit.now <= followed.deadlineAt;
  if (!isStanding) return false;
  const duration = durationOf(visit.site.promiseMs, visit.language);
  const text = LOCALES[visit.language].pages.follow.promise(duration, momentFor(visit, followed.deadlineAt));
  return html`<p class="lead">${text}</p>`;
}

/** By an application, for good: there the password will not come to be valid. */
function isRefused({ applications }: Followed): boolean {
  return applications.some(({ state }) => state === 'refused');
}

function sentences({ language }: Visit, { directory, applications }: Followed): readonly string[] {
  const { follow: texts, list } = LOCALES[language].pages;
  switch (directory.state) {
    case 'under-way':
      return [texts.directoryWaits];
    case 'late':
      return [texts.directoryLate];
    case 'refused':
      return [texts.directoryRefused];
    case 'superseded':
      return [texts.replaced];
    case 'arrived': {
      const all = [directory, ...applications];
      const arrived = all.filter(({ state }) => state === 'arrived').length;
      if (arrived === all.length) return [texts.everywhere];
      const names = (wanted: Arrival['state']): string =>
        listOf(
          applications.filter(({ state }) => state === wanted).map(({ name }) => list.name(name)),
          list,
        );
      const late = names('late');
      const refused = names('refused');
      return [
        texts.arrivedIn(arrived, all.length),
        ...(late === '' ? [] : [texts.someLate(late)]),
        ...(refused === '' ? [] : [texts.someRefused(refused)]),
      ];
    }
  }
}

function places(visit: Visit, followed: Followed): Html {
  const texts = LOCALES[visit.language].pages.follow;
  return html`<section
    class="places"
    aria-labelledby="where"
    id="follow"
    data-address="${visit.site.base}follow"
    data-pause="${texts.pause}"
    data-resume="${texts.resume}"
  >
    <h2 id="where">${texts.where}</h2>
    <div data-live="list">
      <ul role="list" ${followed.settled && html`data-settled`}>
        ${place(visit, { ...followed.directory, name: texts.directory })}
        ${followed.applications.map((application) => place(visit, application))}
      </ul>
    </div>
    <p class="actions">
      <span data-live="as-of">${texts.asOf(momentFor(visit, visit.now))}</span>
      <a class="quiet" href="${visit.site.base}follow">${texts.refresh}</a>
      <button type="button" class="quiet" id="pause" hidden>${texts.pause}</button>
    </p>
  </section>`;
}

function place(visit: Visit, arrival: Arrival): Html {
  const { name, state } = arrival;
  const text = stateOf(visit, arrival);
  return html`<li class="${state}"><span class="name">${name}</span> <span class="state">${text}</span></li> `;
}

function stateOf(visit: Visit, arrival: Arrival): string {
  const texts = LOCALES[visit.language].pages.follow;
  if (arrival.state === 'arrived') return texts.arrivedAt(momentFor(visit, arrival.at));
  return arrival.refusal === undefined ? texts.states[arrival.state] : texts.refusedFor[arrival.refusal];
}

function next(
  visit: Visit,
  { followed, standing }: { readonly followed: Followed; readonly standing: Standing },
): Html {
  if (standing === 'failed') return startAgainLink(visit);
  const { next: heading, nextSteps: steps } = LOCALES[visit.language].pages.follow;
  const advice = [
    // While the directory waits, the old password is the one that works.
    ...(standing === 'waiting' ? [] : [steps.use, steps.replace]),
    ...(followed.settled ? [] : [steps.leave]),
  ];
  return html`<h2>${heading}</h2>
    <ul class="advice">
      ${advice.map((step) => html`<li>${step}</li> `)}
    </ul>
    ${isRefused(followed) && startAgainLink(visit)}`;
}
