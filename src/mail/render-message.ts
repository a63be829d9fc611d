import type { Institution } from '../platform/institution.ts';
import type { Language } from '../platform/language.ts';
import type { Block, Sheet } from './block.ts';
import { durationOf, momentOf, validityOf } from '../platform/moment.ts';
import { en } from './locales/en.ts';
import { fr } from './locales/fr.ts';
import type { MailTexts } from './locales/texts.ts';
import type { Message } from './message.ts';
import { printHtml } from './print-html.ts';
import { printText } from './print-text.ts';

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

const TEXTS: Readonly<Record<Language, MailTexts>> = { fr, en };

/**
 * Writes one mail: subject, text part and HTML part. In the text part each link stands alone on its line, the main
 * one first. No account number and no person's name is ever in it; nothing remote is loaded by the HTML part.
 */
export function renderMessage(input: RenderMessage): RenderedMessage {
  const texts = TEXTS[input.language];
  const [subject, body] = compose(input, texts);
  const email = oneLine(input.institution.support.email);
  const sender = oneLine(input.institution.name);
  const sheet: Sheet = {
    subject,
    sender,
    body: [text(texts.greeting), ...body],
    foot: [text(texts.support(email), email), text(`${sender}. ${texts.automatic}`)],
  };
  return { subject, text: printText(sheet), html: printHtml(sheet, input.language) };
}

function compose(input: RenderMessage, texts: MailTexts): readonly [string, readonly Block[]] {
  const { message } = input;
  const name = oneLine(input.institution.name);
  const email = oneLine(input.institution.support.email);
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
          { kind: 'button', label: opening.action, url: message.link, plain: texts.plainLink },
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
          { kind: 'button', label: texts.refused.action, url: message.link, plain: texts.plainLink },
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
          text(texts.changed.notYou(email), email),
        ],
      ];
    case 'late':
      return [
        texts.late.subject,
        [
          ...whatIsLate(message, texts, { name, promise }),
          text(texts.late.again),
          { kind: 'button', label: texts.late.action, url: message.startLink, plain: texts.plainLink },
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

const text = (words: string, email?: string): Block => ({
  kind: 'text',
  text: words,
  ...(email === undefined ? {} : { email }),
});

/** Names come from settings; a line break in one must not make a line of its own next to a link. */
function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
