import type { MoodleSettings } from '../../config/application-settings.ts';
import type { CheckLine } from '../directory.ts';
import { isObject, placeOf, plainLines } from '../http/answers.ts';
import { foundIn, outcomeOf } from './answers.ts';
import { type Call, type Called, FUNCTIONS, findBy, troubleOf } from './calls.ts';

const RIGHTS = 'see the section on moodle of docs/connectors.md';
/** Every Moodle has it. */
const GUEST = 'guest';
/** No account has it: to update it changes nothing, and needs all that an update needs. */
const NOBODY = '0';

/** The site and the functions of its service, then the rights: each is tried, and nothing is changed there. */
export async function checkMoodle(settings: MoodleSettings, call: Call): Promise<readonly CheckLine[]> {
  const where = placeOf(settings.url);
  const lines = [...plainLines(settings.url)];
  const info = await call(FUNCTIONS.info, {});
  if (info.kind !== 'value' || !isObject(info.value) || !Array.isArray(info.value['functions'])) {
    const mend = `check the URL, the network, \`ca\` and the token; ${RIGHTS}`;
    return [...lines, { level: 'failure', what: `${where}: ${troubleIn(info)}`, mend }];
  }
  const { release, functions } = info.value;
  const offered = functions.map((one: unknown) => (isObject(one) ? one['name'] : undefined));
  const missing = [FUNCTIONS.find, FUNCTIONS.update].filter((name) => !offered.includes(name));
  lines.push({ level: 'ok', what: `${where} is Moodle ${releaseOf(release)}` });
  if (missing.length > 0) {
    const what = `${where}: the token may not call ${missing.join(' and ')}`;
    return [...lines, { level: 'failure', what, mend: `add them to the service of the token; ${RIGHTS}` }];
  }
  return [...lines, await findingLine(where, call), await updatingLine(where, call)];
}

/** Printed as it comes, so only what a release looks like: `4.5.1+ (Build: 20241220)`. */
function releaseOf(release: unknown): string {
  return typeof release === 'string' && /^[\w.+ ():-]{1,60}$/.test(release) ? release : 'of an unknown release';
}

function troubleIn(called: Called): string {
  if (called.kind === 'later') return called.detail;
  return called.kind === 'exception'
    ? troubleOf(called.code, FUNCTIONS.info).detail
    : 'it answers nothing that a Moodle would';
}

async function findingLine(where: string, call: Call): Promise<CheckLine> {
  const match = { field: 'username', by: 'login', suffix: '' } as const;
  const found = foundIn(await call(FUNCTIONS.find, findBy(match.field, GUEST)), match, GUEST);
  if (found.kind === 'found') return { level: 'ok', what: `${where} shows its accounts to the token` };
  const mend = `grant moodle/user:viewdetails and moodle/user:viewalldetails to the role of the token; ${RIGHTS}`;
  return { level: 'failure', what: `${where} does not show its accounts to the token: ${found.detail}`, mend };
}

async function updatingLine(where: string, call: Call): Promise<CheckLine> {
  const outcome = outcomeOf(await call(FUNCTIONS.update, { 'users[0][id]': NOBODY }));
  if (outcome.kind === 'waiting' || outcome.kind === 'done') {
    return { level: 'ok', what: `${where} lets the token change accounts` };
  }
  const mend = `grant moodle/user:update to the role of the token, in the system context; ${RIGHTS}`;
  return { level: 'failure', what: `${where} does not let the token change accounts: ${outcome.detail}`, mend };
}
