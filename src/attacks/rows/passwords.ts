import type { Row } from '../row.ts';
import { FORM, choose, freshPassword, isTaken, obtainLink, openLink, pathOf } from '../walk.ts';

export const ENDLESS_PASSWORD: Row = {
  number: 36,
  title: 'an endless password or body keeps the service busy',
  knownFrom: 'CVE-2013-1443',
  isHeavy: true,
  async attack(scene, note) {
    const visit = await openLink(scene, await obtainLink(scene, scene.a));
    for (const [what, body] of [
      ['a password of 1 MiB', `password=${'a'.repeat(1024 * 1024)}&confirmation=x`],
      ['a body of 10 MiB', 'x'.repeat(10 * 1024 * 1024)],
      ['100,000 fields', 'a=b&'.repeat(4000)],
      ['a password of 15,000 characters', `password=${'Aa1!'.repeat(1800)}&confirmation=${'Aa1!'.repeat(1800)}`],
    ] as const) {
      const post = visit.browser.send('POST', pathOf(scene, 'password'), { headers: FORM, body });
      const { status } = await post.catch(() => ({ status: 413 }));
      note(`${what} is answered ${status}`, status >= 400 && status < 500);
    }
    note('the link is gone with it', isTaken(await choose(visit, { password: freshPassword(scene) })));
  },
};

export const CHANGED_ON_THE_WAY: Row = {
  number: 38,
  title: 'a password is another one when it arrives',
  knownFrom: 'nilsteampassnet/TeamPass#5199',
  needs: ['opens'],
  async attack(scene, note) {
    const hard = [
      'Été-é-2026 ',
      ' «Aa1»&<b>"\'',
      'Aa1!€漢字🎓',
      'Aa1%2541+%00+',
      'Aa1!\\"$`{{7*7}}',
      `Aa1!${'x'.repeat(100)}`,
    ];
    for (const [index, tail] of hard.entries()) {
      const password = `${tail}${scene.url.port}${index}`;
      const visit = await openLink(scene, await obtainLink(scene, scene.a));
      const answer = await choose(visit, { password });
      note(`${password} is answered ${answer.status}`, isTaken(answer));
      note(`${password} opens nothing`, (await scene.powers.opens?.(scene.a, password.normalize('NFC'))) === true);
      note(`${password} opens without its end`, (await scene.powers.opens?.(scene.a, password.slice(0, -1))) !== true);
    }
  },
};

/** Nothing that any rule lets through. */
const WEAK = [
  '',
  ' ',
  '        ',
  'a',
  'abcdefgh',
  'ABCDEFGH',
  '12345678',
  'Abcdefg1',
  'Aa1!\u0000zzzz',
  'Aa1!\u0007zzzz',
  'Aa1!\nzzzz',
];

export const NOT_A_PASSWORD: Row = {
  number: 39,
  title: 'nothing, or a control character, is taken for a password',
  knownFrom: 'reports',
  async attack(scene, note) {
    const visit = await openLink(scene, await obtainLink(scene, scene.a));
    for (const password of WEAK) {
      const answer = await choose(visit, { password });
      note(`${JSON.stringify(password)} is answered ${answer.status}`, !isTaken(answer) && answer.status < 500);
    }
    note('the link is used up by it', isTaken(await choose(visit, { password: freshPassword(scene) })));
  },
};

export const FALSE_SUCCESS: Row = {
  number: 41,
  title: 'a refusal burns the link, or is told as a success',
  knownFrom: 'reports',
  needs: ['opens'],
  async attack(scene, note) {
    const first = await openLink(scene, await obtainLink(scene, scene.a));
    const password = freshPassword(scene);
    await choose(first, { password });
    const again = await openLink(scene, await obtainLink(scene, scene.a));
    const refused = await choose(again, { password });
    note(`the last password once more is answered ${refused.status}`, refused.status === 422);
    note('the link is used up by the refusal', isTaken(await choose(again, { password: freshPassword(scene) })));
  },
};

export const LOGGED_IN: Row = {
  number: 42,
  title: 'a reset logs in, or reaches an account that is closed',
  knownFrom: 'reports',
  needs: ['close'],
  async attack(scene, note) {
    const visit = await openLink(scene, await obtainLink(scene, scene.a));
    const answer = await choose(visit, { password: freshPassword(scene) });
    const cookies = [answer.headers['set-cookie'] ?? []].flat().map((line) => line.split('=', 1)[0] ?? '');
    note(
      `it sets ${cookies.join(', ')}`,
      cookies.every((name) => /jeton/.test(name)),
    );
    await scene.powers.close?.(scene.a, true);
    const closed = await obtainLink({ ...scene, patienceMs: 500 }, scene.a).then(
      () => true,
      () => false,
    );
    await scene.powers.close?.(scene.a, false);
    note('a closed account is mailed a link', !closed);
  },
};
