/** What the privacy notice tells (GDPR, article 13), in this order. */
export const PRIVACY_SECTIONS = ['controller', 'purpose', 'data', 'recipients', 'kept', 'rights'] as const;

/** From the settings: durations in words. */
export interface PrivacyFacts {
  /** Who answers for the data, with what else the institution wants told of it. */
  readonly controller: string;
  /** How long a link, a password under way, a reset and the audit trail are kept. */
  readonly lifetime: string;
  readonly promise: string;
  readonly resets: string;
  readonly trail: string;
  /** Names, strung together; empty when there is none. */
  readonly applications: string;
}

interface Section {
  readonly heading: string;
  readonly text: (facts: PrivacyFacts) => readonly string[];
}

export interface PrivacyTexts {
  readonly title: string;
  readonly lead: string;
  /** A link, where the institution has one. */
  readonly notice: string;
  readonly sections: Readonly<Record<(typeof PRIVACY_SECTIONS)[number], Section>>;
  /** Before the address of the data protection officer. */
  readonly contact: string;
  /** Before the authority's name, which is a link. */
  readonly complaint: string;
  readonly cookies: {
    readonly heading: string;
    readonly text: string;
    readonly uses: Readonly<Record<'jeton' | 'not-me' | 'follow' | 'lang' | 'waiting' | 'form', string>>;
  };
}

/** The statement that article 47 of the French law 2005-102 asks for, in the form that the RGAA gives. */
export interface AccessibilityTexts {
  readonly title: string;
  /** What stands on every page. */
  readonly mention: Readonly<Record<'none' | 'partial' | 'full', string>>;
  readonly commitment: (institution: string) => string;
  readonly appliesTo: string;
  readonly state: {
    readonly heading: string;
    readonly text: Readonly<Record<'none' | 'partial' | 'full', string>>;
    readonly notAudited: string;
    /** Before what the institution says of its audit. */
    readonly audited: string;
    readonly plan: string;
  };
  readonly gaps: {
    readonly heading: string;
    /** Before the list. */
    readonly listed: string;
    /** When nobody has looked for any. */
    readonly unlisted: string;
    readonly nothing: string;
  };
  readonly made: {
    readonly heading: string;
    readonly on: (date: string) => string;
    readonly text: readonly string[];
  };
  readonly feedback: { readonly heading: string; readonly text: string };
  readonly recourse: {
    readonly heading: string;
    readonly text: string;
    readonly form: string;
    readonly delegate: string;
    readonly post: string;
  };
}
