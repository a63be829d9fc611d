import { html, trusted } from '../platform/html.ts';
import type { Html } from '../platform/html.ts';
import type { Institution } from '../platform/institution.ts';
import type { Language } from '../platform/language.ts';
import { durationOf, momentOf, validityOf } from '../platform/moment.ts';
import { en } from './locales/en.ts';
import { fr } from './locales/fr.ts';
import type { MailTexts } from './locales/texts.ts';
import type { Message } from './message.ts';

export interface RenderMessage {
  readonly message: Message;
  readonly language: Language;
  readonly institution: Institution;
  /** How long until a password is valid everywhere, in milliseconds. */
  readonly promiseMs: number;
  /** When the mail leaves, milliseconds since the epoch: a duration is given only where it is true then. */
  readonly now: number;
}

export interface RenderedMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What a mail is made of; both parts are drawn from the same list, so they cannot say different things. */
type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'button'; readonly label: string; readonly url: string }
  | { readonly kind: 'link'; readonly label: string; readonly url: string };

const TEXTS: Readonly<Record<Language, MailTexts>> = { fr, en };

/**
 * Writes one mail: subject, text part and HTML part. In the text part each link stands alone on its line, the main
 * one first. No account number and no person's name is ever in it; nothing remote is loaded by the HTML part.
 */
export function renderMessage(input: RenderMessage): RenderedMessage {
  const texts = TEXTS[input.language];
  const [subject, body] = compose(input, texts);
  const blocks: readonly Block[] = [
    text(texts.greeting),
    ...body,
    text(texts.support(oneLine(input.institution.support.email))),
    text(`${oneLine(input.institution.name)}\n${texts.automatic}`),
  ];
  return {
    subject,
    text: `${blocks.map(printText).join('\n\n')}\n`,
    html: page(
      subject,
      input.language,
      blocks.map((block) => printHtml(block, texts)),
    ).toString(),
  };
}

function compose(input: RenderMessage, texts: MailTexts): readonly [string, readonly Block[]] {
  const { message } = input;
  const name = oneLine(input.institution.name);
  const promise = durationOf(input.promiseMs, input.language);
  switch (message.kind) {
    case 'link': {
      const opening = texts.link[message.purpose];
      const notYou = message.purpose === 'reset' ? texts.link.notYouReset : texts.link.notYouActivation;
      return [
        opening.subject,
        [
          text(opening.intro(name)),
          text(opening.ask),
          { kind: 'button', label: opening.action, url: message.link },
          ...linkTerms(input, texts, message),
          text(texts.link.promise(promise)),
          text(notYou),
          { kind: 'link', label: texts.link.revoke, url: message.revokeLink },
        ],
      ];
    }
    case 'refused-later':
      return [
        texts.refused.subject,
        [
          text(texts.refused.intro(name)),
          text(`${texts.refused.reasons[message.reason]} ${texts.refused.unchanged}`),
          text(texts.refused.again),
          { kind: 'button', label: texts.refused.action, url: message.link },
          ...linkTerms(input, texts, message),
          text(texts.link.promise(promise)),
          text(texts.link.notYouReset),
          { kind: 'link', label: texts.link.revoke, url: message.revokeLink },
        ],
      ];
    case 'changed':
      return [
        texts.changed.subject,
        [
          text(texts.changed.intro(name, momentOf(message.at, input.institution.timeZone, input.language))),
          text(texts.changed.promise(promise)),
          text(texts.changed.you),
          text(texts.changed.notYou(oneLine(input.institution.support.email))),
        ],
      ];
    case 'late':
      return [
        texts.late.subject,
        [
          ...whatIsLate(message, texts, { name, promise }),
          text(texts.late.again),
          { kind: 'button', label: texts.late.action, url: message.startLink },
        ],
      ];
  }
}

function linkTerms(input: RenderMessage, texts: MailTexts, link: { readonly expiresAt: number }): readonly Block[] {
  const until = momentOf(link.expiresAt, input.institution.timeZone, input.language);
  const duration = validityOf(link.expiresAt, input.now, input.language);
  return [text(`${texts.link.validity(duration, until)} ${texts.link.single}`), text(texts.link.secret)];
}

/** When the directory itself never took it, the applications' state is beside the point: nothing changed anywhere. */
function whatIsLate(
  message: Extract<Message, { kind: 'late' }>,
  texts: MailTexts,
  facts: { readonly name: string; readonly promise: string },
): readonly Block[] {
  if (message.directory) return [text(`${texts.late.directory(facts.name)} ${texts.late.directoryMeans}`)];
  return [
    text(texts.late.applications(facts.promise)),
    { kind: 'list', items: message.applications.map(oneLine) },
    text(texts.late.applicationsMean),
  ];
}

const text = (words: string): Block => ({ kind: 'text', text: words });

/** Names come from settings; a line break in one must not make a line of its own next to a link. */
function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

function printText(block: Block): string {
  switch (block.kind) {
    case 'text':
      return block.text;
    case 'list':
      return block.items.map((item) => `- ${item}`).join('\n');
    case 'button':
    case 'link':
      return block.url;
  }
}

// Colours are set only on the button: everything else keeps the reader's own, so that a dark theme stays readable.
const BUTTON =
  'display:inline-block;padding:12px 20px;border-radius:6px;background-color:#1a4fa3;color:#ffffff;font-weight:bold;text-decoration:none';
const BODY =
  'margin:0 auto;padding:24px;max-width:36rem;font-family:system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;font-size:16px;line-height:1.5';
const WRAP = 'overflow-wrap:anywhere;word-break:break-word';

function printHtml(block: Block, texts: MailTexts): Html {
  switch (block.kind) {
    case 'text':
      return html`<p>${block.text.split('\n').map((line, index) => (index === 0 ? line : html`<br />${line}`))}</p> `;
    case 'list':
      return html`<ul>
        ${block.items.map((item) => html`<li>${item}</li> `)}
      </ul> `;
    case 'button':
      return html`<p><a href="${block.url}" style="${BUTTON}">${block.label}</a></p>
        <p>${texts.plainLink}<br /><a href="${block.url}" style="${WRAP}">${block.url}</a></p> `;
    case 'link':
      return html`<p><a href="${block.url}">${block.label}</a></p> `;
  }
}

function page(subject: string, language: Language, blocks: readonly Html[]): Html {
  return html`${trusted('<!doctype html>\n')}
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${subject}</title>
      </head>
      <body style="${BODY}">
        ${blocks}
      </body>
    </html> `;
}
