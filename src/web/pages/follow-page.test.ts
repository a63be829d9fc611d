import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NOW, REFUSALS, refusedBy, sampleFollowed, sampleVisit } from '../../../tests/support/sample-pages.ts';
import { textOf } from '../../../tests/support/page-text.ts';
import { LANGUAGES } from '../../platform/language.ts';
import { followPage } from './follow-page.ts';

const fr = sampleVisit('fr');

describe('the follow page', () => {
  test('promises the hour, in the words of the procedure, and the clock time at which it ends', () => {
    const text = textOf(followPage(fr, sampleFollowed('arrived', ['under-way']))).replaceAll('\u00A0', ' ');
    assert.match(text, /Votre nouveau mot de passe sera valable dans un délai d’une heure : au plus tard à 4 h 01/);
    assert.match(text, /arrivé à 3 h 02/);
  });

  test('says why an application refuses, where it says so', () => {
    for (const language of LANGUAGES) {
      const visit = sampleVisit(language);
      const texts = REFUSALS.map((refusal) => textOf(followPage(visit, refusedBy(refusal))));
      assert.equal(new Set(texts).size, REFUSALS.length);
    }
  });

  test('says what is true when the directory does not have the password, and promises nothing once it refused', () => {
    const waiting = textOf(followPage(fr, sampleFollowed('under-way', ['under-way'])));
    assert.match(waiting, /pas encore votre nouveau mot de passe.*l’ancien reste valable/);
    for (const state of ['late', 'refused'] as const) {
      const failed = textOf(followPage(fr, sampleFollowed(state, ['refused'])));
      assert.doesNotMatch(failed, /dans un délai d’une heure/);
      assert.match(failed, /Votre ancien mot de passe reste valable/);
    }
  });

  test('names the applications that are late, and promises nothing after the deadline', () => {
    const later = { ...fr, now: NOW + 3_600_000 };
    const text = textOf(followPage(later, sampleFollowed('arrived', ['arrived', 'late', 'late'])));
    assert.match(text, /En retard\u00A0: Moodle et IPWeb/);
    assert.doesNotMatch(text, /dans un délai/);
  });

  test('promises nothing once an application has refused for good, and offers to start again', () => {
    const page = followPage(fr, refusedBy('quality'));
    assert.doesNotMatch(textOf(page), /dans un délai/);
    assert.match(textOf(page), /Recommencer la procédure/);
    assert.doesNotMatch(textOf(followPage(fr, sampleFollowed('arrived', ['arrived', 'late']))), /Recommencer/);
  });

  test('sends nobody to log in with a password that the directory does not have yet', () => {
    const waiting = textOf(followPage(fr, sampleFollowed('under-way', ['under-way'])));
    assert.doesNotMatch(waiting, /Connectez-vous|Remplacez l’ancien/);
    assert.match(waiting, /Vous pouvez fermer cette page/);
    const arrived = textOf(followPage(fr, sampleFollowed('arrived', ['arrived'])));
    assert.match(arrived, /Connectez-vous.*Remplacez l’ancien/);
    assert.doesNotMatch(arrived, /la suite se fait sans vous/);
  });

  test('stops updating once nothing is under way', () => {
    assert.match(String(followPage(fr, sampleFollowed('arrived', ['arrived']))), /data-settled/);
    assert.doesNotMatch(String(followPage(fr, sampleFollowed('arrived', ['under-way']))), /data-settled/);
  });
});
