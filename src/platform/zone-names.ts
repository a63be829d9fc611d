import type { Language } from './language.ts';

/** How people there call the clock they live by, by IANA name; the platform's own names are the astronomers'. */
const NAMES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  fr: {
    'Europe/Paris': 'heure de Paris',
    'America/Martinique': 'heure de la Martinique',
    'America/Guadeloupe': 'heure de la Guadeloupe',
    'America/Cayenne': 'heure de Cayenne',
    'Pacific/Noumea': 'heure de Nouméa',
    'Pacific/Tahiti': 'heure de Tahiti',
  },
  en: {
    'Europe/Paris': 'Paris time',
    'America/Martinique': 'Martinique time',
    'America/Guadeloupe': 'Guadeloupe time',
    'America/Cayenne': 'Cayenne time',
    'Pacific/Noumea': 'Nouméa time',
    'Pacific/Tahiti': 'Tahiti time',
  },
};

/** The everyday name of a zone, such as `heure de Paris`, where it has one here. */
export function findZoneName(timeZone: string, language: Language): string | undefined {
  return NAMES[language][timeZone];
}
