import { type Html, html } from '../platform/html.ts';
import type { DemoApplicationFacts } from './applications.ts';
import { inEnglish, layout } from './layout.ts';
import { paceOf } from './overview-page.ts';

/** What the last try came to; `number` is given back so that only the password is typed anew. */
export type LoginState =
  | { readonly kind: 'asked' }
  | { readonly kind: 'welcome'; readonly name: string }
  | { readonly kind: 'refused'; readonly number: string };

/** The login page of one sample application, or what is behind it. */
export function loginPage(facts: DemoApplicationFacts, state: LoginState): Html {
  const body = html`<header>
      <p class="brand">${facts.name}</p>
      <p>${facts.title}</p>
    </header>
    <main>${state.kind === 'welcome' ? welcome(facts, state.name) : form(facts, state)}</main> `;
  return layout({ title: titleOf(facts, state), look: facts.slug, body });
}

function titleOf({ name }: DemoApplicationFacts, state: LoginState): string {
  switch (state.kind) {
    case 'asked':
      return `${name}\u00A0: connexion`;
    case 'welcome':
      return `${name}\u00A0: bienvenue`;
    case 'refused':
      return `${name}\u00A0: connexion refusée`;
  }
}

function welcome({ slug }: DemoApplicationFacts, name: string): Html {
  return html`<h1>Bienvenue, ${name}</h1>
    <p class="good" role="status">Ce mot de passe est le bon.</p>
    ${inEnglish('Welcome: this password works here.')}
    <p><a href="/demo/${slug}">Se déconnecter</a></p> `;
}

function form(facts: DemoApplicationFacts, state: Exclude<LoginState, { kind: 'welcome' }>): Html {
  return html`<h1>Connexion</h1>
    ${state.kind === 'refused' && refusal(facts)}
    <form method="post" action="/demo/${facts.slug}">
      <p>
        <label for="number">Numéro étudiant</label>
        <input
          id="number"
          name="number"
          autocomplete="username"
          inputmode="numeric"
          required
          value="${state.kind === 'refused' ? state.number : ''}"
        />
      </p>
      <p>
        <label for="password">Mot de passe</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
      </p>
      <p><button>Se connecter</button></p>
    </form>
    ${inEnglish('Log in with the student number and the password; the old one works until the new one arrives.')} `;
}

function refusal(facts: DemoApplicationFacts): Html {
  return html`<p class="bad" role="alert">
      Connexion refusée${'\u00A0'}: le numéro ou le mot de passe n’est pas le bon. Un nouveau mot de passe arrive dans
      ${facts.name} ${paceOf(facts)}${'\u00A0'}; jusque-là, c’est l’ancien qui fonctionne.
    </p>
    ${inEnglish('Refused: wrong number or password, or the new password is still on its way.')} `;
}
