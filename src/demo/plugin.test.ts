import { NOT_AUDITED, OWN_COLOURS } from '../platform/institution.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FastifyInstance, type LightMyRequestResponse, fastify } from 'fastify';
import { createClock } from '../../tests/support/clock.ts';
import { systemRandom } from '../platform/random.ts';
import { openDemoApplications } from './applications.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { FIRST_PASSWORD, PEOPLE } from './people.ts';
import { demoPages } from './plugin.ts';

const INSTITUTION = {
  name: 'Université <Exemple>',
  support: { email: 'assistance@univ.example' },
  privacy: {
    controller: undefined,
    contact: 'dpo@univ.example',
    notice: undefined,
    authority: { name: 'CNIL', url: 'https://www.cnil.fr/fr/plaintes' },
  },
  accessibility: NOT_AUDITED,
  colours: OWN_COLOURS,
  logoPlace: 'right' as const,
  timeZone: 'Europe/Paris',
};
const LINK = 'http://127.0.0.1:8080/jeton/abc_DEF-123';
const HOSTILE = '"><script>alert(1)</script>';

interface Site extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly inbox: Inbox;
}

/** The pages on a server that has, like the product's, its own parser of forms and its own headers. */
async function serve(
  prepare: (app: FastifyInstance) => void = likeTheProduct,
  app: FastifyInstance = fastify(),
): Promise<Site> {
  const clock = createClock();
  const people = PEOPLE.slice(0, 7);
  const inbox = await openInbox({ file: undefined, institution: INSTITUTION, promiseMs: 3_600_000, clock });
  const applications = await openDemoApplications({ folder: undefined, people, clock, random: systemRandom });
  prepare(app);
  const startUrl = new URL('http://127.0.0.1:8080/');
  await app.register(demoPages({ startUrl, inbox, applications, people, timeZone: INSTITUTION.timeZone }));
  return { app, inbox, [Symbol.asyncDispose]: () => app.close() };
}

function likeTheProduct(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_request, _body, done) => {
    done(null, 'the product’s');
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'content-security-policy': "default-src 'none'", 'x-frame-options': 'DENY' });
    await Promise.resolve();
  });
  app.post('/product', (request) => ({ body: request.body }));
  app.get('/product', () => ({}));
}

function post(app: FastifyInstance, url: string, payload: string): Promise<LightMyRequestResponse> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return app.inject({ method: 'POST', url, payload, headers });
}

function logIn(app: FastifyInstance, slug: string, fields: Record<string, string>): Promise<LightMyRequestResponse> {
  return post(app, `/demo/${slug}`, new URLSearchParams(fields).toString());
}

async function sendLink(inbox: Inbox, id: string): Promise<void> {
  await inbox.send({
    id,
    to: 'camille.martin@exemple.test',
    language: 'fr',
    message: {
      kind: 'link',
      purpose: 'reset',
      link: LINK,
      revokeLink: 'http://127.0.0.1:8080/ce-nest-pas-moi/x',
      expiresAt: createClock().now() + 12 * 3_600_000,
    },
  });
}

