import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import {
  DEAD_LINKS,
  LINK,
  NOW,
  POLICIES,
  REFUSALS,
  REVOCATIONS,
  SAMPLE_SITE,
  SHORTCOMINGS,
  samplePages,
  sampleVisit,
} from '../../../tests/support/sample-pages.ts';
import { LOCALES } from '../../locales/index.ts';
import { textOf } from '../../../tests/support/page-text.ts';
import { LANGUAGES, type Language } from '../../platform/language.ts';
import { accountPage } from './account-page.ts';
import { deadLinkPage } from './dead-link-page.ts';
import type { Page } from './page.ts';
import { type PasswordProblem, passwordPage } from './password-page.ts';
import { requestPage } from './request-page.ts';
import { revocationPage } from './revocation-page.ts';
import { sentPage } from './sent-page.ts';
import { busyPage, errorPage, throttledPage } from './trouble-page.ts';

const HOSTILE = `"><svg/onload=1>'&@x.fr`;
const fr = sampleVisit('fr');
const [account] = LINK.accounts;

function titleOf(page: Page): string {
  return /<title>(.*?)<\/title>/.exec(String(page))?.[1] ?? '';
}

function passwordWith(problem: PasswordProblem, language: Language = 'fr'): Page {
  return passwordPage(sampleVisit(language), { link: LINK, account, problem });
}

