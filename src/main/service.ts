import { hostname } from 'node:os';
import { pid } from 'node:process';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.ts';
import {
  applicationCarrier,
  directoryCarrier,
  lookupCarrier,
  mailCarrier,
  noticeCarrier,
} from '../courier/carriers.ts';
import { Courier } from '../courier/courier.ts';
import { keepTrail } from '../courier/keep-trail.ts';
import { shipTrail } from '../courier/ship-trail.ts';
import { buildJourney } from '../journey/journey.ts';
import { LanesInHand } from '../journey/lanes-in-hand.ts';
import type { JourneyParts } from '../journey/parts.ts';
import { keepDataKey } from '../ledger/data-keys.ts';
import { ALARMS } from '../ledger/events.ts';
import { type Ledger, openLedger } from '../ledger/ledger.ts';
import { findSteps, stepName } from '../ledger/steps.ts';
import { systemClock } from '../platform/clock.ts';
import { openBreachedFile } from '../policy/breached.ts';
import { systemRandom } from '../platform/random.ts';
import { buildOpener, buildSealer } from '../platform/seal.ts';
import { buildWeb } from '../web/app.ts';
import { EXIT } from './exit-codes.ts';
import { closeInTime, listen } from './listen.ts';
import { type Phase, buildManagement } from './management.ts';
import { type Metrics, createMetrics } from './metrics.ts';
import { announce } from './presence.ts';
import { recordLife } from './record-life.ts';
import { type Role, type RoleKeys, describeRole, readRoleKeys } from './role.ts';
import type { Recipients, Systems } from './systems.ts';
import { untilStopped } from './terminal.ts';
import { readVersion } from './version.ts';

/** How long questions to the management listener may take once the service stops, in milliseconds: they have no person waiting. */
const MANAGEMENT_CLOSE_MS = 1000;

/** What a service needs of the settings; the connectors are handed to it. */
export type ServiceSettings = Omit<Settings, 'mail' | 'directory' | 'applications' | 'check'>;

export interface ServicePlan {
  readonly settings: ServiceSettings;
  readonly role: Role;
  /** With recipients, unless the role is `web`. */
  readonly systems: Systems;
  readonly log: Logger;
  /** Content of the institution's logo. */
  readonly logo: Uint8Array | undefined;
  /** Hash of the settings file, for the audit trail: it shows when they changed. */
  readonly settingsHash?: string;
  /** Further pages on the same listener. */
  readonly pages?: FastifyPluginAsync;
}

/** A running Jeton; disposing stops it in order: no new request, those in hand finished, leases given back. */
export interface Service extends AsyncDisposable {
  /** Where health and metrics listen. */
  readonly management: string;
  /** Runs on until this is aborted. @returns the exit code that belongs to the reason */
  until(stopping: AbortSignal): Promise<number>;
}

/**
 * Wires together what the role needs, listens, and starts the courier. What `systems` holds stays its opener's to close.
 * @throws AppError KEYS_INVALID, LEDGER_UNAVAILABLE, LEDGER_NEWER, LISTEN_FAILED
 */
