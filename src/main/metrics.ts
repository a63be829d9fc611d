import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Courier } from '../courier/courier.ts';
import { countBacklog } from '../ledger/claims.ts';
import { EVENT_KINDS } from '../ledger/events.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { findProcesses } from '../ledger/processes.ts';
import type { Clock } from '../platform/clock.ts';
import { KINDS, type Kind } from '../web/pressure.ts';
import { ROLES, describeRole } from './role.ts';

/** One answered request, as the web part reports it. */
export interface Answered {
  readonly method: string;
  /** The route's pattern (`/jeton/:token`), never the URL. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface Metrics {
  /** The Prometheus text format (version 0.0.4). */
  readonly contentType: string;
  print(): Promise<string>;
  readonly observe: (answered: Answered) => void;
  readonly onShed: (kind: Kind) => void;
}

interface MetricsParts {
  readonly ledger: Ledger;
  /** Absent in a process that carries nothing. */
  readonly courier: Pick<Courier, 'health'> | undefined;
  readonly clock: Clock;
}

const BREAKER = { closed: 0, 'half-open': 1, open: 2 } as const;
const PROCESS_ROLES = ROLES.map(describeRole);
/** How often it is looked at how late the event loop is, in milliseconds; the library would ten times as often. */
const LAG_MS = 100;
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What operators scrape: answers, events of the audit trail, what is under way and how old it is, breakers, the process. */
export function createMetrics(parts: MetricsParts): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: LAG_MS });
  const answers = new Histogram({
    name: 'jeton_http_request_duration_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [register],
  });
  const shed = countShed(register);
  countEvents(parts.ledger, register);
  measureBacklog(parts, register);
  measureProcesses(parts, register);
  if (parts.courier !== undefined) measureBreakers(parts.courier, register);
  return {
    contentType: register.contentType,
    print: () => register.metrics(),
    onShed: (kind) => {
      shed.inc({ kind });
    },
    observe: ({ method, route, status, seconds }) => answers.observe({ method, route, status }, seconds),
  };
}

function countShed(register: Registry): Counter<'kind'> {
  const shed = new Counter({
    name: 'jeton_requests_shed_total',
    help: 'Requests that were put off because there was too much to do: first pages, addresses, what has begun',
    labelNames: ['kind'],
    registers: [register],
  });
  for (const kind of KINDS) shed.inc({ kind }, 0);
  return shed;
}

function countEvents(ledger: Ledger, register: Registry): void {
  const events = new Counter({
    name: 'jeton_events_total',
    help: 'Entries of the audit trail, by kind',
    labelNames: ['kind'],
    registers: [register],
  });
  // Every kind is there from the start, so that an alarm on a rare one sees its first increase.
  for (const kind of Object.keys(EVENT_KINDS)) events.inc({ kind }, 0);
  ledger.onCommitted((committed) => {
    for (const { kind } of committed) events.inc({ kind });
  });
}

/** Each gauge asks for itself: a registry prints its metrics side by side, and what one sets of another comes a scrape late. */
function measureBacklog({ ledger, clock }: MetricsParts, register: Registry): void {
  // Without the ledger there is still the rest to tell.
  const find = () => countBacklog(ledger.db).catch(() => undefined);
  new Gauge({
    name: 'jeton_ledger_up',
    help: 'Whether the ledger can be read: 1 or 0',
    registers: [register],
    async collect() {
      this.set((await find()) === undefined ? 0 : 1);
    },
  });
  new Gauge({
    name: 'jeton_deliveries_under_way',
    help: 'Deliveries under way, by recipient',
    labelNames: ['recipient'],
    registers: [register],
    async collect() {
      const backlog = (await find()) ?? [];
      this.reset();
      for (const { recipient, count } of backlog) this.set({ recipient }, count);
    },
  });
  new Gauge({
    name: 'jeton_deliveries_oldest_seconds',
    help: 'Age of the oldest delivery under way, by recipient',
    labelNames: ['recipient'],
    registers: [register],
    async collect() {
      const backlog = (await find()) ?? [];
      this.reset();
      for (const { recipient, oldest } of backlog) this.set({ recipient }, (clock.now() - oldest) / 1000);
    },
  });
}

/** Whoever watches one process sees here that another role has nobody left. */
function measureProcesses({ ledger, clock }: MetricsParts, register: Registry): void {
  new Gauge({
    name: 'jeton_processes',
    help: 'Processes over the same ledger, by role',
    labelNames: ['role'],
    registers: [register],
    async collect() {
      const processes = await findProcesses(ledger.db, clock.now()).catch(() => []);
      this.reset();
      for (const role of PROCESS_ROLES) this.set({ role }, processes.filter((each) => each.role === role).length);
    },
  });
}

function measureBreakers(courier: Pick<Courier, 'health'>, register: Registry): void {
  new Gauge({
    name: 'jeton_breaker_state',
    help: 'Circuit breaker, by recipient: 0 closed, 1 half-open, 2 open',
    labelNames: ['recipient'],
    registers: [register],
    collect() {
      for (const { recipient, breaker } of courier.health()) this.set({ recipient }, BREAKER[breaker]);
    },
  });
}
