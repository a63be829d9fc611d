import { z } from 'zod';
import { CLASSES, type Alternative, type CharacterClass, type Policy, type Severity } from '../../policy/policy.ts';
import {
  PROFILE_NAMES,
  type PolicyOverrides,
  type ProfileName,
  buildPolicy,
  findPolicyFaults,
} from '../../policy/profiles.ts';
import { type Surroundings, readablePath } from '../files.ts';
import { expected, oneOf, text, wholeNumber } from '../leaves.ts';
import { type Contradiction, judge, listOf, mapping } from '../mapping.ts';

const characterClass: z.ZodType<CharacterClass> = oneOf(CLASSES);
const severity: z.ZodType<Severity> = oneOf(['refuse', 'warn', 'off']);
/** Wider than any sound value: what is sound is for `findPolicyFaults` to say. */
const length = wholeNumber({ least: 0, most: 10_000 });
const [first = 'procedure', ...others] = PROFILE_NAMES;
const profile: z.ZodType<ProfileName> = oneOf([first, ...others]);

interface Breached {
  readonly severity: Severity;
  readonly file: string | undefined;
}

function breached(surroundings: Surroundings): z.ZodType<Breached> {
  const list = mapping({
    severity: oneOf(['refuse', 'warn']).describe('What to do with a password that is in the list.'),
    file: readablePath(surroundings).describe(
      'SHA-1 hashes of passwords that are known to have leaked, one a line, sorted, as the downloader of Have I Been Pwned writes them.',
    ),
  });
  const off = z.literal('off').transform(() => ({ severity: 'off' as const, file: undefined }));
  return z
    .union([off, list], { error: expected('{ severity: refuse, file: PATH }, or `off`') })
    .meta({ title: 'mapping | off' });
}

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

/** The rules, and the file that one of them looks into. */
export interface PolicySettings {
  readonly policy: Policy;
  readonly breachedFile: string | undefined;
}

/** The profile with what is written beside it; sound as a whole. */
export function policySection(surroundings: Surroundings): z.ZodType<PolicySettings> {
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
    breached: breached(surroundings)
      .prefault('off')
      .describe('Passwords that are known to have leaked, by an offline list; nothing is asked of anybody.'),
    contextWords: contextWords().optional().describe(`Words that are easy to guess here. ${inherited}`),
    personal: severity.optional().describe(`The person’s own name, login and number. ${inherited}`),
  })
    .superRefine(...judge(JUDGED, policyFaults))
    .transform(({ profile: name, breached: { severity: breach, file }, ...written }) => ({
      policy: buildPolicy({ profile: name, overrides: { ...written, breached: breach } }),
      breachedFile: file,
    }));
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
