import type { Colour } from './colours.ts';

/** Two colours, on each of which white text is read; every other shade follows from them. */
export interface Colours {
  /** Of the band with the token. */
  readonly band: Colour;
  /** Of buttons and links. */
  readonly accent: Colour;
}

export const OWN_COLOURS: Colours = { band: '#14255a', accent: '#2347c9' };

/** What the accessibility statement says (RGAA; French law 2005-102, article 47). */
export interface Accessibility {
  /** Conforms not, in part, or wholly; only an audit can say one of the last two. */
  readonly status: 'none' | 'partial' | 'full';
  /** By whom, when and with which result, in words. */
  readonly audit: string | undefined;
  /** When the statement was drawn up: a day, `2026-03-01`. */
  readonly established: string | undefined;
  /** What is known not to be accessible, a sentence each. */
  readonly gaps: readonly string[];
  /** Whom to tell of a difficulty; the support desk unless said. */
  readonly contact: string | undefined;
  /** URL of the multi-year plan. */
  readonly plan: string | undefined;
}

/** What is true until somebody has looked. */
export const NOT_AUDITED: Accessibility = {
  ...{ status: 'none', audit: undefined, established: undefined, gaps: [], contact: undefined, plan: undefined },
};

/** Who runs this Jeton, as pages and mails name it. */
export interface Institution {
  readonly name: string;
  /** Where people in difficulty write to. */
  readonly support: { readonly email: string };
  /** Data protection (GDPR art. 13): whom to ask, and the full notice when it stands elsewhere. */
  readonly privacy: {
    /** Who answers for the data, in words; the institution's name unless said. */
    readonly controller: string | undefined;
    readonly contact: string;
    readonly notice: string | undefined;
    /** Whom to complain to. */
    readonly authority: { readonly name: string; readonly url: string };
  };
  readonly accessibility: Accessibility;
  readonly colours: Colours;
  /** At which side of a page the logo stands; the other one where a language is read from right to left. */
  readonly logoPlace: 'left' | 'right';
  /** IANA name; clock times on pages and in mails are given in it. */
  readonly timeZone: string;
}
