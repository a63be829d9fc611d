import { z } from 'zod';
import { WHITE, contrastOf, isColour, tellContrast } from '../../platform/colours.ts';
import { type Accessibility, type Colours, type Institution, OWN_COLOURS } from '../../platform/institution.ts';
import { type Surroundings, readablePath } from '../files.ts';
import { calendarDay, emailAddress, oneOf, text, webUrl } from '../leaves.ts';
import { type Contradiction, judge, mapping } from '../mapping.ts';

/** The institution, but for its time zone, which has a setting of its own. */
export type InstitutionSection = Omit<Institution, 'timeZone'> & { readonly logo: string | undefined };

function supportSection(): z.ZodType<Institution['support']> {
  return mapping({
    email: emailAddress.describe('Where people in difficulty write to; every page and mail names it.'),
  });
}

function privacySection(): z.ZodType<Institution['privacy']> {
  return mapping({
    controller: text('who answers for the data')
      .optional()
      .describe('Who answers for the data, with a postal address; the institution’s name alone unless said.'),
    contact: emailAddress.describe(
      'Whom to ask about personal data, such as the data protection officer (GDPR, art. 13).',
    ),
    notice: webUrl
      .transform(({ href }) => href)
      .optional()
      .meta({ title: 'URL' })
      .describe(
        'The institution’s full privacy notice, when there is one: ours, which tells of this service, links to it.',
      ),
    authority: mapping({
      name: text('the name of the authority').prefault('CNIL').describe('Its name.'),
      url: webUrl
        .transform(({ href }) => href)
        .prefault('https://www.cnil.fr/fr/plaintes')
        .meta({ title: 'URL' })
        .describe('Where it takes complaints.'),
    })
      .prefault({})
      .describe('The authority that people may complain to; the French one unless said.'),
  }).transform(({ controller, contact, notice, authority }) => ({ controller, contact, notice, authority }));
}

const STATUSES = ['none', 'partial', 'full'] as const;

function accessibilitySection(): z.ZodType<Accessibility> {
  return mapping({
    status: oneOf(STATUSES)
      .prefault('none')
      .describe('What the last audit says: does not conform, does in part, or wholly.'),
    audit: text('the audit').optional().describe('Who audited, when, and with which result, in words.'),
    established: calendarDay.optional().describe('When the statement was drawn up, which the law wants told.'),
    gaps: z
      .array(text('what is not accessible'))
      .prefault([])
      .describe('What is known not to be accessible, a sentence each.'),
    contact: emailAddress.optional().describe('Whom to tell of a difficulty; the support desk unless said.'),
    plan: webUrl
      .transform(({ href }) => href)
      .optional()
      .meta({ title: 'URL' })
      .describe('The multi-year accessibility plan of the institution.'),
  })
    .superRefine(...judge(['status', 'audit', 'gaps'], statementContradictions))
    .transform(({ status, audit, established, gaps, contact, plan }) => ({
      ...{ status, audit, established, gaps, contact, plan },
    }));
}

type Stated = Pick<Accessibility, 'status' | 'gaps'> & { readonly audit?: string | undefined };

function statementContradictions({ status, audit, gaps }: Stated): readonly Contradiction[] {
  if (status !== 'none' && audit === undefined) {
    return [{ path: ['audit'], fault: 'is missing; only an audit can say that the service conforms' }];
  }
  if (status !== 'full' || gaps.length === 0) return [];
  return [
    { path: ['gaps'], fault: 'lists what is not accessible; with it the service conforms in part: status: partial' },
  ];
}

/** White text stands on both: under 4.5 it would not be read (WCAG 2.2, 1.4.3). */
const LEAST_CONTRAST = 4.5;

const COLOUR = 'must be six hexadecimal digits such as "#14255a", in quotes: `#` begins a comment otherwise';

const colour = z
  .string({ error: COLOUR })
  .refine(isColour, { error: COLOUR })
  .superRefine((written, context) => {
    if (!isColour(written)) return;
    if (contrastOf(written, WHITE) >= LEAST_CONTRAST) return;
    const message = `white text on it has a contrast of ${tellContrast(written, WHITE)} to 1, and needs 4.5; take a darker shade`;
    context.addIssue({ code: 'custom', message });
  })
  .meta({ title: 'colour' });

function coloursSection(): z.ZodType<Colours> {
  return mapping({
    band: colour
      .prefault(OWN_COLOURS.band)
      .describe('Of the band with the token, in quotes; white text on it must have 4.5 to 1.'),
    accent: colour.prefault(OWN_COLOURS.accent).describe('Of buttons and links, in the mails too; likewise.'),
  });
}

export function institutionSection(surroundings: Surroundings): z.ZodType<InstitutionSection> {
  return mapping({
    name: text('the name of the institution').describe('Name of the institution, as pages and mails give it.'),
    logo: readablePath(surroundings)
      .refine((file) => /\.(?:svg|png)$/i.test(file), {
        error: 'must be an SVG or PNG file; its name ends in .svg or .png',
      })
      .optional()
      .describe(
        'The institution’s logo, SVG or PNG, at the top of every page; 10 kB at most, for a page has 30 in all.',
      ),
    logoPlace: oneOf(['left', 'right'])
      .prefault('right')
      .describe('Where the logo stands; pages that are read from right to left have it at the other side.'),
    support: supportSection().describe('Help for people.'),
    privacy: privacySection().describe('Data protection.'),
    colours: coloursSection()
      .prefault({})
      .describe('The institution’s colours; other shades, and those of dark pages, follow from them.'),
    accessibility: accessibilitySection()
      .prefault({})
      .describe('The accessibility statement, which every page leads to.'),
  }).transform(({ name, logo, logoPlace, support, privacy, colours, accessibility }) => ({
    ...{ name, logo, logoPlace, support, privacy, colours, accessibility },
  }));
}
