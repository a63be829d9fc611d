import { type Html, html } from '../platform/html.ts';
import type { KeptMail } from './inbox.ts';
import { inEnglish, layout } from './layout.ts';

interface Times {
  /** IANA name. */
  readonly timeZone: string;
}

/** All mails, whoever they went to. */
export function mailListPage(mails: readonly KeptMail[], times: Times): Html {
  const body = html`${banner()}
    <main>
      <h1>Boîte de réception</h1>
      ${inEnglish('Every mail that was sent to anybody; the newest first.')}
      <p><a class="button" href="/demo/inbox">Relever le courrier</a></p>
      ${mails.length === 0 ? html`<p>Aucun message pour l’instant.</p> ` : mailTable(mails, times)}
    </main> `;
  return layout({ title: 'Webmail', look: 'webmail', body });
}

function banner(): Html {
  return html`<header>
    <p class="brand">Webmail</p>
    <p>Les boîtes aux lettres des étudiants</p>
  </header> `;
}

function mailTable(mails: readonly KeptMail[], times: Times): Html {
  return html`<div class="scroll" role="region" aria-label="Messages" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Reçu</th>
          <th scope="col">Pour</th>
          <th scope="col">Objet</th>
        </tr>
      </thead>
      <tbody>
        ${mails.map(
          (mail) =>
            html`<tr>
              <td>${arrived(mail, times)}</td>
              <td><span class="address">${mail.to}</span></td>
              <td><a href="${pathOf(mail)}">${mail.subject}</a></td>
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `;
}

function arrived({ at }: KeptMail, { timeZone }: Times): Html {
  const written = new Intl.DateTimeFormat('fr', { dateStyle: 'short', timeStyle: 'medium', timeZone }).format(at);
  return html`<time datetime="${new Date(at).toISOString()}">${written}</time>`;
}

/** URL path of one mail's page. */
function pathOf({ id }: KeptMail): string {
  return `/demo/inbox/${encodeURIComponent(id)}`;
}

/** One mail: its HTML part in a frame that may do nothing but open links, then its text part. */
export function mailPage(mail: KeptMail, times: Times): Html {
  const body = html`${banner()}
    <main>
      <p><a href="/demo/inbox">Tous les messages</a></p>
      <h1>${mail.subject}</h1>
      <p>Pour ${mail.to}, ${arrived(mail, times)}</p>
      <h2>Message</h2>
      <iframe title="Message en HTML" sandbox="${SANDBOX}" src="${pathOf(mail)}/html"></iframe>
      <h2>Le même en texte seul</h2>
      <pre>${linked(mail.text)}</pre>
    </main> `;
  return layout({ title: mail.subject, look: 'webmail', body });
}

/** No script, no form, no origin; a link opens a page of its own, as in a webmail. */
export const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';

/** The HTML part as it was sent, but for its links: they open outside the frame. */
export function htmlPart({ html: markup }: KeptMail): string {
  return markup.replace('<head>', '<head><base target="_blank">');
}

const LINK = /(https?:\/\/[^\s<>"]+)/;

function linked(text: string): readonly Html[] {
  return text
    .split(LINK)
    .map((piece, index) =>
      index % 2 === 0
        ? html`${piece}`
        : html`<a href="${piece}" target="_blank" rel="noopener noreferrer">${piece}</a>`,
    );
}
