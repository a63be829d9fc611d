import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOT_AUDITED, OWN_COLOURS } from '../../platform/institution.ts';
import { checkPages } from './pages.ts';

const INSTITUTION = {
  name: 'Université Exemple',
  support: { email: 'assistance@univ.example' },
  privacy: {
    controller: undefined,
    contact: 'dpo@univ.example',
    notice: undefined,
    authority: { name: 'CNIL', url: 'https://www.cnil.fr/' },
  },
  accessibility: NOT_AUDITED,
  colours: OWN_COLOURS,
  logoPlace: 'right',
  timeZone: 'Europe/Paris',
} as const;

test('the check tells the contrast of the institution’s colours', () => {
  const colours = { band: '#000000', accent: '#767676' } as const;
  const [line] = checkPages({ institution: { ...INSTITUTION, colours } });
  assert.match(line?.what ?? '', /21\.0 to 1 on the band and of 4\.5 on buttons/);
});

test('a statement without a date is a warning that says what to write', () => {
  const [, undated] = checkPages({ institution: INSTITUTION });
  assert.equal(undated?.level, 'warning');
  assert.match(undated.mend ?? '', /institution\.accessibility\.established/);
  const accessibility = { ...NOT_AUDITED, established: '2026-03-01' };
  const [, dated] = checkPages({ institution: { ...INSTITUTION, accessibility } });
  assert.deepEqual(dated, {
    level: 'ok',
    what: 'the accessibility statement says that the service does not conform, as of 2026-03-01',
  });
});
