import { LOCALES } from '../locales/index.ts';
import type { MailTexts } from '../locales/mail-texts.ts';
import type { Institution } from '../platform/institution.ts';
import type { Language } from '../platform/language.ts';
import type { Block, Sheet } from './block.ts';
import type { Moment } from '../locales/time-texts.ts';
import { durationOf, momentOf, validityOf } from '../locales/moment.ts';
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

/**
 * Writes one mail: subject, text part and HTML part. In the text part each link stands alone on its line, the main
 * one first, and the code on one of its own. No person's name is ever in it; nothing remote is loaded by the HTML part.
 */
export function renderMessage(input: RenderMessage): RenderedMessage {
  const texts = LOCALES[input.language].mails;
  const [subject, body] = compose(input, texts);
  const email = oneLine(input.institution.support.email);
  const sender = oneLine(input.institution.name);
  const sheet: Sheet = {
    subject,
    sender,
    accent: input.institution.colours.accent,
    body: [text(texts.greeting), ...named(input, texts, body)],
    foot: [text(texts.support(email), email), text(`${sender}. ${texts.automatic}`)],
  };
  return { subject, text: printText(sheet), html: printHtml(sheet, input.language) };
}

/** What the mail is about comes after its first sentence. */
function named({ message }: RenderMessage, texts: MailTexts, [intro, ...rest]: readonly Block[]): readonly Block[] {
  const { account: name } = message;
  const account = name === undefined ? [] : [text(texts.account({ ...name, text: oneLine(name.text) }))];
  return intro === undefined ? account : [intro, ...account, ...rest];
}

type Composed = readonly [subject: string, body: readonly Block[]];
type MessageOf<K extends Message['kind']> = Extract<Message, { kind: K }>;

/** What every mail may name. */
interface Facts {
  readonly name: string;
  readonly email: string;
  readonly promise: string;
}

function compose(input: RenderMessage, texts: MailTexts): Composed {
  const { message, institution, language, promiseMs } = input;
  const promise = durationOf(promiseMs, language);
  const facts = { name: oneLine(institution.name), email: oneLine(institution.support.email), promise };
  switch (message.kind) {
    case 'link':
      return composeLink(message, texts, { ...facts, terms: linkTerms(input, texts, message) });
    case 'refused-later':
      return composeRefusedLater(message, texts, { ...facts, terms: linkTerms(input, texts, message) });
    case 'changed':
      return composeChanged(momentOf(message.at, institution.timeZone, language), texts, facts);
    case 'refused-by-application':
      return composeRefusedBy(message, texts, facts);
    case 'late':
      return composeLate(message, texts, facts);
  }
}

type LinkFacts = Facts & { readonly terms: readonly Block[] };

function composeLink(message: MessageOf<'link'>, texts: MailTexts, { name, promise, terms }: LinkFacts): Composed {
  const opening = texts.link[message.purpose];
  const notYou = message.purpose === 'reset' ? texts.link.notYouReset : texts.link.notYouActivation;
  const body: readonly Block[] = [
    text(opening.intro(name)),
    text(opening.ask),
    { kind: 'button', label: opening.action, url: message.link, plain: texts.plainLink },
    ...terms,
    ...elsewhere(message, texts),
    text(texts.link.promise(promise)),
    text(notYou),
    { kind: 'link', label: texts.link.revoke, url: message.revokeLink },
  ];
  return [opening.subject, body];
}

/** For who reads the mail on one screen and goes on at another. */
function elsewhere({ code }: MessageOf<'link'>, { link: texts }: MailTexts): readonly Block[] {
  return code === undefined ? [] : [text(texts.elsewhere), { kind: 'code', code }, text(texts.codeSecret)];
}

function composeRefusedLater(
  { reason, link, revokeLink }: MessageOf<'refused-later'>,
  texts: MailTexts,
  { name, promise, terms }: LinkFacts,
): Composed {
  const body: readonly Block[] = [
    text(texts.refused.intro(name)),
    text(`${texts.refused.reasons[reason]} ${texts.refused.unchanged}`),
    text(texts.refused.again),
    { kind: 'button', label: texts.refused.action, url: link, plain: texts.plainLink },
    ...terms,
    text(texts.link.promise(promise)),
    text(texts.link.notYouReset),
    { kind: 'link', label: texts.link.revoke, url: revokeLink },
  ];
  return [texts.refused.subject, body];
}

function composeChanged(at: Moment, { changed }: MailTexts, { name, promise, email }: Facts): Composed {
  const body = [
    text(changed.intro(name, at)),
    text(changed.promise(promise)),
    text(changed.you),
    text(changed.notYou(email), email),
  ];
  return [changed.subject, body];
}

function composeRefusedBy(
  message: MessageOf<'refused-by-application'>,
  { refusedBy: texts, plainLink }: MailTexts,
  { name }: Facts,
): Composed {
  const application = oneLine(message.application);
  const body: readonly Block[] = [
    text(`${texts.intro(name, application)} ${texts.reasons[message.reason]}`),
    text(texts.means),
    text(texts.again),
    { kind: 'button', label: texts.action, url: message.startLink, plain: plainLink },
  ];
  return [texts.subject(application), body];
}

function composeLate(message: MessageOf<'late'>, texts: MailTexts, facts: Facts): Composed {
  const body: readonly Block[] = [
    ...whatIsLate(message, texts, facts),
    text(texts.late.again),
    { kind: 'button', label: texts.late.action, url: message.startLink, plain: texts.plainLink },
  ];
  return [texts.late.subject, body];
}

function linkTerms(input: RenderMessage, texts: MailTexts, link: { readonly expiresAt: number }): readonly Block[] {
  const until = momentOf(link.expiresAt, input.institution.timeZone, input.language);
  const duration = validityOf(link.expiresAt, input.now, input.language);
  return [text(`${texts.link.validity(duration, until)} ${texts.link.single}`), text(texts.link.secret)];
}

/** When the directory itself never took it, the applications' state is beside the point: nothing changed anywhere. */
function whatIsLate(message: MessageOf<'late'>, texts: MailTexts, facts: Facts): readonly Block[] {
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
