import assert from 'node:assert/strict';
import { personAtWeb } from '../../support/person-at-web.ts';
import { type Scene, type SceneStage, runCampaign } from '../campaign.ts';
import { type Hang, applicationHangs, directoryHangs, flushHangs, lockHangs, relayHangs } from '../hangs.ts';
import { type Looked, type Page, lookAt, medianOf, pageAt } from '../looks.ts';
import { type AtTheForm, choose, comeToTheForm, peopleOf, waitForLink } from '../scenes.ts';
import { DiskOfWorld } from '../disk-of-world.ts';
import type { Counts } from '../stage.ts';
import type { Family } from './family.ts';

/** So many people wait for what hangs. */
const WAITING = 20;
/** Looks, while all of these have waited from the first. */
const FEW = 2;
/** How much longer the median may be than before, on a machine that has other things to do, in per cent. */
const LONGEST = 200;
const UNAVAILABLE = 503;
/** What is logged of a lock that is not let go. */
const LOCKED = /LEDGER_UNAVAILABLE|the ledger cannot be used|the ledger is unavailable|could not look at the ledger/;

/** The pages that do not need what hangs. */
async function pagesFor(hang: Hang, stage: SceneStage, follower: AtTheForm): Promise<readonly Page[]> {
  const { publicUrl, management } = stage.world.installation;
  const [resident, , asker] = peopleOf(stage);
  const pages = [pageAt('form', publicUrl), pageAt('health', `${management}/healthz`)];
  if (hang.isRead) return pages;
  pages.push(pageAt('link', await waitForLink(stage, resident), 303), {
    name: 'follow page',
    get: async () => assert.equal((await follower.person.follow()).status, 200),
  });
  if (hang.isAsked) return pages;
  const get = async () =>
    assert.equal((await personAtWeb(stage.world.installation).request(asker.address)).status, 200);
  return [...pages, { name: 'request', get }];
}

/** People who ask for a link, and wait. */
class Askers {
  readonly statuses: number[] = [];
  readonly #stage: SceneStage;
  readonly #asked: Promise<void>[] = [];

  constructor(stage: SceneStage) {
    this.#stage = stage;
  }

  /** Has them all ask, unless they wait already. */
  ask(): void {
    if (this.statuses.length < this.#asked.length) return;
    for (let count = 0; count < WAITING; count += 1) {
      const asking = this.#askOnce();
      // Reported by `answered`, if nothing else fails first.
      asking.catch(() => undefined);
      this.#asked.push(asking);
    }
  }

  async answered(): Promise<readonly number[]> {
    await Promise.all(this.#asked);
    return this.statuses;
  }

  async #askOnce(): Promise<void> {
    const [, waiter] = peopleOf(this.#stage);
    this.statuses.push((await personAtWeb(this.#stage.world.installation).request(waiter.address)).status);
  }
}

/**
 * A back-end hangs, and people wait for it; meanwhile the pages that do not need it are answered, all of them before any
 * of those who wait. @param looks how often each is looked at, to compare how long it takes; none for no comparison
 */
function meanwhile(hang: Hang, looks: number): Scene {
  return async (stage) => {
    const [chooser, waiter] = peopleOf(stage);
    const follower = await comeToTheForm(stage, chooser);
    await choose(follower, `Avant-${chooser.uid}`);
    const late = await comeToTheForm(stage, waiter);
    const pages = await pagesFor(hang, stage, follower);
    const before = await lookAt(pages, looks);
    const askers = new Askers(stage);
    const end = await hang.begin(stage);
    const during = await look({ hang, stage, pages, askers, late, looks }).finally(end);
    const statuses = await askers.answered();
    const isFair = (status: number): boolean => status === 200 || (hang.isAsked && status === UNAVAILABLE);
    assert.ok(statuses.every(isFair), `${hang.name}: ${statuses.join(' ')}`);
    return { [`${hang.name} hangs`]: 1, ...compare(hang, before, during) };
  };
}

interface Look {
  readonly hang: Hang;
  readonly stage: SceneStage;
  readonly pages: readonly Page[];
  readonly askers: Askers;
  /** Somebody before the form. */
  readonly late: AtTheForm;
  readonly looks: number;
}

async function look({ hang, stage, pages, askers, late, looks }: Look): Promise<readonly Looked[]> {
  // Whoever asked for another link would make this one a dead one.
  if (!hang.isAsked) await choose(late, `Pendant-${hang.name}-2026`);
  askers.ask();
  await hang.isMet(stage);
  await lookAt(pages, FEW);
  if (hang.isAsked) assert.equal(askers.statuses.length, 0, 'everybody who needs it still waits');
  return await lookAt(pages, looks, () => {
    if (hang.isAsked) askers.ask();
  });
}

/** How long the median takes, of what it took before, in per cent. */
function compare({ name }: Hang, before: readonly Looked[], during: readonly Looked[]): Counts {
  const ratios = during.flatMap(({ name: page, times }) => {
    const usual = before.find((each) => each.name === page)?.times ?? [];
    const ratio = Math.round((100 * medianOf(times)) / medianOf(usual));
    return Number.isNaN(ratio) ? [] : [[`${page} while the ${name} hangs, %`, ratio] as const];
  });
  for (const [page, ratio] of ratios) assert.ok(ratio <= LONGEST, `${page}: ${ratio}`);
  return Object.fromEntries(ratios);
}

export const hanging: Family = {
  name: 'hanging',
  about: 'each back-end hangs, and pages that do not need it are answered as fast as before',
  long: { journeys: 5, most: 200 },
  round: (extent) => {
    const disk = new DiskOfWorld();
    const ofTheLedger = extent.engine === 'postgres' ? [] : [flushHangs(() => disk.slow), lockHangs];
    const hangs = [directoryHangs, relayHangs, applicationHangs, ...ofTheLedger];
    return runCampaign({
      ...extent,
      trouble: async ({ service }) => {
        await service.start();
        return {};
      },
      scenes: hangs.map((hang) => meanwhile(hang, extent.most)),
      serve: (world) => disk.set(world),
      mayComplain: LOCKED,
    });
  },
};
