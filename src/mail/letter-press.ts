import type { SendMailOptions } from 'nodemailer';
import type { Message, OutgoingMail } from './message.ts';

/** What a mail is made of, but for what differs from one to the next: its text may hold tokens' places. */
export type Letter = SendMailOptions & { readonly subject: string; readonly text: string; readonly html: string };

/** What is set into a printed letter. */
export interface Particulars {
  readonly to: string;
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface PressOptions {
  /** Writes a mail as it is sent (RFC 5322): lines end in CRLF, nothing but ASCII. */
  readonly compose: (letter: Letter) => Promise<string>;
  /** A mail without its particulars; the same whenever it is asked the same. */
  readonly draft: (told: Told) => Letter;
}

/** All that a letter's words are made of. Times are told in minutes, so these are whole ones. */
export interface Told extends Pick<OutgoingMail, 'language' | 'message'> {
  /** When it leaves, milliseconds since the epoch. */
  readonly now: number;
}

/** What no mail holds otherwise, as long as what takes its place, of letters that are written as they are. */
const PLACES = { link: 'L'.repeat(43), revoke: 'R'.repeat(43), code: 'CCCC-CCCC' } as const;
const TO = 'to@place.invalid';
const MESSAGE_ID = '<id@place.invalid>';
const DATE = new Date(0);
const MINUTE = 60_000;
/** Letters remembered: kinds by languages by the minutes in which they are sent. */
const REMEMBERED = 32;
const TOKEN_AT_END = /[\w-]{43}$/;
/** Such a one takes as many bytes in a mail, whatever it is: in its place stand as many of the letter N. */
const PLAIN_NAME = /^[0-9A-Za-z]{4,}$/;
const NAME_PLACE = 'N(?:(?:=\r\n)?N){3,}';

type Slot = 'link' | 'revoke' | 'code' | 'name' | 'to' | 'messageId' | 'date';

/** Between two pieces of text: what stands there, and where in it the line is broken softly (RFC 2045, 6.7). */
interface Gap {
  readonly slot: Slot;
  readonly breakAt: number | undefined;
}

interface Template {
  readonly pieces: readonly string[];
  readonly gaps: readonly Gap[];
}

/**
 * Writes mails. The library takes a millisecond for one, and those of a minute differ by their tokens, their receiver, their
 * id and their second: each letter is composed once, and these are set into it.
 */
export class LetterPress {
  readonly #options: PressOptions;
  readonly #templates = new Map<string, Promise<Template>>();

  constructor(options: PressOptions) {
    this.#options = options;
  }

  async print(mail: OutgoingMail, { to, messageId, now }: Particulars): Promise<string> {
    const { message, particulars } = mask(mail.message);
    const told = { language: mail.language, message: inMinutes(message), now: wholeMinute(now) };
    const { pieces, gaps } = await this.#templateOf(told);
    const values = { ...particulars, to, messageId, date: dateOf(new Date(now)) };
    return pieces.map((piece, index) => piece + fill(gaps[index], values)).join('');
  }

  #templateOf(told: Told): Promise<Template> {
    const key = JSON.stringify(told);
    const known = this.#templates.get(key);
    if (known !== undefined) return known;
    const letter = this.#options.draft(told);
    const addressed = { ...letter, to: { name: '', address: TO }, messageId: MESSAGE_ID, date: DATE };
    const template = this.#options.compose(addressed).then(cut);
    this.#templates.set(key, template);
    template.catch(() => this.#templates.delete(key));
    const oldest = this.#templates.keys().next();
    if (this.#templates.size > REMEMBERED && oldest.done !== true) this.#templates.delete(oldest.value);
    return template;
  }
}

/** RFC 5322, 3.3. */
function dateOf(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

function wholeMinute(at: number): number {
  return Math.floor(at / MINUTE) * MINUTE;
}

function inMinutes(message: Message): Message {
  switch (message.kind) {
    case 'link':
    case 'refused-later':
      return { ...message, expiresAt: wholeMinute(message.expiresAt) };
    case 'changed':
      return { ...message, at: wholeMinute(message.at) };
    case 'refused-by-application':
    case 'late':
      return message;
  }
}

interface Masked {
  readonly message: Message;
  readonly particulars: Readonly<Record<Exclude<Slot, 'to' | 'messageId' | 'date'>, string>>;
}

/** No token, no code and no plain name of an account stays in what is remembered. */
function mask(message: Message): Masked {
  const { account } = message;
  const name = account?.text ?? '';
  const named =
    account !== undefined && PLAIN_NAME.test(name)
      ? { ...message, account: { ...account, text: 'N'.repeat(name.length) } }
      : message;
  const particulars = { ...PLACES, name };
  if (named.kind !== 'link' && named.kind !== 'refused-later') return { message: named, particulars };
  const { link, revokeLink } = named;
  const masked = {
    ...named,
    link: link.replace(TOKEN_AT_END, PLACES.link),
    revokeLink: revokeLink.replace(TOKEN_AT_END, PLACES.revoke),
  };
  const tokens = { ...particulars, link: tokenOf(link), revoke: tokenOf(revokeLink) };
  if (masked.kind !== 'link' || masked.code === undefined) return { message: masked, particulars: tokens };
  return { message: { ...masked, code: PLACES.code }, particulars: { ...tokens, code: masked.code } };
}

function tokenOf(link: string): string {
  const [token] = TOKEN_AT_END.exec(link) ?? [];
  if (token === undefined) throw new Error('a link in a mail ends in a token');
  return token;
}

const softly = (text: string): string => Array.from(text, (each) => RegExp.escape(each)).join('(?:=\r\n)?');

const GAPS = new RegExp(
  Object.entries({ ...PLACES, to: TO, messageId: MESSAGE_ID, date: dateOf(DATE) } satisfies Record<
    Exclude<Slot, 'name'>,
    string
  >)
    .map(([slot, place]) => `(?<${slot}>${softly(place)})`)
    .concat(`(?<name>${NAME_PLACE})`)
    .join('|'),
  'g',
);

function cut(raw: string): Template {
  const pieces: string[] = [];
  const gaps: Gap[] = [];
  let from = 0;
  for (const match of raw.matchAll(GAPS)) {
    const [slot] =
      Object.entries<string | undefined>(match.groups ?? {}).find(([, found]) => found !== undefined) ?? [];
    const breakAt = match[0].indexOf('=\r\n');
    pieces.push(raw.slice(from, match.index));
    gaps.push({ slot: slot as Slot, breakAt: breakAt < 0 ? undefined : breakAt });
    from = match.index + match[0].length;
  }
  return { pieces: [...pieces, raw.slice(from)], gaps };
}

function fill(gap: Gap | undefined, values: Readonly<Record<Slot, string>>): string {
  if (gap === undefined) return '';
  const value = values[gap.slot];
  return gap.breakAt === undefined ? value : `${value.slice(0, gap.breakAt)}=\r\n${value.slice(gap.breakAt)}`;
}
