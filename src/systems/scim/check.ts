import type { ScimSettings } from '../../config/application-settings.ts';
import type { Random } from '../../platform/random.ts';
import type { CheckLine } from '../directory.ts';
import { isObject, objectIn, placeOf, plainLines, unreachableLine, whatOf } from '../http/answers.ts';
import type { Answer } from '../http/conversation.ts';
import { foundIn } from './answers.ts';
import { type Ask, buildConfigRequest, buildSearch } from './requests.ts';

/** What the server says that it can do, and a search that must find nobody. Nothing is changed there. */
export async function checkScim(settings: ScimSettings, ask: Ask, random: Random): Promise<readonly CheckLine[]> {
  const lines = [...plainLines(settings.url)];
  const config = await ask(buildConfigRequest(settings));
  if (config.kind === 'failed') return [...lines, unreachableLine(settings.url, config)];
  return [...lines, ...configLines(settings, config), await searchLine(settings, ask, nobody(random))];
}

/** @see https://www.rfc-editor.org/rfc/rfc7643#section-5 */
function configLines({ url }: ScimSettings, answer: Answer): readonly CheckLine[] {
  const where = placeOf(url);
  const config = answer.status === 200 ? objectIn(answer.body) : undefined;
  if (config === undefined) {
    const what = `${where} does not say what it can do (${whatOf(answer.status)} for /ServiceProviderConfig)`;
    return [{ level: 'warning', what, mend: 'check the URL, or ask its maker whether it speaks SCIM 2.0' }];
  }
  const patch: CheckLine = offers(config, 'patch')
    ? { level: 'ok', what: `${where} offers PATCH` }
    : {
        level: 'failure',
        what: `${where} does not offer PATCH`,
        mend: 'have it offered there: passwords are set by it',
      };
  if (offers(config, 'changePassword')) return [patch, { level: 'ok', what: `${where} lets passwords be changed` }];
  const what = `${where} does not say that it lets passwords be changed (changePassword)`;
  return [patch, { level: 'warning', what, mend: 'try it with one account: some set them all the same' }];
}

function offers(config: Readonly<Record<string, unknown>>, feature: string): boolean {
  const said = config[feature];
  return isObject(said) && said['supported'] === true;
}

/** A name that nobody has. */
function nobody(random: Random): string {
  return `jeton-check-${random.bytes(16).toString('hex')}`;
}

async function searchLine(settings: ScimSettings, ask: Ask, sought: string): Promise<CheckLine> {
  const { field } = settings.match;
  const answer = await ask(buildSearch(settings, sought));
  const where = placeOf(settings.url);
  const found = foundIn(answer, { field, sought, now: 0 });
  switch (found.kind) {
    case 'none':
      // To a delivery that is nobody; for a search it is no answer that RFC 7644 knows.
      if (answer.kind === 'answered' && answer.status === 404) return noSearch(where, field, found.detail);
      return { level: 'ok', what: `${where} lets users be searched by ${field}` };
    case 'found':
      return overlooked(where, field);
    case 'several':
      return overlooked(where, field, found.detail);
    case 'later':
      if (answer.kind === 'answered' && answer.status === 200) return overlooked(where, field, found.detail);
      return noSearch(where, field, found.detail);
  }
}

function noSearch(where: string, field: string, detail: string): CheckLine {
  const mend = 'check the URL, the token, its rights and `match`';
  return { level: 'failure', what: `${where} answers a search by ${field} with ${detail}`, mend };
}

function overlooked(where: string, field: string, why = 'somebody was found who cannot be'): CheckLine {
  const mend = 'check the URL, and that users can be filtered by `match.field` there';
  return { level: 'failure', what: `${where} does not heed a search by ${field}: ${why}`, mend };
}
