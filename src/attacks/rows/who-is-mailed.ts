import { headerOf } from '../mail.ts';
import type { Note, Row } from '../row.ts';
import type { Scene } from '../scene.ts';
import { FORM, ask, browserOf, countMails, pathOf, quietMails, waitForMail } from '../walk.ts';

const EVIL = 'mallory@evil.example';

/** Every mail that comes must go to A or B alone, and as the directory has them. */
async function noteMails(scene: Scene, note: Note, { what, count, most }: Expected): Promise<void> {
  const mails = await quietMails(scene, count);
  const known = [scene.a.address, scene.b.address];
  const strangers = mails.flatMap(({ recipients }) => recipients).filter((address) => !known.includes(address));
  note(
    `${what}: ${mails.length} mails, to ${strangers.join(', ') || 'nobody else'}`,
    strangers.length === 0 && mails.length <= most,
  );
}

interface Expected {
  readonly what: string;
  readonly count: number;
  readonly most: number;
}

interface Post {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

/** Posts a body as it is to the request form. */
async function postBody(scene: Scene, { body, headers = FORM, query = '' }: Post): Promise<number> {
  return (await browserOf(scene).send('POST', pathOf(scene) + query, { headers, body })).status;
}

export const RECIPIENT_FROM_REQUEST: Row = {
  number: 3,
  title: 'the recipient is taken from the request',
  knownFrom: 'CVE-2023-7028, CVE-2026-8206',
  async attack(scene, note) {
    const [a, evil] = [encodeURIComponent(scene.a.address), encodeURIComponent(EVIL)];
    const forms = [
      `email[]=${a}&email[]=${evil}`,
      `email=${a}&email=${evil}`,
      `email=${evil}&email=${a}`,
      `email=${a}%2C${evil}`,
      `email=${a}%3B${evil}`,
      `email=${a}%20${evil}`,
      `email[0]=${a}&email[1]=${evil}`,
      `email=${a}&to=${evil}&cc=${evil}&recipient=${evil}`,
    ];
    for (const body of forms) {
      const count = await countMails(scene);
      await postBody(scene, { body });
      await noteMails(scene, note, { what: body, count, most: 1 });
    }
    const count = await countMails(scene);
    await postBody(scene, { body: `email=${a}`, query: `?email=${evil}` });
    const json = JSON.stringify({ email: [scene.a.address, EVIL] });
    const status = await postBody(scene, { body: json, headers: { 'content-type': 'application/json' } });
    note(`a list in JSON is answered ${status}`, status >= 400 && status < 500);
    await noteMails(scene, note, { what: 'query and body, JSON', count, most: 1 });
  },
};

export const UNICODE_COLLISION: Row = {
  number: 4,
  title: 'another address folds to the victim’s',
  knownFrom: 'CVE-2019-19844, CVE-2024-27295',
  async attack(scene, note) {
    const { address } = scene.a;
    const at = address.indexOf('@');
    const swap = (from: RegExp, to: string): string => address.replace(from, to);
    const variants = [
      swap(/i/, 'ı'),
      swap(/s/, 'ſ'),
      swap(/k/i, '\u212a'),
      swap(/a/, 'ａ'),
      swap(/e/, 'é'),
      swap(/e/, 'e\u0301'),
      swap(/o/, 'о'),
      `${address.slice(0, at)}\u200b${address.slice(at)}`,
      `${address.slice(0, at + 1)}${address.slice(at + 1).replace(/e/, 'е')}`,
      address.replaceAll('.', '\u3002'),
    ].filter((variant) => variant !== address);
    const count = await countMails(scene);
    for (const variant of variants) await ask(scene, variant);
    await noteMails(scene, note, { what: variants.join(' '), count, most: 0 });
  },
};

export const IDN_CONFUSION: Row = {
  number: 5,
  title: 'a look-alike domain is taken for the victim’s',
  knownFrom: 'reports',
  async attack(scene, note) {
    const [local = '', domain = ''] = scene.a.address.split('@');
    const twin = domain.replace(/[aeopc]/, (letter) => ({ a: 'а', e: 'е', o: 'о', p: 'р', c: 'с' })[letter] ?? letter);
    const count = await countMails(scene);
    for (const other of [twin, new URL(`http://${twin}`).hostname]) await ask(scene, `${local}@${other}`);
    await noteMails(scene, note, { what: `${local}@${twin}`, count, most: 0 });
  },
};

export const PARSER_DISAGREEMENT: Row = {
  number: 6,
  title: 'two programs read one address differently',
  knownFrom: 'GHSA-mm7p-fcc7-pg87',
  async attack(scene, note) {
    const { address } = scene.a;
    const count = await countMails(scene);
    for (const written of [
      `"${EVIL} y"@${address.split('@')[1] ?? ''}`,
      `${address}(x)evil.example`,
      `${EVIL}(${address})`,
      `A <${address}>`,
      `group: ${address}, ${EVIL};`,
      `"${address}"@evil.example`,
      `${address}@evil.example`,
      `<${address}>,${EVIL}`,
      `${EVIL}\u0000${address}`,
    ]) {
      const { status } = await ask(scene, written);
      note(`${JSON.stringify(written)} is answered ${status}`, status === 400);
    }
    await noteMails(scene, note, { what: 'after all of them', count, most: 0 });
  },
};

export const HEADER_INJECTION: Row = {
  number: 7,
  title: 'a line break makes a header or a command of SMTP',
  knownFrom: 'CVE-2021-23400',
  async attack(scene, note) {
    const breaks = ['%0d%0aBcc:%20', '%0aBcc:%20', '%0d%0a.%0d%0aRCPT%20TO:', '%E2%80%A8Bcc:%20'];
    const before = await countMails(scene);
    for (const lineBreak of breaks) {
      const status = await postBody(scene, { body: `email=${encodeURIComponent(scene.a.address)}${lineBreak}${EVIL}` });
      note(`${lineBreak} is answered ${status}`, status === 400);
    }
    await noteMails(scene, note, { what: breaks.join(' '), count: before, most: 0 });
    const count = await countMails(scene);
    const browser = browserOf(scene);
    browser.headers = { 'accept-language': 'fr, en;q=0.8, x-Bcc: evil', 'user-agent': 'a: b' };
    await ask(scene, scene.a.address, browser);
    const mail = await waitForMail(scene, scene.a.address, count);
    note('more than one To', headerOf(mail, 'to').length === 1);
    note('a Bcc or Cc', headerOf(mail, 'bcc').length === 0 && headerOf(mail, 'cc').length === 0);
  },
};

export const PARSER_EXHAUSTION: Row = {
  number: 8,
  title: 'an endless address keeps the parser busy',
  knownFrom: 'CVE-2025-14874',
  isHeavy: true,
  async attack(scene, note) {
    for (const long of ['('.repeat(4000) + scene.a.address, `${'a.'.repeat(6000)}@x.fr`, `${'"'.repeat(8000)}@x.fr`]) {
      const [{ status }, other] = await Promise.all([ask(scene, long), browserOf(scene).open(pathOf(scene))]);
      note(`${long.length} characters are answered ${status}`, status >= 400 && status < 500);
      note('somebody else is kept waiting', other.status === 200);
    }
    const status = await postBody(scene, { body: `email=${'('.repeat(65_536)}` });
    note(`64 KiB are answered ${status}`, status === 413);
  },
};
