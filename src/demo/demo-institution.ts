import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyPluginAsync } from 'fastify';
import type { Clock } from '../platform/clock.ts';
import type { Institution } from '../platform/institution.ts';
import type { Random } from '../platform/random.ts';
import { type EmbeddedDirectory, openEmbeddedDirectory } from '../systems/embedded-directory.ts';
import { type DemoApplication, openDemoApplications } from './applications.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { PEOPLE, seedPeople } from './people.ts';
import { demoPages } from './plugin.ts';

export interface DemoOptions {
  /** The data folder: everything is kept in it between runs. */
  readonly folder: string;
  /** Where people ask for a link. */
  readonly startUrl: URL;
  readonly institution: Institution;
  readonly promiseMs: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** A sample institution around Jeton: what the settings of a real one would lead to. */
export interface DemoInstitution extends AsyncDisposable {
  readonly directory: EmbeddedDirectory;
  readonly inbox: Inbox;
  readonly applications: readonly DemoApplication[];
  /** Everything under `/demo/`; registered on the product's own server. */
  readonly pages: FastifyPluginAsync;
}

/** Opens it, and fills what is not there yet. */
export async function openDemoInstitution(options: DemoOptions): Promise<DemoInstitution> {
  const { folder, startUrl, institution, promiseMs, clock, random } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const settings = { type: 'embedded', file: join(folder, 'directory.db') } as const;
  const directory = await openEmbeddedDirectory(settings, { clock, random });
  try {
    await seedPeople(directory);
    const inbox = await openInbox({ file: join(folder, 'inbox.json'), institution, promiseMs, clock });
    const applications = await openDemoApplications({ folder, people: PEOPLE, clock, random });
    const { timeZone } = institution;
    return {
      directory,
      inbox,
      applications,
      pages: demoPages({ startUrl, inbox, applications, people: PEOPLE, timeZone }),
      [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
    };
  } catch (thrown) {
    await directory[Symbol.asyncDispose]();
    throw thrown;
  }
}
