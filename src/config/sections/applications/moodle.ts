import { z } from 'zod';
import type { MoodleSettings } from '../../application-settings.ts';
import { type Surroundings, certificates, secret } from '../../files.ts';
import { matching, oneOf, webUrl } from '../../leaves.ts';
import { type Contradiction, type Kind, judge, listOf, mapping } from '../../mapping.ts';
import { TOKEN, answerTimeout, holds, matchBy, name } from './common.ts';

/** Moodle’s PARAM_PLUGIN. */
const WAY_TO_LOG_IN = matching(/^[a-z][a-z0-9_]*$/, 'a way to log in such as manual');

export function moodle(surroundings: Surroundings): Kind<MoodleSettings> {
  return mapping({
    name,
    type: z.literal('moodle').describe('A Moodle, whose REST web services set the password.'),
    url: webUrl.describe('The site, such as `https://moodle.univ.example`.'),
    token: secret(surroundings, TOKEN).describe(
      'Token of the web service; see docs/connectors.md for the rights it needs.',
    ),
    match: matchBy(oneOf(['username', 'idnumber', 'email']).describe('The field that is searched.'), 'username'),
    auth: mapping({
      own: listOf(WAY_TO_LOG_IN, 'ways to log in')
        .prefault(['manual', 'email'])
        .describe('Those whose passwords Moodle holds itself.'),
      elsewhere: listOf(WAY_TO_LOG_IN, 'ways to log in')
        .prefault([])
        .describe(
          'Those that ask the directory or the single sign-on, such as `ldap` or `cas`: accounts that have it need nothing.',
        ),
    })
      .superRefine(...judge(['own', 'elsewhere'], overlap))
      .prefault({})
      .describe('Moodle’s ways to log in. Accounts with any other are refused: their passwords cannot be set.'),
    ca: certificates(surroundings)
      .optional()
      .describe('Authority that signed the site’s certificate, when it is not a public one.'),
    timeout: answerTimeout,
    holds: holds().optional(),
  }).transform(({ ca, timeout: timeoutMs, holds: capacity, ...rest }) => ({ ...rest, ca, timeoutMs, capacity }));
}

function overlap({ own, elsewhere }: MoodleSettings['auth']): readonly Contradiction[] {
  return elsewhere.flatMap((way, index) =>
    own.includes(way) ? [{ path: ['elsewhere', index], fault: 'stands in `own` too; write it in one of the two' }] : [],
  );
}
