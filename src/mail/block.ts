import type { Colour } from '../platform/colours.ts';

/** What a mail is made of; both parts are drawn from the same list, so they cannot say different things. */
export type Block =
  /** `email`, when the words hold it, is something to write to. */
  | { readonly kind: 'text'; readonly text: string; readonly email?: string }
  /** To be typed somewhere else. */
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** `plain` introduces the address itself, for mail programs that show no buttons. */
  | { readonly kind: 'button'; readonly label: string; readonly url: string; readonly plain: string }
  | { readonly kind: 'link'; readonly label: string; readonly url: string };

/** A mail before it is written out. */
export interface Sheet {
  readonly subject: string;
  /** Who writes: the institution. */
  readonly sender: string;
  /** Of its button. */
  readonly accent: Colour;
  readonly body: readonly Block[];
  /** Small print. */
  readonly foot: readonly Block[];
}
