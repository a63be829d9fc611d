import { fixedPeople } from './fixed-people.ts';
import { draw, type Draw } from './draw.ts';
import { firstPasswordOf, type Person } from './person.ts';

export interface Population {
  /** How many people in all, the fixed ones included. */
  readonly count: number;
  /** Same seed, same people. */
  readonly seed?: number | undefined;
}

const FIRST_NUMBER = 28_700_001;

const GIVEN = [
  ...[
    'Camille',
    'Léa',
    'Chloé',
    'Inès',
    'Zoé',
    'Anaïs',
    'Maëlys',
    'Éloïse',
    'Noémie',
    'Françoise',
    'Aïcha',
    'Fatoumata',
  ],
  ...[
    'Jean-Baptiste',
    'Anne-Sophie',
    'Marie-Ève',
    'Raphaël',
    'Théo',
    'Loïc',
    'Mathéo',
    'Gaël',
    'Benoît',
    'Jérôme',
    'Moïse',
  ],
  ...[
    'Hugo',
    'Nathan',
    'Louis',
    'Ngọc',
    'Søren',
    'Łukasz',
    'Núria',
    'Björn',
    'Yasmine',
    'Mohamed',
    'Ximena',
    'D’Angelo',
  ],
] as const;

const FAMILY = [
  ...[
    'Martin',
    'Bernard',
    'Lefèvre',
    'Garçon',
    'Béranger',
    'Le Goff',
    'Müller',
    'Nguyễn',
    'N’Guessan',
    'd’Ornano',
    "O'Brien",
  ],
  ...[
    'Dupont-Durand',
    'Saint-Exupéry',
    'de La Fontaine',
    'Traoré',
    'Benali',
    'García Márquez',
    'Özdemir',
    'Ångström',
    'Château',
  ],
  ...[
    'Petit',
    'Roux',
    'Faÿ',
    'L’Hôpital',
    'Cœur',
    'Haÿ-Lès-Roses',
    'Weiß',
    'Kowalczyk',
    'Rakotomalala',
    'Ó Súilleabháin',
  ],
] as const;

const HOSTS = ['exemple.test', 'mail.example', 'courriel.test', 'poste.example'] as const;

/** The letters of a name that fit into a mail address. */
export function asciiOf(name: string): string {
  return name
    .replaceAll('œ', 'oe')
    .replaceAll('ß', 'ss')
    .replaceAll(/[Øø]/g, 'o')
    .replaceAll(/[Łł]/g, 'l')
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z-]/g, '');
}

/**
 * A population, the same for the same seed: the fixed people first (see `fixed-people.ts`), then people drawn
 * with accents, hyphens and apostrophes in their names; families that share an address, `+` addresses,
 * labelled ones, disabled accounts, and people who left no address.
 */
export function* makePeople({ count, seed = 1 }: Population): Generator<Person> {
  const known = fixedPeople();
  yield* known.slice(0, count);
  const random = draw(seed);
  let family: { address: string; left: number } | undefined;
  for (let index = known.length; index < count; index += 1) {
    const number = String(FIRST_NUMBER + index);
    const given = random.pick(GIVEN);
    const surname = random.pick(FAMILY);
    const own = addressOf(random, { given, surname, number });
    family = family && family.left > 0 ? { ...family, left: family.left - 1 } : newFamily(random, own);
    yield {
      uid: number,
      number,
      given,
      family: surname,
      language: random.chance(0.06) ? 'en' : random.chance(0.9) ? 'fr' : undefined,
      ...placesOf(random, family?.address ?? own),
      disabled: random.chance(0.04),
      password: firstPasswordOf(number),
    };
  }
}

function newFamily(random: Draw, address: string): { address: string; left: number } | undefined {
  return random.chance(0.01) ? { address, left: random.chance(0.3) ? 2 : 1 } : undefined;
}

function addressOf(random: Draw, who: { given: string; surname: string; number: string }): string {
  const tag = random.chance(0.03) ? '+univ' : '';
  const local = `${asciiOf(who.given)}.${asciiOf(who.surname)}${who.number.slice(-5)}${tag}`;
  const written = random.chance(0.02) ? local.replace(/^./, (letter) => letter.toUpperCase()) : local;
  return `${written}@${random.pick(HOSTS)}`;
}

/** Where the address stands: the old plain attribute, the labelled one, both, or nowhere. */
function placesOf(random: Draw, address: string): Pick<Person, 'mailPerso' | 'mailPrive'> {
  const at = random.fraction();
  if (at < 0.03) return {};
  if (at < 0.1) return { mailPrive: [`{PERSO}${address}`] };
  if (at < 0.12) return { mailPrive: [`{SECOURS}${address}`, `{PARENTS}parents.${address}`] };
  if (at < 0.17) return { mailPerso: [address], mailPrive: [`{PERSO}${address}`] };
  return { mailPerso: [address] };
}
