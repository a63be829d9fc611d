import type { z } from 'zod';
import type { Institution } from '../../platform/institution.ts';
import { type Surroundings, readablePath } from '../files.ts';
import { emailAddress, text, webUrl } from '../leaves.ts';
import { mapping } from '../mapping.ts';

/** The institution, but for its time zone, which has a setting of its own. */
export type InstitutionSection = Omit<Institution, 'timeZone'> & { readonly logo: string | undefined };

function supportSection(): z.ZodType<Institution['support']> {
  return mapping({
    email: emailAddress.describe('Where people in difficulty write to; every page and mail names it.'),
  });
}

function privacySection(): z.ZodType<Institution['privacy']> {
  return mapping({
    contact: emailAddress.describe(
      'Whom to ask about personal data, such as the data protection officer (GDPR, art. 13).',
    ),
    notice: webUrl
      .transform(({ href }) => href)
      .optional()
      .meta({ title: 'URL' })
      .describe('The institution’s full privacy notice, when there is one.'),
  }).transform(({ contact, notice }) => ({ contact, notice }));
}

export function institutionSection(surroundings: Surroundings): z.ZodType<InstitutionSection> {
  return mapping({
    name: text('the name of the institution').describe('Name of the institution, as pages and mails give it.'),
    logo: readablePath(surroundings)
      .refine((file) => /\.(?:svg|png)$/i.test(file), {
        error: 'must be an SVG or PNG file; its name ends in .svg or .png',
      })
      .optional()
      .describe('The institution’s logo, SVG or PNG, at the top of every page.'),
    support: supportSection().describe('Help for people.'),
    privacy: privacySection().describe('Data protection.'),
  }).transform(({ name, logo, support, privacy }) => ({ name, logo, support, privacy }));
}
