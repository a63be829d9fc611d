import type { Row } from '../row.ts';
import {
  FORM,
  ask,
  browserOf,
  choose,
  countMails,
  freshPassword,
  isTaken,
  obtainLink,
  offersChoice,
  openLink,
  pathOf,
  quietMails,
} from '../walk.ts';

export const LDAP_INJECTION: Row = {
  number: 9,
  title: 'a filter of LDAP is typed in place of an address',
  knownFrom: 'reports',
  async attack(scene, note) {
    const { address } = scene.a;
    const [local = '', domain = ''] = address.split('@');
    const count = await countMails(scene);
    for (const typed of [
      '*',
      `*@${domain}`,
      `${local.slice(0, 3)}*@${domain}`,
      ')(uid=*',
      `${address})(uid=*`,
      `*)(|(supannMailPerso=*`,
      '\\2a',
      `\\2a@${domain}`,
      `${address}\\00`,
      `${address}\\`,
      `(&(objectClass=*))`,
    ]) {
      const { status } = await ask(scene, typed);
      note(`${typed} is answered ${status}`, status === 400 || status === 422);
    }
    note('a filter has led to somebody', (await quietMails(scene, count)).length === 0);
  },
};

/** What programs send where a text is due. */
const ODD_BODIES: readonly (readonly [string, string])[] = [
  ['application/json', '{"email":{"$ne":null},"password":{"$gt":""},"token":true}'],
  ['application/json', '["x"]'],
  ['application/json', 'null'],
  ['application/x-www-form-urlencoded', 'email[$ne]=x&password[$ne]=x&token[$ne]=x'],
  ['application/x-www-form-urlencoded', 'password[]=x&confirmation[]=x&email[]=x'],
  ['text/plain', 'email=x'],
  ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="email"\r\n\r\nx\r\n--x--'],
];

export const OPERATOR_OBJECTS: Row = {
  number: 11,
  title: 'an object is sent where a text is due',
  knownFrom: 'GHSA-vgjh-hmwf-c588, CVE-2021-22911',
  async attack(scene, note) {
    const visit = await openLink(scene, await obtainLink(scene, scene.a));
    for (const page of ['', 'password', 'not-me', 'restart', 'start']) {
      // Whoever holds the link may have another one sent, by whatever form.
      const browser = page === 'restart' ? browserOf(scene) : visit.browser;
      for (const [type, body] of ODD_BODIES) {
        const { status } = await browser.send('POST', pathOf(scene, page), {
          headers: { 'content-type': type },
          body,
        });
        note(`${type} to ${page || 'the form'} is answered ${status}`, status >= 400 && status < 500);
      }
    }
    const taken = await choose(visit, { password: freshPassword(scene) });
    note('the link is used up by it', isTaken(taken));
  },
};

export const NO_TOKEN: Row = {
  number: 12,
  title: 'no token at all is taken for the one that nobody has',
  knownFrom: 'reports',
  async attack(scene, note) {
    await openLink(scene, await obtainLink(scene, scene.a));
    for (const token of ['', '%00', 'null', '0', 'undefined', '[]', 'true', 'A'.repeat(43), '_'.repeat(43), '%20']) {
      const visit = await openLink(scene, { path: pathOf(scene, `jeton/${token}`) });
      note(`the link “${token}” leads to a form`, !offersChoice(visit));
      const body = new URLSearchParams({ password: freshPassword(scene), confirmation: freshPassword(scene), token });
      const { status } = await visit.browser.send('POST', pathOf(scene, 'password'), {
        headers: FORM,
        body: body.toString(),
      });
      note(`a password behind it is answered ${status}`, status >= 400 && status < 500);
    }
    const bare = await browserOf(scene).send('GET', pathOf(scene, 'password'));
    note(`the choice without a link is answered ${bare.status}`, bare.status >= 400 && bare.status < 500);
  },
};
