import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formWith } from '../attacks/form-client.ts';
import { GOOD } from '../../tests/support/steps.ts';
import { startWeb } from '../../tests/support/web.ts';
import { buildJourney } from '../journey/journey.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { AppError } from '../platform/errors.ts';

const ADDRESS = 'camille@exemple.test';

/** A ledger that from now on goes away in the middle of every commit: of one that takes place, or of one that does not. */
function unsureFrom(isArmed: () => boolean, { ledger, takesPlace }: { ledger: Ledger; takesPlace: boolean }): Ledger {
  return {
    ...ledger,
    async transaction(work, options) {
      if (!isArmed()) return await ledger.transaction(work, options);
      if (takesPlace) await ledger.transaction(work, options);
      throw new AppError('LEDGER_UNSURE', 'gone during a commit');
    },
  };
}

test('a link opens although nobody knows whether its opening was noted', async () => {
  await using web = await startWeb();
  const { institution } = web;
  institution.directory.add('28700001', [ADDRESS]);
  const { ledger } = institution;
  const journey = buildJourney({
    ...institution.parts,
    ledger: unsureFrom(() => true, { ledger, takesPlace: false }),
  });
  await using breaking = await startWeb({ web: { journey } });
  const asked = await web.browser().open(web.base);
  await web.browser().submit(formWith(asked, 'email'), { email: ADDRESS });
  await institution.drain();
  const { pathname } = new URL(institution.mailer.of('link')[0]?.message.link ?? '');
  assert.ok(formWith(await breaking.browser().open(pathname), 'password'));
});

const TEXTS = {
  fr: {
    unsure: /Nous ne savons pas si votre demande est enregistrée/,
    toDo: /Si vous avez choisi un mot de passe, essayez-le dans quelques minutes/,
    nothing: /[Rr]ien n’a été modifié|n’a pas été enregistré/,
    used: /déjà servi/,
  },
  en: {
    unsure: /We do not know whether your request was recorded/,
    toDo: /If you chose a password, try it in a few minutes/,
    nothing: /[Nn]othing has (?:been )?changed|has not been saved/,
    used: /already (?:been )?used/,
  },
} as const;

describe('a password whose commit is not answered', () => {
  for (const language of ['fr', 'en'] as const) {
    for (const takesPlace of [true, false]) {
      test(`is told as what nobody knows, and the link says which: ${language}, ${takesPlace}`, async () => {
        await using web = await startWeb();
        const { institution } = web;
        institution.directory.add('28700001', [ADDRESS]);
        let isArmed = false;
        const ledger = unsureFrom(() => isArmed, { ledger: institution.ledger, takesPlace });
        await using breaking = await startWeb({ web: { journey: buildJourney({ ...institution.parts, ledger }) } });
        const browser = breaking.browser();
        const asked = await browser.open(`${breaking.base}?lang=${language}`);
        await browser.submit(formWith(asked, 'email'), { email: ADDRESS });
        await institution.drain();
        const { pathname } = new URL(institution.mailer.of('link')[0]?.message.link ?? '');
        const shown = await browser.open(pathname);
        isArmed = true;
        const told = await browser.submit(formWith(shown, 'password'), { password: GOOD, confirmation: GOOD });
        isArmed = false;
        const { unsure, toDo, nothing, used } = TEXTS[language];
        assert.equal(told.status, 503);
        assert.match(told.body, unsure);
        assert.match(told.body, toDo);
        assert.doesNotMatch(told.body, nothing);
        const again = await browser.open(pathname);
        if (takesPlace) assert.match(again.body, used);
        else assert.ok(formWith(again, 'password'));
      });
    }
  }
});
