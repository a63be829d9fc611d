import type { Response, Shown } from '../form-client.ts';
import type { Note, Row } from '../row.ts';
import type { Scene } from '../scene.ts';
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

/** Everything that a page has a browser load or go to. */
function addressesIn({ body }: Pick<Response, 'body'>): readonly string[] {
  return Array.from(
    body.matchAll(/\b(?:src|href|action|srcset|poster|data)="([^"]*)"/g),
    ([, address = '']) => address,
  );
}

function isForeign(address: string, { url }: Scene): boolean {
  if (/^(?:mailto|tel|data):/.test(address)) return false;
  return new URL(address, url).origin !== url.origin;
}

export const TOKEN_LEAKS: Row = {
  number: 25,
  title: 'the token leaks by a Referer or to a third party',
  knownFrom: 'reports',
  async attack(scene, note) {
    const link = await obtainLink(scene, scene.a);
    const browser = browserOf(scene);
    const first = await browser.send('GET', link.path);
    note(`the link is answered ${first.status}, not sent on`, first.status === 303);
    note('its answer shows a page', first.body.length < 500);
    const { shown } = await openLink(scene, link, browser);
    note('the token is in the address of the page', !shown.url.includes(link.token));
    note('the token is in the page', !shown.body.includes(link.token));
    for (const answer of [first, shown]) {
      note('a Referer would be sent', answer.headers['referrer-policy'] === 'no-referrer');
      note('it may be kept', String(answer.headers['cache-control']).includes('no-store'));
    }
    const scripts = addressesIn(shown).filter((address) => !address.startsWith('http') || isForeign(address, scene));
    note(
      'something is loaded from elsewhere',
      scripts.every((address) => !isForeign(address, scene)),
    );
  },
};

const ELSEWHERE = [
  'https://evil.example/',
  '//evil.example',
  '\\\\evil.example',
  'https:evil.example',
  '/\\evil.example',
];
const PARAMETERS = ['redirectTo', 'service', 'url', 'callbackURL', 'next', 'return', 'continue', 'lang'];

export const OPEN_REDIRECT: Row = {
  number: 26,
  title: 'a parameter leads elsewhere, token and all',
  knownFrom: 'reports',
  async attack(scene, note) {
    const link = await obtainLink(scene, scene.a);
    for (const parameter of PARAMETERS) {
      for (const value of ELSEWHERE) {
        const query = `?${parameter}=${encodeURIComponent(value)}`;
        for (const path of [pathOf(scene) + query, link.path + query, pathOf(scene, 'password') + query]) {
          const { headers } = await browserOf(scene).send('GET', path);
          const location = headers['location'];
          note(
            `${parameter}=${value} leads to ${String(location)}`,
            typeof location !== 'string' || !isForeign(location, scene),
          );
        }
      }
    }
  },
};

export const PREFETCH: Row = {
  number: 27,
  title: 'a mail scanner burns the link',
  knownFrom: 'reports',
  async attack(scene, note) {
    const link = await obtainLink(scene, scene.a);
    for (let count = 0; count < 20; count += 1) {
      const browser = browserOf(scene);
      for (const method of ['GET', 'HEAD', 'OPTIONS']) await browser.send(method, link.path);
      await browser.open(pathOf(scene, 'password'));
    }
    const visit = await openLink(scene, link);
    note('the form is gone after twenty scanners', offersChoice(visit));
    if (!offersChoice(visit)) return;
    note('the link is used up by them', isTaken(await choose(visit, { password: freshPassword(scene) })));
  },
};

export const FORGERY: Row = {
  number: 45,
  title: 'another site posts the form, frames the page, or overrides the method',
  knownFrom: 'reports',
  async attack(scene, note) {
    const visit = await openLink(scene, await obtainLink(scene, scene.a));
    const body = new URLSearchParams({ password: 'Volee-1-mot', confirmation: 'Volee-1-mot', email: scene.b.address });
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: `${scene.url.origin}.evil.example` },
      { referer: 'https://evil.example/' },
    ]) {
      for (const page of ['', 'password', 'not-me', 'restart']) {
        const { status } = await visit.browser.send('POST', pathOf(scene, page), {
          headers: { ...FORM, ...headers },
          body: body.toString(),
        });
        note(`${JSON.stringify(headers)} to ${page || 'the form'} is answered ${status}`, status === 403);
      }
    }
    await overrideMethods(scene, note);
    note('the page can be framed', isFramedByNobody(visit.shown));
    note('the link is used up by it', isTaken(await choose(visit, { password: freshPassword(scene) })));
  },
};

function isFramedByNobody({ headers }: Shown): boolean {
  return String(headers['content-security-policy']).includes("frame-ancestors 'none'");
}

async function overrideMethods(scene: Scene, note: Note): Promise<void> {
  const count = await countMails(scene);
  const query = `?email=${encodeURIComponent(scene.b.address)}&_method=POST`;
  for (const method of ['GET', 'HEAD']) {
    const headers = { 'x-http-method-override': 'POST', 'x-method-override': 'POST' };
    await browserOf(scene).send(method, pathOf(scene) + query, { headers });
  }
  for (const method of ['PUT', 'PATCH', 'DELETE', 'TRACE', 'OPTIONS']) {
    const { status } = await browserOf(scene).send(method, pathOf(scene) + query);
    note(`${method} is answered ${status}`, status === 405 || status === 404 || status === 400);
  }
  note('a GET has had a mail sent', (await quietMails(scene, count)).length === 0);
}

export const CACHED_PAGES: Row = {
  number: 48,
  title: 'a page is shown again from a cache, or read by another site',
  knownFrom: 'reports',
  async attack(scene, note) {
    const visit = await openLink(scene, await obtainLink(scene, scene.a));
    const asked = await ask(scene, scene.b.address);
    const fresh = await openLink(scene, await obtainLink(scene, scene.a));
    const taken = await choose(fresh, { password: freshPassword(scene) });
    const after = await fresh.browser.open(pathOf(scene, 'password'));
    for (const { headers } of [visit.shown, asked, taken, after]) {
      note('a page may be kept', String(headers['cache-control']).includes('no-store'));
      note('another site may read it', headers['access-control-allow-origin'] === undefined);
      note('another site may load it', headers['cross-origin-resource-policy'] === 'same-origin');
    }
    note('Back shows the form after the success', !offersChoice({ browser: fresh.browser, shown: after }));
  },
};
