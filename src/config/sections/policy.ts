import { z } from 'zod';
import { CLASSES, type Alternative, type CharacterClass, type Policy, type Severity } from '../../policy/policy.ts';
import {
  PROFILE_NAMES,
  type PolicyOverrides,
  type ProfileName,
  buildPolicy,
  findPolicyFaults,
} from '../../policy/profiles.ts';
import { notYet } from '../later.ts';
import { expected, oneOf, text, wholeNumber } from '../leaves.ts';
import { type Contradiction, judge, listOf, mapping } from '../mapping.ts';

const characterClass: z.ZodType<CharacterClass> = oneOf(CLASSES);
const severity: z.ZodType<Severity> = oneOf(['refuse', 'warn', 'off']);
/** Wider than any sound value: what is sound is for `findPolicyFaults` to say. */
const length = wholeNumber({ least: 0, most: 10_000 });
const [first = 'procedure', ...others] = PROFILE_NAMES;
const profile: z.ZodType<ProfileName> = oneOf([first, ...others]);

/** A list has to be opened for it; until it can be, only `off` is understood. */
const breached: z.ZodType<'off'> = z.literal('off', {
  error: (issue) => {
    const isLater = issue.input === 'refuse' || issue.input === 'warn';
    return isLater ? `${notYet(`breached: ${issue.input}`)}; take it out` : expected('`off`')(issue);
  },
});

function alternative(): z.ZodType<Alternative> {
  return mapping({
    minimumLength: length.describe('At least so many characters; 0 for any.'),
    required: listOf(characterClass, CLASSES.join(', ')).prefault([]).describe('Classes that must each occur.'),
    minimumWords: length.prefault(0).describe('At least so many different words of three letters or more.'),
  });
}

function contextWords(): z.ZodType<Policy['contextWords']> {
  return mapping({
    severity: severity.describe('What to do with a password that holds one of the words.'),
    words: listOf(text('a word'), 'words').describe(
      'Words that everybody here would think of, such as the institution’s name.',
    ),
  });
}

const inherited = 'Unless written, as the profile has it.';

/** The profile with what is written beside it; sound as a whole. */
export function policySection(): z.ZodType<Policy> {
  return mapping({
    profile: profile.prefault('procedure').describe('Rules to start from; `procedure` is the published procedure.'),
    minimumLength: length.optional().describe(`At least so many characters. ${inherited}`),
    maximumLength: length.optional().describe(`At most so many characters, never under 128. ${inherited}`),
    required: listOf(characterClass, CLASSES.join(', '))
      .optional()
      .describe(`Classes that must each occur. ${inherited}`),
    minimumClasses: length.optional().describe(`At least so many different classes, whichever they are. ${inherited}`),
    phraseLength: length.optional().describe(`From this length on, classes are not asked for. ${inherited}`),
    alternatives: listOf(alternative(), 'alternatives')
      .optional()
      .describe(`Other ways to be long and varied enough. ${inherited}`),
    blocklist: severity.optional().describe(`Common passwords. ${inherited}`),
    breached: breached
      .optional()
      .describe('Passwords that are known to have leaked; not yet supported, so always off.'),
    contextWords: contextWords().optional().describe(`Words that are easy to guess here. ${inherited}`),
    personal: severity.optional().describe(`The person’s own name, login and number. ${inherited}`),
  })
    .superRefine(...judge(JUDGED, policyFaults))
    .transform(({ profile: name, ...overrides }) => buildPolicy({ profile: name, overrides }));
}

/** Fields of which one bears on another. */
const JUDGED = [
  'profile',
  'minimumLength',
  'maximumLength',
  'phraseLength',
  'minimumClasses',
  'alternatives',
  'contextWords',
] as const;
type Judged = Pick<PolicyOverrides, Exclude<(typeof JUDGED)[number], 'profile'>> & { readonly profile: ProfileName };

function policyFaults({ profile: name, ...all }: Judged): readonly Contradiction[] {
  const { minimumLength, maximumLength, phraseLength, minimumClasses, alternatives, contextWords } = all;
  const overrides = { minimumLength, maximumLength, phraseLength, minimumClasses, alternatives, contextWords };
  const faults = findPolicyFaults(buildPolicy({ profile: name, overrides }));
  return faults.map(({ field, fault }) => ({ path: [field], fault }));
}
