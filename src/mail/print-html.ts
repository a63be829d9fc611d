import { LOCALES } from '../locales/index.ts';
import { html, trusted } from '../platform/html.ts';
import type { Colour } from '../platform/colours.ts';
import type { Html } from '../platform/html.ts';
import type { Language } from '../platform/language.ts';
import type { Block, Sheet } from './block.ts';

/*
 * Mail programs keep little of a style sheet, so styles stand on the elements. Colours are set on the button and the
 * rules alone: everything else keeps the reader's own, so that a dark theme stays readable.
 */
const FONT = 'system-ui,-apple-system,&quot;Segoe UI&quot;,Roboto,Arial,sans-serif';
const RULE = '#8a94a6';
const STYLES = {
  page: `margin:0 auto;padding:24px 20px;max-width:36rem;font-family:${FONT};font-size:16px;line-height:1.5`,
  sender: 'margin:0 0 24px;padding:0 0 12px;border-bottom:3px solid ACCENT;font-weight:bold',
  title: 'margin:0 0 24px;font-size:24px;line-height:1.25',
  text: 'margin:0 0 16px',
  code: 'margin:0 0 16px;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:24px;font-weight:bold;letter-spacing:2px',
  list: 'margin:0 0 16px;padding:0 0 0 24px',
  item: 'margin:0 0 4px',
  cell: 'border-radius:28px;background-color:ACCENT',
  button:
    'display:inline-block;padding:14px 28px;border-radius:28px;color:#ffffff;font-weight:bold;line-height:1.25;text-align:center;text-decoration:none',
  plain: 'margin:12px 0 24px;font-size:14px',
  address: 'overflow-wrap:anywhere;word-break:break-word',
  link: 'display:inline-block;padding:10px 0;font-weight:bold',
  foot: `margin:16px 0 0;padding:16px 0 0;border-top:1px solid ${RULE};font-size:14px`,
} as const;

/** The styles in the institution's colour, which is `ACCENT` above. */
type Style = (name: keyof typeof STYLES) => Html;

const stylesIn =
  (accent: Colour): Style =>
  (name) =>
    trusted(`style="${STYLES[name].replace('ACCENT', accent)}"`);

/** The HTML part. It loads nothing from anywhere, and works without its styles. */
export function printHtml(sheet: Sheet, language: Language): string {
  const style = stylesIn(sheet.accent);
  const print = (block: Block): Html => printBlock(block, style);
  return html`${trusted('<!doctype html>')}
    <html lang="${language}" dir="${LOCALES[language].direction}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${sheet.subject}</title>
      </head>
      <body style="margin:0;padding:0">
        <div ${style('page')}>
          <p ${style('sender')}>${sheet.sender}</p>
          <h1 ${style('title')}>${sheet.subject}</h1>
          ${sheet.body.map(print)}
          <div ${style('foot')}>${sheet.foot.map(print)}</div>
        </div>
      </body>
    </html> `.toString();
}

function printBlock(block: Block, style: Style): Html {
  switch (block.kind) {
    case 'text':
      return html`<p ${style('text')}>${withMailto(block.text, block.email)}</p> `;
    case 'code':
      return html`<p dir="ltr" ${style('code')}>${block.code}</p> `;
    case 'list':
      return html`<ul ${style('list')}>
        ${block.items.map((item) => html`<li ${style('item')}>${item}</li> `)}
      </ul> `;
    case 'button':
      return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0">
          <tr>
            <td ${style('cell')}>
              <a href="${block.url}" ${style('button')}>${block.label}</a>
            </td>
          </tr>
        </table>
        <p ${style('plain')}>
          ${block.plain}<br />
          <a href="${block.url}" ${style('address')}>${block.url}</a>
        </p> `;
    case 'link':
      return html`<p ${style('text')}><a href="${block.url}" ${style('link')}>${block.label}</a></p> `;
  }
}

function withMailto(text: string, email: string | undefined): readonly (string | Html)[] {
  if (email === undefined) return [text];
  const target = `mailto:${encodeURIComponent(email).replaceAll('%40', '@')}`;
  return text
    .split(email)
    .flatMap((words, index) => (index === 0 ? [words] : [html`<a href="${target}">${email}</a>`, words]));
}
