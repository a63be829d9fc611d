import { hostname } from 'node:os';
import type { FastifyPluginAsync } from 'fastify';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.ts';
import { applicationCarrier, directoryCarrier, mailCarrier, noticeCarrier } from '../courier/carriers.ts';
import { Courier } from '../courier/courier.ts';
import { buildJourney } from '../journey/journey.ts';
import type { JourneyParts } from '../journey/parts.ts';
import { type Ledger, openLedger } from '../ledger/ledger.ts';
import { findSteps, stepName } from '../ledger/steps.ts';
import type { Mailer } from '../mail/message.ts';
import { systemClock } from '../platform/clock.ts';
import { type Keys, readKeys } from '../platform/keys.ts';
import { systemRandom } from '../platform/random.ts';
import { buildOpener, buildSealer } from '../platform/seal.ts';
import { buildWeb } from '../web/app.ts';
import { EXIT } from './exit-codes.ts';
import { closeInTime, listen } from './listen.ts';
import { buildManagement } from './management.ts';
import { type Metrics, createMetrics } from './metrics.ts';
import { announce } from './presence.ts';
import type { Systems } from './systems.ts';
import { untilStopped } from './terminal.ts';
import { readVersion } from './version.ts';

/** What a service needs of the settings; the connectors are handed to it. */
export type ServiceSettings = Omit<Settings, 'mail' | 'directory' | 'applications'>;

export interface ServicePlan {
  readonly settings: ServiceSettings;
  readonly systems: Pick<Systems<Mailer>, 'directory' | 'applications' | 'mailer'>;
  readonly log: Logger;
  /** Content of the institution's logo. */
  readonly logo: Uint8Array | undefined;
  /** Further pages on the same listener. */
  readonly pages?: FastifyPluginAsync;
}

/** A running Jeton; disposing stops it in order: no new request, those in hand finished, leases given back. */
export interface Service extends AsyncDisposable {
  /** Where the pages listen. */
  readonly address: string;
  /** Where health and metrics listen. */
  readonly management: string;
  /** Runs on until this is aborted. @returns the exit code that belongs to the reason */
  until(stopping: AbortSignal): Promise<number>;
}

/**
 * Wires everything together, listens, and starts the courier. What `systems` holds stays its opener's to close.
 * @throws AppError KEYS_INVALID, LEDGER_UNAVAILABLE, LEDGER_NEWER, LISTEN_FAILED
 */
export async function startService(plan: ServicePlan): Promise<Service> {
  const { settings, log } = plan;
  await using opened = new AsyncDisposableStack();
  const keys = await readKeys(settings.keysFile);
  const ledger = opened.use(await openLedger({ ...settings.ledger, clock: systemClock }));
  await tellSteps(ledger, log);
  const parts = partsOf(plan, keys, ledger);
  const process = { id: parts.owner, role: 'web and courier', version: await readVersion() };
  const presence = opened.use(await announce({ ledger, process, log }));
  const courier = buildCourier(plan, parts, keys);
  const metrics = createMetrics({ ledger, courier, clock: systemClock });
  const stopping = new AbortController();
  const management = buildManagement({ ledger, metrics, log, stopping: stopping.signal });
  opened.defer(() => closeInTime(management));
  const managementAddress = await listen(management, settings.management, 'management');
  opened.defer(logEvents(ledger, log));
  const observe: Metrics['observe'] = (answered) => metrics.observe(answered);
  const web = await buildWeb({ ...webOptionsOf(plan), journey: buildJourney(parts), observe });
  if (plan.pages !== undefined) await web.register(plan.pages);
  // Side by side: each may take seconds, and the whole has ten.
  opened.defer(async () => {
    await Promise.all([closeInTime(web), courier[Symbol.asyncDispose]()]);
  });
  const address = await listen(web, settings.listen, 'listen');
  courier.start();
  log.info({ listen: address, management: managementAddress }, 'Jeton is ready');
  const stack = opened.move();
  return {
    address,
    management: managementAddress,
    until: (stopping) => untilOver(stopping, presence.outgrown),
    async [Symbol.asyncDispose]() {
      log.info('Jeton stops');
      stopping.abort();
      await stack.disposeAsync();
      log.info('Jeton has stopped');
    },
  };
}

async function tellSteps({ db, migrated }: Ledger, log: Logger): Promise<void> {
  for (const step of migrated) log.info({ step }, 'migration taken');
  const { contract, beyond } = await findSteps(db);
  for (const step of contract.map(stepName)) log.info({ step }, 'waits for `jeton migrate --contract`');
  for (const step of beyond) log.info({ step }, 'a newer version has added to the ledger');
}

async function untilOver(stopping: AbortSignal, outgrown: AbortSignal): Promise<number> {
  const code = await untilStopped(AbortSignal.any([stopping, outgrown]));
  return outgrown.aborted ? EXIT.ledger : code;
}

function partsOf({ settings, systems }: ServicePlan, keys: Keys, ledger: JourneyParts['ledger']): JourneyParts {
  const { publicUrl, lifetimeMs, promiseMs, unknownAddress, limits, languages, policy } = settings;
  return {
    settings: { publicUrl, lifetimeMs, promiseMs, unknownAddress, limits, defaultLanguage: languages.default },
    ledger,
    directory: systems.directory,
    applications: systems.applications,
    policy,
    sealer: buildSealer(keys.seal[0], { clock: systemClock, random: systemRandom }),
    addressKey: keys.address,
    clock: systemClock,
    random: systemRandom,
    owner: `${hostname()}/${systemRandom.bytes(6).toString('base64url')}`,
  };
}

function buildCourier({ systems, log }: ServicePlan, parts: JourneyParts, keys: Keys): Courier {
  const carriers = [
    directoryCarrier(parts),
    mailCarrier(parts, systems.mailer),
    noticeCarrier(parts),
    ...systems.applications.map((application) => applicationCarrier(parts, application)),
  ];
  return new Courier({ parts, opener: buildOpener(keys.seal), carriers, log });
}

function webOptionsOf({ settings, log, logo }: ServicePlan) {
  const { publicUrl, institution, languages, policy, lifetimeMs, promiseMs, trustedProxies } = settings;
  const facts = { publicUrl, institution, languages, policy, lifetimeMs, promiseMs, trustedProxies };
  return { ...facts, logo, log, clock: systemClock, random: systemRandom };
}

/** The audit trail goes to the log as it is committed, for whatever ships logs. */
function logEvents(ledger: JourneyParts['ledger'], log: Logger): () => void {
  return ledger.onCommitted((events) => {
    for (const { kind, ...event } of events) log.info({ event: kind, ...event }, 'event');
  });
}
