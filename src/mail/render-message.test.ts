import { EVERY_MESSAGE, LINK, MESSAGES, NOW, PUBLIC_URL, REVOKE_LINK as REVOKE } from '../../tests/support/mailer.ts';
import { UNIVERSITY } from '../../tests/support/university.ts';
import { LOCALES } from '../locales/index.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Institution } from '../platform/institution.ts';
import { LANGUAGES } from '../platform/language.ts';
import type { Language } from '../platform/language.ts';
import type { Message } from './message.ts';
import { momentOf } from '../locales/moment.ts';
import { renderMessage } from './render-message.ts';
import type { RenderedMessage } from './render-message.ts';

const HOUR = 3_600_000;
function render(message: Message, language: Language, institution: Partial<Institution> = {}): RenderedMessage {
  const given = { ...UNIVERSITY, ...institution };
  return renderMessage({ message, language, institution: given, promiseMs: HOUR, now: NOW });
}

const reset = (language: Language, institution?: Partial<Institution>): RenderedMessage =>
  render(MESSAGES.reset, language, institution);

/** The words of the HTML part, as a reader sees them. */
function wordsOf(html: string): string {
  return html
    .replace(/<title>.*?<\/title>|<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[ \n]+/g, ' ')
    .replace(/ ([.,\u2069])/g, '$1')
    .replaceAll('\u2066 ', '\u2066');
}

for (const language of LANGUAGES) {
  test(`both parts say the same, in ${language}`, () => {
    for (const message of EVERY_MESSAGE) {
      const { text, html, subject } = render(message, language);
      const words = wordsOf(html);
      for (const line of text.split('\n').filter((each) => each !== '' && each !== REVOKE)) {
        assert.ok(words.includes(line.replace(/^- /, '')), `${message.kind}: ${line}`);
      }
      assert.ok(words.includes(subject) && words.includes(UNIVERSITY.name));
    }
  });

  test(`every link of the text part is alone on its line, between empty ones, in ${language}`, () => {
    for (const message of EVERY_MESSAGE) {
      const lines = render(message, language).text.split('\n');
      lines.forEach((line, index) => {
        if (!line.includes('://')) return;
        assert.ok([LINK, REVOKE, PUBLIC_URL].includes(line), line);
        assert.deepEqual([lines[index - 1], lines[index + 1]], ['', '']);
      });
      assert.equal(lines.filter((line) => line.startsWith(`${PUBLIC_URL}jeton/`)).length, 'link' in message ? 1 : 0);
    }
  });

  test(`every mail tells whom to ask and who writes, in ${language}`, () => {
    for (const message of EVERY_MESSAGE) {
      const { text, html } = render(message, language);
      assert.match(text, /assistance@univ\.example/);
      assert.match(text, /Université Exemple/);
      assert.match(html, /href="mailto:assistance@univ\.example"/);
    }
  });
}

test('the mail with the link says what the procedure promises, in French', () => {
  const { subject, text } = reset('fr');
  const plain = text.replaceAll('\u00A0', ' ');
  assert.equal(subject, 'Réinitialisation de votre mot de passe');
  assert.match(plain, /votre « jeton » :\n\nhttps/);
  assert.match(plain, /valable 12 heures, jusqu’au mardi 6 octobre 2026 à 22 h 00 \(heure de Paris\)/);
  assert.match(plain, /dans un délai d’une heure/);
});

test('the same in English', () => {
  const { subject, text } = reset('en');
  assert.equal(subject, 'Reset your password');
  assert.match(text, /valid for 12 hours, until 22:00 on Tuesday 6\u00A0October 2026 \(Paris time\)/);
  assert.match(text, /within 1 hour/);
});

test('a mail that leaves late gives the clock time alone', () => {
  const message: Message = { ...MESSAGES.reset, expiresAt: NOW + 3.5 * HOUR };
  assert.match(render(message, 'fr').text, /Ce lien est valable jusqu’au mardi 6\u00A0octobre 2026 à 13/);
});

test('a later refusal gives the reason and a new link; a missed promise names the applications', () => {
  assert.match(render(MESSAGES.refused, 'fr').text, /vous avez déjà utilisé ce mot de passe/);
  const late: Message = { kind: 'late', directory: false, applications: ['Moodle', 'IPWeb'], startLink: PUBLIC_URL };
  assert.match(render(late, 'fr').text, /\n- Moodle\n- IPWeb\n/);
  assert.match(render(late, 'fr').html, /<li[^>]*>Moodle<\/li>/);
});

test('markup, templates and line breaks in names stay inert in both parts', () => {
  const name = '<img src=x onerror=alert(1)>\r\n\r\nhttps://evil.example/\u2028${7*7}{{7*7}} & "Co"';
  const applications = ['</li><script>alert(1)</script>', 'https://evil.example/\nhttps://evil.example/'];
  const { text, html, subject } = render(
    { kind: 'late', directory: false, applications, startLink: PUBLIC_URL },
    'fr',
    {
      name,
    },
  );
  assert.doesNotMatch(html, /<img|<script|href="https:\/\/evil/);
  assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt;') && html.includes('${7*7}{{7*7}}'));
  assert.ok(text.split('\n').every((line) => !line.startsWith('https://evil')));
  assert.doesNotMatch(subject, /evil|[\r\n]/);
  assert.ok(!reset('fr', { name }).subject.includes('evil'));
});

test('an address of the support desk with odd characters makes a sound mailto link', () => {
  const { html } = reset('fr', { support: { email: 'aide&co?x="y@univ.example' } });
  assert.match(html, /href="mailto:aide%26co%3Fx%3D%22y@univ\.example"/);
});

test('the HTML part loads nothing and runs nothing', () => {
  for (const message of EVERY_MESSAGE) {
    const { html } = render(message, 'fr');
    assert.doesNotMatch(html, /<(?:img|script|link|iframe|form|object|style)\b|\bsrc=|url\(|@import|\son\w+=/i);
    for (const [, target] of html.matchAll(/href="([^"]*)"/g)) {
      assert.ok(target?.startsWith(PUBLIC_URL) === true || target?.startsWith('mailto:') === true, target);
    }
  }
});

/** Every sentence of a locale, its functions called with samples. */
function sentencesOf(texts: object, language: Language): string[] {
  const moment = momentOf(NOW, 'Europe/Paris', language);
  return Object.entries(texts).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'string') return [value];
    if (typeof value === 'object' && value !== null) return sentencesOf(value, language);
    const sentence = value as (...args: unknown[]) => string;
    if (name === 'validity') return [sentence('12\u00A0heures', moment), sentence(undefined, moment)];
    if (name === 'promise' || name === 'applications') return [sentence('1\u00A0heure')];
    return [sentence('Exemple', moment)];
  });
}

test('French sentences are set as French is: non-breaking spaces and the right apostrophe', () => {
  const sentences = sentencesOf(LOCALES.fr.mails, 'fr');
  assert.ok(sentences.length > 35);
  for (const sentence of sentences) {
    assert.doesNotMatch(sentence, /[^\u00A0][:;?!»]/, sentence);
    assert.doesNotMatch(sentence, /«[^\u00A0]|['"]|\.\.\.| {2}/, sentence);
  }
});

test('French says « vous », « courriel » and « mot de passe »', () => {
  for (const sentence of sentencesOf(LOCALES.fr.mails, 'fr')) {
    assert.doesNotMatch(sentence, /\b(?:tu|ton|ta|tes|e-?mail|mails?|password|cliquez)\b/i, sentence);
  }
});
