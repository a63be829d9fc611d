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
  /** What there is to see, for the overview. */
  readonly remark?: { readonly fr: string; readonly en: string };
}

/** What opens every sample account before its first reset. */
export const FIRST_PASSWORD = 'Bienvenue-2026!';

type Given = Pick<DemoPerson, 'number' | 'login' | 'name' | 'addresses'> & Partial<DemoPerson>;

function student(given: Given): DemoPerson {
  const notify = `${given.login}@etu.univ.example`;
  return { notify, language: 'fr', closed: false, ...given };
}

const FAMILY = 'famille.nguessan@exemple.test';

export const PEOPLE: readonly DemoPerson[] = [
  student({
    number: '28700001',
    login: 'camille.martin',
    name: 'Camille Martin',
    addresses: ['camille.martin@exemple.test'],
    remark: { fr: 'le parcours ordinaire', en: 'the ordinary way' },
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
    remark: {
      fr: 'adresse partagée avec son frère : le lien demande quel compte',
      en: 'shares an address with her brother: the link asks which account',
    },
  }),
  student({
    number: '28700004',
    login: 'moise.nguessan',
    name: 'Moïse N’Guessan',
    addresses: [FAMILY],
    remark: { fr: 'adresse partagée avec sa sœur', en: 'shares an address with his sister' },
  }),
  student({
    number: '28700005',
    login: 'zoe.le-goff',
    name: 'Zoé Le Goff',
    addresses: ['zoe.le-goff+fac@exemple.test'],
    remark: { fr: 'adresse avec un +', en: 'an address with a +' },
  }),
  student({
    number: '28700006',
    login: 'loic.beranger',
    name: 'Loïc Béranger',
    addresses: ['loic.beranger@exemple.test'],
    closed: true,
    remark: { fr: 'compte fermé : l’adresse n’est pas reconnue', en: 'closed account: the address is not recognised' },
  }),
  student({
    number: '28700007',
    login: 'siobhan.obrien',
    name: 'Siobhán O’Brien',
    addresses: ['siobhan.obrien@exemple.test'],
    language: 'en',
    remark: { fr: 'anglophone', en: 'reads English' },
  }),
  student({
    number: '28700008',
    login: 'jean-baptiste.chateau',
    name: 'Jean-Baptiste Château',
    addresses: ['jb.chateau@exemple.test', 'jean-baptiste.chateau@poste.example'],
    remark: { fr: 'deux adresses personnelles', en: 'two personal addresses' },
  }),
  student({
    number: '28700009',
    login: 'theo.roux',
    name: 'Théo Roux',
    addresses: [],
    remark: {
      fr: 'aucune adresse personnelle : doit écrire à l’assistance',
      en: 'no personal address: has to write to the support desk',
    },
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
    remark: {
      fr: 'germanophone : reçoit ses courriels en allemand',
      en: 'reads German: gets mails in German',
    },
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
