import { type Html, html } from '../platform/html.ts';

export interface Layout {
  readonly title: string;
  /** Which look of the stylesheet: the overview's, the webmail's or an application's. */
  readonly look: 'overview' | 'webmail' | 'ent' | 'moodle' | 'ipweb';
  readonly body: Html;
}

/** URL path of the stylesheet. */
export const STYLESHEET = '/demo/demo.css';

/** A whole page of the sample institution, in French. */
export function layout({ title, look, body }: Layout): Html {
  return html`<!doctype html>
    <html lang="fr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${STYLESHEET}" />
      </head>
      <body class="${look}">
        ${body}
        <footer>
          <a href="/demo/">Démonstration</a> <a href="/demo/inbox">Webmail</a> <a href="/demo/ent">ENT</a>
          <a href="/demo/moodle">Moodle</a> <a href="/demo/ipweb">IPWeb</a>
        </footer>
      </body>
    </html> `;
}

/** A line of English under French text. */
export function inEnglish(text: string): Html {
  return html`<p class="english" lang="en">${text}</p> `;
}

/** What is wrong with a request, in a sentence. */
export function faultPage(title: string, sentence: string): Html {
  const body = html`<main>
    <h1>${title}</h1>
    <p>${sentence}</p>
  </main> `;
  return layout({ title, look: 'overview', body });
}
