import type { MailTexts } from './mail-texts.ts';
import type { PageTexts } from './page-texts.ts';
import type { TimeTexts } from './time-texts.ts';

/** All that a language needs, in one file; whatever is missing does not compile. Plain text, never markup. */
export interface Locale {
  /** The language's own name, for the link that leads to it. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  readonly time: TimeTexts;
  readonly pages: PageTexts;
  readonly mails: MailTexts;
}
