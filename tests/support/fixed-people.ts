import { firstPasswordOf, type Person } from './person.ts';

/** An address that so many accounts share that it is nobody's own. */
export const CROWD = { address: 'secretariat@exemple.test', accounts: 30 } as const;

/** Addresses and numbers that every generated tree holds, whatever its size or seed. */
export const FIXED = {
  plain: { number: '28700001', address: 'camille.martin@exemple.test' },
  labelled: { number: '28700002', address: 'eloise.lefevre@mail.example' },
  family: { numbers: ['28700003', '28700004'], address: 'famille.nguessan@mail.example' },
  plus: { number: '28700005', address: 'zoe.le-goff+univ@mail.example' },
  disabled: { number: '28700006', address: 'compte.ferme@exemple.test' },
  noAddress: { number: '28700007' },
  rescue: { number: '28700008', address: 'secours.muller@courriel.test' },
  both: { number: '28700009', addresses: ['anais.roux@exemple.test', 'anais.roux@poste.example'] },
  parents: { number: '28700010', address: 'parents.petit@mail.example' },
  english: { number: '28700011', address: 'siobhan.obrien@mail.example' },
  familyWithDisabled: { open: '28700012', closed: '28700013', address: 'famille.traore@exemple.test' },
  mixedCase: { number: '28700014', stored: 'Marie.CURIE@Exemple.test' },
  /** A student who is also staff: two accounts, one address; the staff account has a login and no student number. */
  studentAndStaff: { number: '28700015', login: 'jdupont', address: 'jeanne.dupont@poste.example' },
} as const;

/** The people behind {@link FIXED}, then the crowd. */
export function fixedPeople(): Person[] {
  return [...named(), ...crowd()];
}

function student(number: string, rest: Omit<Person, 'uid' | 'number' | 'password'>): Person {
  return { uid: number, number, password: firstPasswordOf(number), language: 'fr', ...rest };
}

function named(): Person[] {
  const f = FIXED;
  return [
    student(f.plain.number, { given: 'Camille', family: 'Martin', mailPerso: [f.plain.address] }),
    student(f.labelled.number, { given: 'Éloïse', family: 'Lefèvre', mailPrive: [`{PERSO}${f.labelled.address}`] }),
    student(f.family.numbers[0], { given: 'Aïcha', family: 'N’Guessan', mailPerso: [f.family.address] }),
    student(f.family.numbers[1], { given: 'Moïse', family: 'N’Guessan', mailPrive: [`{PERSO}${f.family.address}`] }),
    student(f.plus.number, { given: 'Zoé', family: 'Le Goff', mailPerso: [f.plus.address] }),
    student(f.disabled.number, { given: 'Loïc', family: 'Béranger', mailPerso: [f.disabled.address], disabled: true }),
    student(f.noAddress.number, { given: 'Théo', family: 'Château' }),
    student(f.rescue.number, { given: 'Björn', family: 'Müller', mailPrive: [`{SECOURS}${f.rescue.address}`] }),
    student(f.both.number, {
      given: 'Anaïs',
      family: 'Roux',
      mailPerso: [f.both.addresses[0]],
      mailPrive: [`{PERSO}${f.both.addresses[1]}`],
    }),
    student(f.parents.number, { given: 'Hugo', family: 'Petit', mailPrive: [`{PARENTS}${f.parents.address}`] }),
    student(f.english.number, { given: 'Siobhán', family: "O'Brien", language: 'en', mailPerso: [f.english.address] }),
    student(f.familyWithDisabled.open, {
      given: 'Fatoumata',
      family: 'Traoré',
      mailPerso: [f.familyWithDisabled.address],
    }),
    student(f.familyWithDisabled.closed, {
      given: 'Mohamed',
      family: 'Traoré',
      mailPerso: [f.familyWithDisabled.address],
      disabled: true,
    }),
    student(f.mixedCase.number, { given: 'Marie', family: 'Curie', mailPerso: [f.mixedCase.stored] }),
    student(f.studentAndStaff.number, {
      given: 'Jeanne',
      family: 'Dupont-Durand',
      mailPerso: [f.studentAndStaff.address],
    }),
    {
      uid: f.studentAndStaff.login,
      given: 'Jeanne',
      family: 'Dupont-Durand',
      language: 'fr',
      mailPerso: [f.studentAndStaff.address],
      password: firstPasswordOf(f.studentAndStaff.login),
    },
  ];
}

function crowd(): Person[] {
  return Array.from({ length: CROWD.accounts }, (_, index) =>
    student(String(28_700_017 + index), {
      given: 'Visiteur',
      family: `Invité ${index + 1}`,
      mailPerso: [CROWD.address],
    }),
  );
}
