import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startPlainServer } from '../support/http-stand.ts';
import { runJeton } from '../support/jeton.ts';
import { createTempFolder } from '../support/temp-folder.ts';

const PEOPLE = ['--a', 'a@univ.example', '--b', 'b@univ.example'];

test('an instance that answers 429 was not tried, and nothing is told as broken', async () => {
  await using server = await startPlainServer((_request, response) => response.writeHead(429).end());
  await using folder = await createTempFolder();
  const host = `127.0.0.1:${server.port}`;
  const where = ['--url', `http://${host}/`, '--inbox', folder.path, '--i-own', host, '--rate', '20'];
  const { code, stdout, stderr } = await runJeton(['attack', ...where, ...PEOPLE, '--row', '16']);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /16 {2}not tried .*answers 429/);
  assert.equal(stderr, '');
});

test('nothing is sent unless the host is said once more, with its port', async () => {
  let asked = 0;
  await using server = await startPlainServer((_request, response) => {
    asked += 1;
    response.end();
  });
  await using folder = await createTempFolder();
  const where = ['--url', `http://127.0.0.1:${server.port}/`, '--inbox', folder.path, '--i-own', '127.0.0.1'];
  const { code, stderr } = await runJeton(['attack', ...where, ...PEOPLE]);
  assert.equal(code, 2);
  assert.match(stderr, new RegExp(`say --i-own 127\\.0\\.0\\.1:${server.port}`));
  assert.equal(asked, 0);
});
