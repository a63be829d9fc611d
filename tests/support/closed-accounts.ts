import { FIXED } from './fixed-people.ts';

interface Closed {
  readonly what: string;
  readonly number: string;
  readonly address: string;
  /** What makes it so. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

const { english, plus, rescue, labelled } = FIXED;

/** Accounts of the generated tree that are made ineligible by what SupAnn has for it; `FIXED.disabled` is so already. */
export const CLOSED_BY_SUPANN: readonly Closed[] = [
  {
    what: 'suspended',
    ...english,
    attributes: { supannRessourceEtat: ['{COMPTE}S', '{MAIL}A'] },
  },
  {
    what: 'at the end of the entitlement',
    ...plus,
    attributes: { supannRessourceEtatDate: ['{COMPTE}A:SupannActif:20240901:20250831'] },
  },
  {
    what: 'locked since a day',
    ...rescue,
    attributes: { supannRessourceEtatDate: ['{COMPTE}S:SupannVerrouAdministratif:20260105:'] },
  },
];

/** The account that administrators lock by their server's own means. */
export const LOCKED = labelled;
