import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedForm, fieldOf, parseForm } from './form.ts';

function parse(text: string): ParsedForm {
  return parseForm(Buffer.from(text, 'latin1'));
}

function valueOf(text: string, name: string): string | undefined {
  const form = parse(text);
  assert.equal(form.kind, 'form');
  const field = fieldOf(form.fields, name);
  return field.kind === 'one' ? field.value : undefined;
}

test('a value is read byte for byte, whatever it holds', () => {
  for (const value of ['', ' a b ', 'é', 'e\u0301', '漢字', '🙂', 'a&b=c', '100%', '<"\'>', '\u0000\r\n', '\ufeffx']) {
    const body = new URLSearchParams([['password', value]]).toString();
    assert.equal(valueOf(body, 'password'), value);
  }
});

test('bytes that browsers may leave unescaped are UTF-8 too', () => {
  assert.equal(valueOf(Buffer.from('email=é').toString('latin1'), 'email'), 'é');
});

test('broken escapes and broken UTF-8 are malformed, in names and in values', () => {
  for (const broken of ['%', '%z1', '%4', '%E9', '%C3%28', '%F0%9F', '%ED%A0%80', '%C0%80', '\xe9']) {
    assert.equal(parse(`email=${broken}`).kind, 'malformed', broken);
    assert.equal(parse(`${broken}=1`).kind, 'malformed', broken);
  }
});

test('a field that comes twice, or as a list or an object, has no single value', () => {
  for (const body of [
    'email=a&email=b',
    'email[]=a',
    'email[0]=a',
    'email[a]=b',
    'email=a&email[]=b',
    'email%5B%5D=a',
  ]) {
    const form = parse(body);
    assert.equal(form.kind, 'form');
    assert.deepEqual(fieldOf(form.fields, 'email'), { kind: 'misshapen' }, body);
  }
});

test('an absent field is missing, an empty one is not', () => {
  for (const body of ['', '&&', 'other=1', 'emails=a', 'Email=a'])
    assert.equal(valueOf(body, 'email'), undefined, body);
  for (const body of ['email=', 'email', '&email=&']) assert.equal(valueOf(body, 'email'), '', body);
});

test('names that objects inherit are names like any other', () => {
  const form = parse('__proto__=1&constructor=2&toString=3&__proto__[a]=4');
  assert.equal(form.kind, 'form');
  assert.deepEqual([...form.fields.keys()], ['__proto__', 'constructor', 'toString', '__proto__[a]']);
  assert.equal(Object.hasOwn(Object.prototype, 'a'), false);
  assert.deepEqual(fieldOf(new Map(), '__proto__'), { kind: 'missing' });
});

test('more fields than any form of ours has are malformed', () => {
  assert.equal(parse('a=1&'.repeat(64)).kind, 'form');
  assert.equal(parse('a=1&'.repeat(65)).kind, 'malformed');
});
