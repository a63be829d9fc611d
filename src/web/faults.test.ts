import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formWith } from '../attacks/form-client.ts';
import { GOOD } from '../../tests/support/steps.ts';
import { startWeb } from '../../tests/support/web.ts';
import { AppError } from '../platform/errors.ts';

const ADDRESS = 'camille@exemple.test';

test('the ledger that cannot be used is told as such, and any other fault by a number that is in the log', async () => {
  await using web = await startWeb();
  const secret = 'x'.repeat(43);
  const faults = [
    new AppError('LEDGER_UNAVAILABLE', 'disk full'),
    new AppError('LEDGER_BUSY', 'a deadlock'),
    new AppError('LEDGER_UNSURE', 'gone during a commit'),
    new Error(`no such thing for ${ADDRESS} and ${secret}`, { cause: { token: secret } }),
  ];
  const { journey } = web.institution;
  await using broken = await startWeb({
    web: { journey: { ...journey, requestLink: () => Promise.reject(faults.shift() ?? new Error('no more')) } },
  });
  const browser = broken.browser();
  const unavailable = await browser.post(broken.base, [['email', ADDRESS]]);
  assert.equal(unavailable.status, 503);
  assert.ok(Number(unavailable.headers['retry-after']) > 0);
  assert.match(unavailable.body, /Rien n’a été modifié/);
  const busy = await browser.post(broken.base, [['email', ADDRESS]]);
  assert.match(busy.body, /Rien n’a été modifié/);
  const unsure = await browser.post(broken.base, [['email', ADDRESS]]);
  assert.equal(unsure.status, 503);
  assert.match(unsure.body, /Nous ne savons pas si votre demande est enregistrée/);
  assert.doesNotMatch(unsure.body, /Rien n’a été modifié/, 'that is what nobody knows');
  const fault = await browser.post(broken.base, [['email', ADDRESS]]);
  assert.equal(fault.status, 500);
  assert.doesNotMatch(fault.body, /no such thing|Error:|node_modules/);
  const reference = /[0-9A-F]{12}/.exec(fault.body)?.[0];
  assert.ok(reference, 'the page shows a number');
  const line = broken.logged.find((each) => each.includes(reference) && each.includes('no such thing'));
  assert.ok(line, 'the log has the fault under it');
  assert.doesNotMatch(broken.logged.join('\n'), new RegExp(`${ADDRESS}|${secret}`));
});

test('who has just chosen a password is not told that nothing was changed when their page cannot be shown', async () => {
  await using web = await startWeb();
  const away = () => Promise.reject(new AppError('LEDGER_UNAVAILABLE', 'a fail-over'));
  const { institution } = web;
  institution.directory.add('28700001', [ADDRESS]);
  await using broken = await startWeb({ web: { journey: { ...institution.journey, follow: away } } });
  const browser = broken.browser();
  await browser.submit(formWith(await browser.open(broken.base), 'email'), { email: ADDRESS });
  await institution.drain();
  const { pathname } = new URL(institution.mailer.of('link')[0]?.message.link ?? '');
  const told = await browser.submit(formWith(await browser.open(pathname), 'password'), {
    ...{ password: GOOD, confirmation: GOOD },
  });
  assert.equal(institution.directory.people.get('id-28700001')?.password, GOOD);
  assert.equal(told.status, 503);
  assert.doesNotMatch(told.body, /[Rr]ien n’a été modifié|enregistrer votre demande/);
  assert.match(told.body, /ce que nous avons accepté le reste/);
});

test('logs and metrics name routes, and never a token, a password or an address', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  await browser.submit(formWith(await browser.open(web.base), 'email'), { email: ADDRESS });
  await web.institution.drain();
  const [mail] = web.institution.mailer.of('link');
  const url = new URL(mail?.message.link ?? '');
  const shown = await browser.open(`${url.pathname}?lang=en`);
  await browser.send('GET', `${url.pathname}%zz`);
  await browser.send('PUT', url.pathname, { headers: { 'x-test': GOOD } });
  await browser.submit(formWith(shown, 'password'), { password: GOOD, confirmation: GOOD });
  await browser.open(`/nowhere${url.pathname}`);
  const secrets = [url.pathname.split('/').at(-1) ?? '', GOOD, ADDRESS];
  secrets.push(...[...browser.cookies.values()].map(({ value }) => value).filter((value) => value.length > 2));
  assert.ok(secrets.length >= 4 && secrets.every((secret) => secret !== ''));
  const told = [...web.logged, JSON.stringify(web.observed)].join('\n');
  for (const secret of secrets) assert.equal(told.includes(secret), false);
  assert.match(told, /"route":"\/creation-motdepasse\/jeton\/\*","status":303/);
  assert.ok(web.observed.some(({ route, status }) => route === 'none' && status === 404));
});
