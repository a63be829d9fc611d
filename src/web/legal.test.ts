import { NOT_AUDITED } from '../platform/institution.ts';
import { UNIVERSITY } from '../../tests/support/university.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT, GOOD } from '../../tests/support/steps.ts';
import { startWeb } from '../../tests/support/web.ts';
import { formWith } from '../attacks/form-client.ts';

test('the privacy notice tells what is true of this installation, in every language', async () => {
  await using web = await startWeb();
  const { body, status } = await web.browser().open(`${web.base}privacy`);
  assert.equal(status, 200);
  const text = body.replaceAll('\u00A0', ' ').replaceAll(/<[^>]*>/g, '');
  assert.match(text, /Responsable du traitement : Université Exemple\./);
  assert.match(text, /reçoivent le nouveau mot de passe : Moodle et IPWeb\./);
  assert.match(text, /Un lien : 12 heures\. Un mot de passe en route : 1 heure en règle générale/);
  assert.match(text, /suivi : 30 jours après la fin de validité du lien\. Le journal de sécurité : 365 jours\./);
  assert.match(text, /CNIL/);
  assert.match((await web.browser().open(`${web.base}privacy?lang=en`)).body, /The controller is Université Exemple\./);
});

test('the notice names every cookie that is set on the whole way, and no other', async () => {
  await using web = await startWeb();
  const { institution } = web;
  institution.directory.add('28700001', ['camille@courriel.test']);
  const browser = web.browser(CLIENT);
  const seen = new Set<string>();
  const look = (): void => browser.cookies.forEach((_cookie, name) => seen.add(name));
  await browser.open(`${web.base}?lang=en`);
  await browser.post(web.base, [['email', 'camille@courriel.test']]);
  look();
  await institution.drain();
  const mail = institution.mailer.of('link').at(-1)?.message ?? assert.fail('a mail was sent');
  await browser.open(new URL(mail.revokeLink).pathname);
  const form = await browser.open(new URL(mail.link).pathname);
  look();
  await browser.submit(formWith(form, 'password'), { password: GOOD, confirmation: GOOD });
  look();
  const { body } = await web.browser().open(`${web.base}privacy`);
  const told = [...body.matchAll(/<code>([^<]*)<\/code>/g)].map(([, name]) => name);
  assert.deepEqual(told.sort(), [...seen].sort());
});

test('every page leads to the notice and to the accessibility statement, and says that it does not conform', async () => {
  await using web = await startWeb();
  for (const path of ['', 'nowhere', 'privacy']) {
    const { body } = await web.browser().open(`${web.base}${path}`);
    assert.match(body, /href="\/creation-motdepasse\/privacy"/);
    assert.match(body, /href="\/creation-motdepasse\/accessibility"[^>]*>Accessibilité\u00A0: non conforme</);
  }
  const { body } = await web.browser().open(`${web.base}accessibility`);
  assert.match(body, /Défenseur des droits/);
  assert.match(body, /n’est pas en conformité avec le référentiel général/);
  assert.ok(body.includes(web.institution.parts.settings.publicUrl.href));
});

test('the statement tells of which day it is and what is known not to be accessible; without, that nobody has looked', async () => {
  const accessibility = { ...NOT_AUDITED, established: '2026-03-01', gaps: ['Le logo <sans> texte.'] };
  await using web = await startWeb({ web: { institution: { ...UNIVERSITY, accessibility } } });
  const { body } = await web.browser().open(`${web.base}accessibility`);
  assert.match(body.replaceAll('\u00A0', ' '), /établie le dimanche 1er mars 2026\./);
  assert.match(body, /<li>Le logo &lt;sans&gt; texte\.<\/li>/);
  assert.doesNotMatch(body, /faute d’audit/);
  const english = await web.browser().open(`${web.base}accessibility?lang=en`);
  assert.match(english.body, /<li><span lang="fr" dir="ltr">Le logo &lt;sans&gt; texte\.<\/span><\/li>/);
  await using other = await startWeb();
  const page = await other.browser().open(`${other.base}accessibility`);
  assert.match(page.body, /faute d’audit/);
  assert.doesNotMatch(page.body, /établie le/);
});

test('the notice names who answers for the data as the institution wants it told', async () => {
  const privacy = { ...UNIVERSITY.privacy, controller: 'Université Exemple, 1 rue de l’Étang, 00000 Exemple' };
  await using web = await startWeb({ web: { institution: { ...UNIVERSITY, privacy } } });
  const { body } = await web.browser().open(`${web.base}privacy`);
  assert.match(body, /Responsable du traitement\u00A0: Université Exemple, 1 rue de l’Étang, 00000 Exemple\./);
});

test('an institution with a full notice of its own is linked from ours', async () => {
  const institution = { ...UNIVERSITY, privacy: { ...UNIVERSITY.privacy, notice: 'https://univ.example/rgpd' } };
  await using web = await startWeb({ web: { institution } });
  assert.doesNotMatch((await web.browser().open(web.base)).body, /univ\.example\/rgpd/);
  assert.match((await web.browser().open(`${web.base}privacy`)).body, /href="https:\/\/univ\.example\/rgpd"/);
});
