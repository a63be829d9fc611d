import { type Html, html } from '../platform/html.ts';
import type { DemoApplicationFacts } from './applications.ts';
import { inEnglish, layout } from './layout.ts';
import { type DemoPerson, FIRST_PASSWORD } from './people.ts';

export interface Overview {
  /** Where people ask for a link. */
  readonly startUrl: URL;
  readonly applications: readonly DemoApplicationFacts[];
  readonly people: readonly DemoPerson[];
}

/** What to open, and which address to type. */
export function overviewPage({ startUrl, applications, people }: Overview): Html {
  const address = people.find(({ addresses }) => addresses.length > 0)?.addresses[0] ?? '';
  const body = html`<main>
    <h1>Université Exemple, en démonstration</h1>
    ${inEnglish('A sample institution: reset a password, read the mail, and watch it arrive in three applications.')}
    ${inEnglish(
      'Ask for a link on the reset page, open the mail in the webmail, choose a password. Then log in: the new password ' +
        'works in ENT at once, in Moodle after about 10 seconds, in IPWeb after about 30; until then the old one does.',
    )}
    <ol>
      <li>
        Demandez un lien sur <a href="${startUrl.href}">la page de réinitialisation</a> avec l’adresse
        <code>${address}</code>
      </li>
      <li>
        Ouvrez le message dans <a href="/demo/inbox">le webmail</a>, suivez le lien et choisissez un mot de passe.
      </li>
      <li>
        Connectez-vous avec le nouveau mot de passe${'\u00A0'}; d’ici à ce qu’il arrive, l’ancien fonctionne encore.
        <ul>
          ${applications.map(
            (facts) => html`<li><a href="/demo/${facts.slug}">${facts.name}</a>${'\u00A0'}: ${paceOf(facts)}</li> `,
          )}
        </ul>
      </li>
    </ol>
    <p>
      Avant toute réinitialisation, le mot de passe de chacun est <code>${FIRST_PASSWORD}</code><br />
      Après plusieurs adresses inconnues en une heure, la page ne dit plus si une adresse est reconnue.
    </p>
    ${inEnglish(
      'That is everybody’s password before their first reset. After several unknown addresses in an hour, the page no ' +
        'longer tells known from unknown.',
    )}
    ${peopleTable(people)}
  </main> `;
  return layout({ title: 'Démonstration de Jeton', look: 'overview', body });
}

/** How soon a new password arrives in an application. */
export function paceOf({ delayMs }: DemoApplicationFacts): string {
  return delayMs === 0 ? 'aussitôt' : `au bout de ${delayMs / 1000}\u00A0secondes environ`;
}

function peopleTable(people: readonly DemoPerson[]): Html {
  return html`<div class="scroll" role="region" aria-label="Étudiants" tabindex="0">
    <table>
      <caption>
        Les étudiants de la démonstration
      </caption>
      <thead>
        <tr>
          <th scope="col">N° étudiant</th>
          <th scope="col">Nom</th>
          <th scope="col">Adresse personnelle</th>
          <th scope="col">À voir</th>
        </tr>
      </thead>
      <tbody>
        ${people.map(personRow)}
      </tbody>
    </table>
  </div> `;
}

function personRow({ number, name, addresses, remark }: DemoPerson): Html {
  return html`<tr>
    <td>${number}</td>
    <th scope="row">${name}</th>
    <td>${addresses.length === 0 ? 'aucune' : addresses.map((address) => html`<code>${address}</code> `)}</td>
    <td>${remark !== undefined && html`${remark.fr}${inEnglish(remark.en)}`}</td>
  </tr> `;
}