for (const language of LANGUAGES) {
  describe(`every page in every state, in ${language}`, () => {
    for (const { name, page } of samplePages(sampleVisit(language))) {
      test(`${name} is whole, in its language, and small`, () => {
        const markup = String(page);
        assert.match(
          markup,
          new RegExp(`^<!doctype html>\\s*<html lang="${language}" dir="${LOCALES[language].direction}">`),
        );
        assert.doesNotMatch(markup, /undefined|\[object|NaN|Invalid Date|\$\{/);
        assert.equal(markup.match(/<h1[ >]/g)?.length, 1);
        assert.match(titleOf(page), / – Université Exemple$/);
        assert.ok(Buffer.byteLength(markup) < 30_000, `${Buffer.byteLength(markup)} bytes`);
      });

      test(`${name} marks one step as the one where somebody is, where it shows steps`, () => {
        const [, steps = ''] = /<ol class="steps"[^>]*>([\s\S]*?)<\/ol>/.exec(String(page)) ?? [];
        const marked = [...steps.matchAll(/aria-current="step"[^>]*><span>([^<]*)/g)].map(([, step]) => step);
        assert.equal(marked.length, steps === '' ? 0 : 1);
        const past = [...steps.matchAll(/class="done"/g)].length;
        assert.equal(marked[0], steps === '' ? undefined : LOCALES[language].pages.frame.steps[past]);
      });

      test(`${name} asks for nothing that a strict policy forbids, and stays under the base path`, () => {
        // What the policy allows by name: the style with its hash, the icon in the page.
        const markup = String(page)
          .replace(`<style>${SAMPLE_SITE.style}</style>`, '')
          .replace(`<link rel="icon" href="${SAMPLE_SITE.icon}"`, '');
        assert.doesNotMatch(markup, /\sstyle=|<style|\son[a-z]+=|<script(?! defer src=)|javascript:|data:/i);
        for (const [, address = ''] of markup.matchAll(/(?:href|action|src)="([^"]*)"/g)) {
          assert.match(
            address,
            /^(#|mailto:|\/creation-motdepasse\/|https:\/\/(univ\.example\/plan$|www\.cnil\.fr\/|www\.defenseurdesdroits\.fr\/))/,
          );
        }
        for (const other of LANGUAGES.filter((each) => each !== language)) {
          assert.ok(markup.includes(`href="/creation-motdepasse/?lang=${other}" lang="${other}" hreflang="${other}"`));
        }
        assert.ok(markup.includes('href="mailto:assistance@univ.example"'));
      });
    }
  });
}

describe('French typography', () => {
  const sites = POLICIES.map((policy) => sampleVisit('fr', { policy }));
  for (const visit of sites) {
    test(`no plain space stands where French wants one that does not break, profile ${visit.site.policy.profile}`, () => {
      for (const { name, page } of samplePages(visit)) {
        const text = `${titleOf(page)} ${textOf(page)}`;
        assert.doesNotMatch(text, /[^ ]{0,20} [:;?!»]|« .{0,20}|n° \d/, name);
        assert.doesNotMatch(text, /[a-zéè]'[a-zéèêh]/i, `${name}: typewriter apostrophe`);
      }
    });
  }
});

describe('the request page', () => {
  test('keeps what was typed, and says first in the title that there is an error', () => {
    const page = requestPage(fr, { address: 'lea@exemple', problem: 'malformed' });
    assert.match(String(page), /value="lea@exemple"/);
    assert.match(String(page), /autocomplete="email"[\s\S]*aria-invalid="true"/);
    assert.match(titleOf(page), /^Erreur\u00A0: /);
    assert.match(String(page), /role="alert"[\s\S]*href="#email"/);
  });

  test('prints hostile input as text', () => {
    for (const problem of ['malformed', 'unknown', 'too-long'] as const) {
      const page = requestPage(fr, { address: HOSTILE, problem });
      assert.doesNotMatch(String(page), /<svg\/onload/);
      assert.ok(String(page).includes('value="&quot;&gt;&lt;svg/onload=1&gt;&#39;&amp;@x.fr"'));
    }
  });
});

describe('the page after the request', () => {
  const expiresAt = NOW + 12 * 3_600_000;

  test('gives the validity and the clock time at which it ends, in the zone of the institution', () => {
    const text = textOf(sentPage(fr, { kind: 'sent', address: 'a@b.fr', masked: false, expiresAt }));
    assert.match(text.replaceAll('\u00A0', ' '), /12 heures, jusqu’au mardi 3 mars 2026 à 15 h 04 \(heure de Paris\)/);
  });

  test('starts over with the address kept, unless it is only known masked', () => {
    const shown = String(sentPage(fr, { kind: 'sent', address: HOSTILE, masked: false, expiresAt }));
    assert.match(shown, /action="\/creation-motdepasse\/start"[\s\S]*name="email" value="&quot;&gt;/);
    assert.doesNotMatch(shown, /<svg\/onload/);
    const masked = String(sentPage(fr, { kind: 'sent', address: 'l•••@b.fr', masked: true, expiresAt }));
    assert.doesNotMatch(masked, /name="email"/);
  });

  test('does not say whether the account exists when it is neutral', () => {
    assert.match(
      textOf(sentPage(fr, { kind: 'neutral', address: 'a@b.fr', masked: false, expiresAt })),
      /Si un compte/,
    );
    const neutral = sentPage(fr, { kind: 'neutral', address: 'a@b.fr', masked: false, expiresAt });
    assert.doesNotMatch(textOf(neutral) + titleOf(neutral), /en route|est envoyé à/);
  });
});

describe('the links to other languages', () => {
  test('lead to the page where somebody is', () => {
    const markup = String(requestPage({ ...fr, path: 'privacy' }, { address: '' }));
    assert.match(markup, /href="\/creation-motdepasse\/privacy\?lang=en" lang="en" hreflang="en"/);
  });
});

describe('the choice of a password', () => {
  test('has the heading, the rules and the labels of the procedure', () => {
    const text = textOf(passwordPage(fr, { link: LINK, account })).replaceAll('\u00A0', ' ');
    assert.match(text, /Réinitialisation du mot de passe pour le compte du n° étudiant : 28700001/);
    assert.match(text, /Votre mot de passe doit être composé de :/);
    assert.match(text, /Au moins 8 caractères\./);
    assert.match(text, /Au moins une majuscule, une minuscule, un chiffre et un caractère spécial\./);
    assert.match(text, /Saisissez votre mot de passe .*Re-saisissez votre mot de passe/);
    assert.match(text, /Réinitialiser mon mot de passe/);
  });

  test('names every shortcoming at once, each in its own words, in both languages', () => {
    for (const language of LANGUAGES) {
      const sentences = SHORTCOMINGS.map((each) => {
        const problem = { kind: 'falls-short', shortcomings: [each], differ: false } as const;
        return /id="password-error">\s*<p>(.*?)<\/p>/.exec(String(passwordWith(problem, language)))?.[1] ?? '';
      });
      assert.equal(new Set(sentences).size, SHORTCOMINGS.length);
      assert.ok(sentences.every((sentence) => sentence.length > 10));
    }
    const german = textOf(passwordWith({ kind: 'falls-short', shortcomings: SHORTCOMINGS, differ: true }, 'de'));
    assert.match(
      german,
      /mindestens einen Großbuchstaben, einen Kleinbuchstaben, eine Ziffer und ein Sonderzeichen ent/,
    );
    const all = textOf(passwordWith({ kind: 'falls-short', shortcomings: SHORTCOMINGS, differ: true }));
    assert.match(all, /au moins une majuscule, une minuscule, un chiffre et un caractère spécial\.[\s\S]*différentes/);
  });

  test('says the reason of the directory, each in its own words, in both languages', () => {
    for (const language of LANGUAGES) {
      const texts = REFUSALS.map((reason) => textOf(passwordWith({ kind: 'refused', reason }, language)));
      assert.equal(new Set(texts).size, REFUSALS.length);
    }
  });

  test('marks only the field that is wrong, and never holds a password', () => {
    const markup = String(passwordWith({ kind: 'falls-short', shortcomings: [], differ: true }));
    assert.equal(markup.match(/aria-invalid/g)?.length, 1);
    const inputs = markup.match(/<input[^>]*type="password"[^>]*>/g) ?? [];
    assert.equal(inputs.length, 2);
    for (const input of inputs) {
      assert.doesNotMatch(input, /\svalue=|maxlength/);
      assert.match(input, /\sautocomplete="new-password"/);
    }
  });

  test('carries what the form needs: the link, the account, and the number for password managers', () => {
    const markup = String(passwordPage(fr, { link: LINK, account })).replace(/\s+/g, ' ');
    assert.match(markup, /name="reset" value="f3b1c5d8"/);
    assert.match(markup, /name="account" value="1"/);
    assert.match(markup, /autocomplete="username" value="28700001"/);
    assert.match(
      markup,
      /passwordrules="minlength: 8; required: lower; required: upper; required: digit; required: special;"/,
    );
  });

  test('tells with each field what is wrong with it and what goes for it', () => {
    const described = (page: Page): readonly (string | undefined)[] =>
      ['password', 'confirmation'].map(
        (id) => new RegExp(`<input\\s+id="${id}"[^>]*aria-describedby="([^"]*)"`).exec(String(page))?.[1],
      );
    assert.deepEqual(described(passwordPage(fr, { link: LINK, account })), ['rules', 'match']);
    const wrong = passwordWith({ kind: 'falls-short', shortcomings: [{ kind: 'empty' }], differ: true });
    assert.deepEqual(described(wrong), ['password-error rules', 'confirmation-error match']);
  });

  test('words the rules of every profile', () => {
    for (const policy of POLICIES) {
      for (const language of LANGUAGES) {
        const page = passwordPage(sampleVisit(language, { policy }), { link: LINK, account });
        assert.ok(textOf(page).includes(String(policy.minimumLength)));
        assert.doesNotMatch(String(page), /undefined|\[object/);
      }
    }
  });

  test('prints a hostile number and application as text', () => {
    const hostile = { position: 1, name: { kind: 'login', text: HOSTILE } } as const;
    const shortcomings = [{ kind: 'unfit', application: HOSTILE, misfit: { limit: 'bytes', most: 72 } }] as const;
    const problem = { kind: 'falls-short', shortcomings, differ: false } as const;
    assert.doesNotMatch(String(passwordPage(fr, { link: LINK, account: hostile, problem })), /<svg\/onload/);
  });
});

describe('the choice of an account', () => {
  test('offers each account as one press, and says so when none was chosen', () => {
    const link = { ...LINK, accounts: [account, { position: 2, name: { kind: 'number', text: HOSTILE } }] } as const;
    const markup = String(accountPage(fr, { link, missing: true }));
    assert.match(markup, /method="get" action="\/creation-motdepasse\/password"/);
    assert.match(markup, /name="account" value="1"[\s\S]*name="account" value="2"/);
    assert.match(markup, /role="alert"[\s\S]*href="#account-1"/);
    assert.doesNotMatch(markup, /<svg\/onload/);
  });
});

describe('a dead link', () => {
  test('says which kind it is, each in its own words, in both languages', () => {
    for (const language of LANGUAGES) {
      const visit = sampleVisit(language);
      const titles = DEAD_LINKS.map((link) => titleOf(deadLinkPage(visit, { link, restartable: true })));
      const leads = DEAD_LINKS.map(
        (link) => /class="lead">(.*?)</.exec(String(deadLinkPage(visit, { link, restartable: true })))?.[1],
      );
      assert.equal(new Set(titles).size, DEAD_LINKS.length);
      assert.equal(new Set(leads).size, DEAD_LINKS.length);
    }
  });

  test('says when it ended, and restarts with one press', () => {
    const link = { kind: 'expired', at: NOW - 3_600_000 } as const;
    const text = textOf(deadLinkPage(fr, { link, restartable: true })).replaceAll('\u00A0', ' ');
    assert.match(text, /au-delà du délai de 12 heures : il était valable jusqu’au mardi 3 mars 2026 à 2 h 04/);
    assert.match(text, /Vous devez recommencer la procédure/);
    assert.match(
      String(deadLinkPage(fr, { link, restartable: true })),
      /method="post" action="\/creation-motdepasse\/restart"/,
    );
    assert.doesNotMatch(String(deadLinkPage(fr, { link, restartable: false })), /<form/);
  });
});

describe('"it was not me"', () => {
  test('revokes by a button only, and says each outcome in its own words', () => {
    const pages = REVOCATIONS.map((state) => revocationPage(fr, state));
    assert.equal(new Set(pages.map(titleOf)).size, REVOCATIONS.length);
    const forms = pages.filter((page) => String(page).includes('<form'));
    assert.equal(forms.length, 1);
    assert.match(String(forms[0]), /method="post" action="\/creation-motdepasse\/not-me"/);
  });
});

describe('trouble', () => {
  test('who only looks, perhaps after choosing a password, is not told that nothing was changed', () => {
    assert.match(textOf(busyPage(fr, { hasBegun: true, looks: false })), /rien n’a été modifié/);
    assert.doesNotMatch(textOf(busyPage(fr, { hasBegun: true, looks: true })), /n’a été modifié/);
  });

  test('too many requests: the clock time is one at which it works, and how long it is until then', () => {
    const text = textOf(throttledPage(fr, { retryAt: NOW + 7.3 * 60_000 })).replaceAll('\u00A0', ' ');
    assert.match(text, /à partir de 3 h 12 \(heure de Paris\), soit dans 8 minutes/);
  });

  test('an error shows its reference, and says that nothing was changed only where that is certain', () => {
    assert.match(textOf(errorPage(fr, { status: 500, reference: HOSTILE })), /Référence.*<svg\/onload=1>/);
    assert.doesNotMatch(String(errorPage(fr, { status: 500, reference: HOSTILE })), /<svg\/onload/);
    assert.doesNotMatch(textOf(errorPage(fr, { status: 500 })), /Rien n’a été modifié/);
    assert.match(textOf(errorPage(fr, { status: 413 })), /Rien n’a été modifié/);
  });
});
