import { type Institution, NOT_AUDITED, OWN_COLOURS } from '../../src/platform/institution.ts';

/** Who runs the Jeton of most tests. */
export const UNIVERSITY: Institution = {
  name: 'Université Exemple',
  support: { email: 'assistance@univ.example' },
  privacy: {
    controller: undefined,
    contact: 'dpo@univ.example',
    notice: undefined,
    authority: { name: 'CNIL', url: 'https://www.cnil.fr/fr/plaintes' },
  },
  accessibility: NOT_AUDITED,
  colours: OWN_COLOURS,
  logoPlace: 'right',
  timeZone: 'Europe/Paris',
};
