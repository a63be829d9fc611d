import type { Institution } from './institution.ts';
import { choose, requestToken } from './steps.ts';

const ADDRESS = 'camille@courriel.test';

/** Gives a small institution a link that is open and a password on its way to an application that is away. */
export async function putUnderWay(institution: Institution): Promise<string> {
  institution.directory.add('28700001', [ADDRESS]);
  institution.directory.add('28700002', ['noa@courriel.test']);
  institution.moodle.answer = { kind: 'later', detail: 'away' };
  await choose(institution, await requestToken(institution, ADDRESS));
  await institution.drain();
  return await requestToken(institution, 'noa@courriel.test');
}