describe('the pages of the demo', () => {
  test('the overview says what to open, which address to type and what the first password is', async () => {
    await using site = await serve();
    const { statusCode, body, headers } = await site.app.inject('/demo/');
    assert.equal(statusCode, 200);
    for (const wanted of ['http://127.0.0.1:8080/', 'camille.martin@exemple.test', FIRST_PASSWORD, '/demo/inbox']) {
      assert.ok(body.includes(wanted), wanted);
    }
    assert.match(body, /adresse avec un \+<p class="english" lang="en">an address with a \+<\/p>/);
    assert.match(String(headers['content-security-policy']), /style-src 'self'/);
    assert.ok(!/ style=|<style|<script/.test(body));
    assert.equal((await site.app.inject('/demo')).headers.location, '/demo/');
    assert.match(String((await site.app.inject('/demo/demo.css')).headers['content-type']), /^text\/css/);
  });

  for (const slug of ['ent', 'moodle', 'ipweb']) {
    test(`${slug} has a login page: the first password is welcome, any other is refused`, async () => {
      await using site = await serve();
      const page = await site.app.inject(`/demo/${slug}`);
      assert.equal(page.statusCode, 200);
      assert.match(page.body, new RegExp(`<body class="${slug}">`));
      const good = await logIn(site.app, slug, { number: ' 28700001 ', password: FIRST_PASSWORD });
      assert.equal(good.statusCode, 200);
      assert.match(good.body, /Bienvenue, Camille Martin/);
      for (const fields of [
        { number: '28700001', password: `${FIRST_PASSWORD} ` },
        { number: '28700001', password: '' },
        { number: '28700006', password: FIRST_PASSWORD },
        { number: '28799999', password: FIRST_PASSWORD },
        { number: '__proto__', password: FIRST_PASSWORD },
        { number: 'toString', password: FIRST_PASSWORD },
      ]) {
        const refused = await logIn(site.app, slug, fields);
        assert.equal(refused.statusCode, 403, fields.number);
        assert.ok(!refused.body.includes('Bienvenue'));
      }
    });
  }

  test('hostile values are printed as text, and a password is never given back', async () => {
    await using site = await serve();
    const { body } = await logIn(site.app, 'ent', { number: HOSTILE, password: 'Canari-Passe-1' });
    assert.ok(body.includes('&quot;&gt;&lt;script&gt;'));
    assert.ok(!body.includes('<script'));
    assert.ok(!body.includes('Canari'));
  });

  test('missing and repeated fields are a 400, other kinds of body a 415, large ones a 413', async () => {
    await using site = await serve();
    for (const form of ['', 'number=1', 'number=1&number=2&password=x', 'number[]=1&password=x']) {
      assert.equal((await post(site.app, '/demo/ent', form)).statusCode, 400, form);
    }
    const json = await site.app.inject({ method: 'POST', url: '/demo/ent', payload: { number: '1', password: 'x' } });
    assert.equal(json.statusCode, 415);
    assert.match(String(json.headers['content-type']), /^text\/html/);
    assert.equal((await post(site.app, '/demo/ent', `number=${'1'.repeat(17_000)}`)).statusCode, 413);
  });

  test('the webmail lists mails, shows one with links that can be clicked, and frames its HTML part without power', async () => {
    await using site = await serve();
    const { app, inbox } = site;
    assert.match((await app.inject('/demo/inbox')).body, /Aucun message/);
    await sendLink(inbox, 'mail/1');
    assert.match((await app.inject('/demo/inbox')).body, /href="\/demo\/inbox\/mail%2F1"/);
    const page = await app.inject('/demo/inbox/mail%2F1');
    assert.equal(page.statusCode, 200);
    assert.ok(page.body.includes(`<a href="${LINK}" target="_blank" rel="noopener noreferrer">${LINK}</a>`));
    assert.ok(page.body.includes('Université &lt;Exemple&gt;'));
    assert.match(page.body, /<iframe[^>]+sandbox="allow-popups allow-popups-to-escape-sandbox"[^>]+\/html">/);
    const part = await app.inject('/demo/inbox/mail%2F1/html');
    assert.match(String(part.headers['content-security-policy']), /^sandbox allow-popups .*; default-src 'none'/);
    assert.equal(part.headers['x-frame-options'], 'SAMEORIGIN');
    assert.ok(part.body.includes('<base target="_blank">') && part.body.includes(`href="${LINK}"`));
    assert.equal((await app.inject('/demo/inbox/nothing')).statusCode, 404);
    assert.equal((await app.inject('/demo/inbox/nothing/html')).statusCode, 404);
  });

  test('a mail that is carried twice is listed once, and old ones make room', async () => {
    await using site = await serve();
    for (const id of ['a', 'b', 'a']) await sendLink(site.inbox, id);
    assert.deepEqual(
      site.inbox.mails.map(({ id }) => id),
      ['a', 'b'],
    );
    for (let count = 0; count < 200; count += 1) await sendLink(site.inbox, `m${count}`);
    assert.equal(site.inbox.mails.length, 200);
    assert.equal(site.inbox.find('a'), undefined);
  });

  test('a fault is answered with a page that tells nothing of it, and the log says what it was', async () => {
    const logged: string[] = [];
    const stream = { write: (line: string) => void logged.push(line) };
    await using site = await serve(likeTheProduct, fastify({ logger: { level: 'error', stream } }));
    Object.defineProperty(site.inbox, 'find', {
      value: () => {
        throw new Error('the box is jammed');
      },
    });
    const { statusCode, body } = await site.app.inject('/demo/inbox/a');
    assert.equal(statusCode, 500);
    assert.match(body, /Une erreur est survenue/);
    assert.doesNotMatch(body, /jammed/);
    assert.equal(logged.length, 1);
    assert.match(logged.join(''), /the box is jammed/);
  });

  test('what the server does for its own pages stays as it is, and pages are served on a bare server too', async () => {
    await using site = await serve();
    const own = await post(site.app, '/product', 'a=1');
    assert.deepEqual(own.json(), { body: 'the product’s' });
    assert.equal((await site.app.inject('/product')).headers['content-security-policy'], "default-src 'none'");
    await using bare = await serve(() => undefined);
    const good = await logIn(bare.app, 'ipweb', { number: '28700001', password: FIRST_PASSWORD });
    assert.equal(good.statusCode, 200);
  });
});
