import type { Html } from '../../platform/html.ts';
import type { Institution } from '../../platform/institution.ts';
import type { Language } from '../../platform/language.ts';
import type { CookieName } from '../cookies.ts';
import type { Proportion } from '../logo.ts';
import type { Policy } from '../../policy/policy.ts';

export interface Logo {
  /** Its URL path. */
  readonly url: string;
  readonly proportion: Proportion | undefined;
}

/** What all pages of one installation share. */
export interface Site {
  readonly institution: Institution;
  /** Path under which everything stands, from `publicUrl`: starts and ends with a slash. */
  readonly base: string;
  /** The institution's logo, if it has one. */
  readonly logo: Logo | undefined;
  readonly languages: { readonly default: Language; readonly offered: readonly Language[] };
  readonly policy: Policy;
  /** How long a jeton is good, in milliseconds. */
  readonly lifetimeMs: number;
  /** The published address. */
  readonly url: string;
  /** The cookies that are set, and what each is for. */
  readonly cookies: readonly { readonly use: CookieName; readonly name: string }[];
  /** Names of the applications that get the password. */
  readonly applications: readonly string[];
  /** For how long resets and entries of the audit trail are kept, in milliseconds. */
  readonly kept: { readonly resetsMs: number; readonly trailMs: number };
  /** Within how long a password is valid everywhere, in milliseconds. */
  readonly promiseMs: number;
  /** URL path of an asset by its file name, its content's hash included: `style.css` -> `/assets/style.3f2a1b.css`. */
  asset(name: string): string;
  /** The text of the style sheet, for pages that hold it. */
  readonly style: string;
  /** The icon as a `data:` URL. */
  readonly icon: string;
}

/** One visit of one page. */
export interface Visit {
  readonly site: Site;
  readonly language: Language;
  /** Where the link to the other language leads: a path under `base` that answers GET, without its slash (`''`, `password`, `follow`). */
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A page ready to be sent; the route decides on the status. */
export type Page = Html;
