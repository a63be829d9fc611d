import type { FormClient } from '../form-client.ts';
import { codeIn } from '../mail.ts';
import type { Row } from '../row.ts';
import type { Scene } from '../scene.ts';
import {
  ask,
  browserOf,
  countMails,
  freshPassword,
  isTaken,
  mailedLink,
  offersChoice,
  openLink,
  pathOf,
  postForm,
  waitForMail,
  choose,
} from '../walk.ts';

/** So many codes may be compared for one browser, at the most, before it has to wait. */
const MOST = 10;
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A code of the right form, another for each number. */
function guessOf(number: number): string {
  return Array.from({ length: 8 }, (_, place) => SIGNS.charAt((number * 7 + place * 11) % SIGNS.length)).join('');
}

async function enter(scene: Scene, browser: FormClient, code: string): Promise<number> {
  return (await postForm(browser, pathOf(scene, 'code'), [['code', code]])).status;
}

/** The same browser, as another node of the instance meets it. */
function atOtherNode(scene: Scene, browser: FormClient): FormClient {
  const other = browserOf(scene, scene.powers.otherNode);
  for (const [name, cookie] of browser.cookies) other.cookies.set(name, cookie);
  return other;
}

export const SHORT_CODE: Row = {
  number: 22,
  title: 'a short code is guessed, or is good for whoever hears it',
  knownFrom: 'CVE-2025-64102',
  needs: ['otherNode'],
  async attack(scene, note) {
    const count = await countMails(scene);
    const victim = browserOf(scene);
    await ask(scene, scene.a.address, victim);
    const mail = await waitForMail(scene, scene.a.address, count);
    const code = codeIn(mail) ?? '';
    note('the mail holds no code', code !== '');

    const stranger = browserOf(scene);
    await ask(scene, scene.b.address, stranger);
    note('the code opens the link in another browser', (await enter(scene, stranger, code)) !== 303);

    const nodes = [victim, atOtherNode(scene, victim)] as const;
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => enter(scene, nodes[index % 2 === 0 ? 0 : 1], guessOf(index))),
    );
    // Others are put off, because of their number or of so many at once.
    const compared = answers.filter((status) => status === 422 || status === 303).length;
    note(`${compared} codes are compared at once, over two nodes`, compared <= MOST);
    for (let guess = 100; guess < 103; guess += 1) {
      const status = await enter(scene, victim, guessOf(guess));
      note(`one more code after that is answered ${status}`, status === 429);
    }
    note('the code is compared after too many wrong ones', (await enter(scene, victim, code)) === 429);

    const link = await openLink(scene, { path: new URL(mailedLink(mail) ?? '').pathname });
    note('wrong codes kill the link', offersChoice(link));
    note('the link cannot be used any more', isTaken(await choose(link, { password: freshPassword(scene) })));
    note('the code is good after the link was used', (await enter(scene, victim, code)) !== 303);
  },
};
