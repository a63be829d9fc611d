import { AppError } from '../platform/errors.ts';
import type { EmbeddedDirectory } from '../systems/embedded-directory.ts';

/** One student of the sample institution. */
export interface DemoPerson {
  readonly number: string;
  readonly login: string;
  readonly name: string;
  readonly addresses: readonly string[];
  /** The institution's own mailbox: told of a change, no way in. */
  readonly notify: string;
  readonly language: string;
  readonly closed: boolean;
  /** What there is to see, in French, for the overview. */
  readonly remark: string;
}

/** What opens every sample account before its first reset. */
export const FIRST_PASSWORD = 'Bienvenue-2026!';

type Given = Pick<DemoPerson, 'number' | 'login' | 'name' | 'addresses'> & Partial<DemoPerson>;

function student(given: Given): DemoPerson {
  const notify = `${given.login}@etu.univ.example`;
  return { notify, language: 'fr', closed: false, remark: '', ...given };
}

const FAMILY = 'famille.nguessan@exemple.test';

export const PEOPLE: readonly DemoPerson[] = [
  student({
    number: '28700001',
    login: 'camille.martin',
    name: 'Camille Martin',
    addresses: ['camille.martin@exemple.test'],
    remark: 'le parcours ordinaire',
  }),
  student({
    number: '28700002',
    login: 'eloise.lefevre',
    name: 'Éloïse Lefèvre',
    addresses: ['eloise.lefevre@exemple.test'],
  }),
  student({
    number: '28700003',
    login: 'aicha.nguessan',
    name: 'Aïcha N’Guessan',
    addresses: [FAMILY],
    remark: 'adresse partagée avec son frère : le lien demande quel compte',
  }),
  student({
    number: '28700004',
    login: 'moise.nguessan',
    name: 'Moïse N’Guessan',
    addresses: [FAMILY],
    remark: 'adresse partagée avec sa sœur',
  }),
  student({
    number: '28700005',
    login: 'zoe.le-goff',
    name: 'Zoé Le Goff',
    addresses: ['zoe.le-goff+fac@exemple.test'],
    remark: 'adresse avec un +',
  }),
  student({
    number: '28700006',
    login: 'loic.beranger',
    name: 'Loïc Béranger',
    addresses: ['loic.beranger@exemple.test'],
    closed: true,
    remark: 'compte fermé : l’adresse n’est pas reconnue',
  }),
  student({
    number: '28700007',
    login: 'siobhan.obrien',
    name: 'Siobhán O’Brien',
    addresses: ['siobhan.obrien@exemple.test'],
    language: 'en',
    remark: 'anglophone',
  }),
  student({
    number: '28700008',
    login: 'jean-baptiste.chateau',
    name: 'Jean-Baptiste Château',
    addresses: ['jb.chateau@exemple.test', 'jean-baptiste.chateau@poste.example'],
    remark: 'deux adresses personnelles',
  }),
  student({
    number: '28700009',
    login: 'theo.roux',
    name: 'Théo Roux',
    addresses: [],
    remark: 'aucune adresse personnelle : doit écrire à l’assistance',
  }),
  student({
    number: '28700010',
    login: 'fatoumata.traore',
    name: 'Fatoumata Traoré',
    addresses: ['fatoumata.traore@exemple.test'],
  }),
  student({
    number: '28700011',
    login: 'mai.nguyen',
    name: 'Nguyễn Thị Mai',
    addresses: ['mai.nguyen@exemple.test'],
  }),
  student({
    number: '28700012',
    login: 'bjorn.muller',
    name: 'Björn Müller',
    addresses: ['bjorn.muller@exemple.test'],
    language: 'de',
    remark: 'germanophone : reçoit les messages dans la langue de la page',
  }),
];

/** Puts the sample students into a directory; those that are there already keep their passwords. */
export async function seedPeople(directory: EmbeddedDirectory): Promise<void> {
  const { faults } = await directory.importPeople(csvOf(PEOPLE));
  const [first] = faults;
  if (first !== undefined) throw new AppError('DIRECTORY_FILE', `the sample people do not fit: ${first.fault}`);
}

function csvOf(people: readonly DemoPerson[]): string {
  const rows = people.map(({ number, login, name, addresses, notify, language, closed }) =>
    [number, login, name, addresses.join(';'), notify, language, closed ? 'disabled' : 'active', FIRST_PASSWORD]
      .map((field) => `"${field.replaceAll('"', '""')}"`)
      .join(','),
  );
  return ['number,login,name,addresses,notify,language,state,password', ...rows].join('\n');
}
