import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Allowed } from './allowed.ts';

test('methods are found by the path of a URL, whatever its query, escapes and what stands under a folder', () => {
  const allowed = new Allowed();
  allowed.note('/créer/', ['GET', 'HEAD', 'POST']);
  allowed.note('/créer/jeton/*', ['GET', 'HEAD']);
  allowed.note('/a::b', ['POST']);
  assert.equal(allowed.find('/cr%C3%A9er/?lang=fr'), 'GET, HEAD, POST');
  assert.equal(allowed.find('/cr%C3%A9er/jeton/a/b'), 'GET, HEAD');
  assert.equal(allowed.find('/a:b'), 'POST');
  for (const url of ['/', '/cr%C3%A9er', '/cr%C3%A9er/x', '/%', '/a::b', '*'])
    assert.equal(allowed.find(url), undefined);
});