export async function startService(plan: ServicePlan): Promise<Service> {
  const { settings, role, log } = plan;
  await using opened = new AsyncDisposableStack();
  const keys = await readRoleKeys(role, settings, { log, clock: systemClock });
  const ledger = opened.use(await openLedger({ ...settings.ledger, clock: systemClock, trail: keys.trail }));
  await tellSteps(ledger, log);
  const parts = { ...partsOf(plan, keys, ledger), ...(await openLists(plan, opened)) };
  const process = { id: parts.owner, role: describeRole(role), version: await readVersion() };
  const presence = opened.use(await announce({ ledger, process, log }));
  const courier = buildCourier(plan, parts, keys);
  const metrics = createMetrics({ ledger, courier, clock: systemClock });
  let phase: Phase = 'starting';
  const management = buildManagement({ ledger, metrics, log, role, keys, phase: () => phase });
  opened.defer(() => closeInTime(management, MANAGEMENT_CLOSE_MS));
  const managementAddress = await listen(management, settings.management, 'management');
  opened.defer(logEvents(ledger, log));
  opened.use(await recordLife({ ledger, process, log, settingsHash: plan.settingsHash }));
  if (courier !== undefined) tendTrail(plan, { keys, ledger, opened });
  const journeyParts = courier === undefined ? parts : { ...parts, handOver: courier };
  const web = role === 'courier' ? undefined : await buildPages(plan, journeyParts, metrics);
  // Side by side: each may take seconds, and the whole has ten.
  opened.defer(async () => {
    await Promise.all([web === undefined ? undefined : closeInTime(web), courier?.[Symbol.asyncDispose]()]);
  });
  const pages = web === undefined ? {} : { listen: await listen(web, settings.listen, 'listen') };
  courier?.start();
  phase = 'ready';
  log.info({ role: describeRole(role), ...pages, management: managementAddress }, 'Jeton is ready');
  const stack = opened.move();
  return {
    management: managementAddress,
    until: (stopped) => untilOver(stopped, presence.outgrown),
    async [Symbol.asyncDispose]() {
      log.info('Jeton stops');
      phase = 'stopping';
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

/** What pages alone look into. */
async function openLists(
  { settings, role }: ServicePlan,
  opened: AsyncDisposableStack,
): Promise<Pick<JourneyParts, 'breached'>> {
  const { breachedFile, policy } = settings;
  if (role === 'courier' || breachedFile === undefined || policy.breached !== 'refuse') return {};
  return { breached: opened.use(await openBreachedFile(breachedFile)) };
}

function partsOf({ settings, systems }: ServicePlan, keys: RoleKeys, ledger: Ledger): JourneyParts {
  const { publicUrl, lifetimeMs, promiseMs, unknownAddress, limits, languages, policy } = settings;
  return {
    settings: {
      ...{ publicUrl, lifetimeMs, promiseMs, unknownAddress, limits },
      ...{ defaultLanguage: languages.default, offeredLanguages: languages.offered },
    },
    ledger,
    directory: systems.directory,
    applications: systems.applications,
    policy,
    sealer: buildSealer(keys.sealTo, { clock: systemClock, random: systemRandom, keep: keepDataKey(ledger) }),
    addressKey: keys.address,
    clock: systemClock,
    random: systemRandom,
    lanes: new LanesInHand(),
    owner: `${hostname()}/${systemRandom.bytes(6).toString('base64url')}`,
  };
}

function buildCourier(
  { systems: { recipients }, log }: ServicePlan,
  parts: JourneyParts,
  { findOpening }: RoleKeys,
): Courier | undefined {
  if (recipients === undefined) return undefined;
  return new Courier({ parts, opener: buildOpener(findOpening), carriers: carriersOf(parts, recipients), log });
}

function carriersOf(parts: JourneyParts, { applications, mailer }: Recipients) {
  return [
    directoryCarrier(parts),
    mailCarrier(parts, mailer),
    noticeCarrier(parts),
    lookupCarrier(parts),
    ...applications.map((application) => applicationCarrier(parts, application)),
  ];
}

async function buildPages(plan: ServicePlan, parts: JourneyParts, metrics: Metrics): Promise<FastifyInstance> {
  const { log, logo } = plan;
  const { publicUrl, institution, languages, policy, lifetimeMs, promiseMs, trustedProxies, retention } = plan.settings;
  const applications = parts.applications.map(({ name }) => name);
  const facts = {
    ...{ publicUrl, institution, languages, policy, lifetimeMs, promiseMs, trustedProxies },
    ...{ applications, trailMs: retention.auditMs },
  };
  const observe: Metrics['observe'] = (answered) => metrics.observe(answered);
  const onShed: Metrics['onShed'] = (kind) => metrics.onShed(kind);
  const tools = { log, clock: systemClock, random: systemRandom, observe, onShed };
  const web = await buildWeb({ ...facts, ...tools, logo, journey: buildJourney(parts) });
  if (plan.pages !== undefined) await web.register(plan.pages);
  return web;
}

interface Tending {
  readonly keys: RoleKeys;
  readonly ledger: Ledger;
  readonly opened: AsyncDisposableStack;
}

/** Old entries go, and new ones are shipped, by a process that carries deliveries. */
function tendTrail({ settings: { retention, audit }, log }: ServicePlan, { keys, ledger, opened }: Tending): void {
  const common = { ledger, log, clock: systemClock };
  opened.use(keepTrail({ ...common, keys: keys.trail, retentionMs: retention.auditMs }));
  if (audit.syslog === undefined) return;
  const origin = { hostname: hostname(), process: String(pid) };
  opened.use(shipTrail({ ...common, target: audit.syslog, origin }));
}

/** The audit trail goes to the log as it is committed, for whatever ships logs. */
function logEvents(ledger: Ledger, log: Logger): () => void {
  return ledger.onCommitted((events) => {
    for (const { kind, ...event } of events) {
      log[ALARMS.has(kind) ? 'warn' : 'info']({ event: kind, ...event }, 'event');
    }
  });
}
