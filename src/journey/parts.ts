import type { Ledger } from '../ledger/ledger.ts';
import type { Rate } from '../ledger/throttles.ts';
import type { Clock } from '../platform/clock.ts';
import type { Language } from '../platform/language.ts';
import type { Random } from '../platform/random.ts';
import type { Sealer } from '../platform/seal.ts';
import type { Secret } from '../platform/secret.ts';
import type { BreachedList } from '../policy/breached.ts';
import type { Policy } from '../policy/policy.ts';
import type { ApplicationFacts } from '../systems/application.ts';
import type { Directory } from '../systems/directory.ts';
import type { HandOver } from './hand-over.ts';
import type { LanesInHand } from './lanes-in-hand.ts';
import type { SpentBudgets } from './spent-budgets.ts';

/** Budgets; each is so many in so long. */
export interface Limits {
  readonly mailsPerAccount: Rate;
  readonly requestsPerClient: Rate;
  readonly passwordsPerLink: Rate;
  readonly unknownPerClient: Rate;
  readonly unknownOverall: Rate;
  readonly mailsOverall: Rate;
}

/** The promises the institution makes, from its settings. */
export interface JourneySettings {
  /** Every mailed link starts with this; ends in a slash. */
  readonly publicUrl: URL;
  /** How long a jeton is good, in milliseconds. */
  readonly lifetimeMs: number;
  /** Within how long an accepted password is valid everywhere, in milliseconds. */
  readonly promiseMs: number;
  readonly unknownAddress: 'tell' | 'conceal';
  /** `undefined`: off, for measurements on a closed network. */
  readonly limits: Limits | undefined;
  readonly defaultLanguage: Language;
  /** Of the mails, which go out in the person's own where it is one of these. */
  readonly offeredLanguages: readonly Language[];
}

/** What the rules work with. */
export interface JourneyParts {
  readonly settings: JourneySettings;
  readonly ledger: Ledger;
  readonly directory: Directory;
  /** To know them is enough for whoever only seals for them. */
  readonly applications: readonly ApplicationFacts[];
  readonly policy: Policy;
  /** Where the policy looks for breached passwords; absent when it does not. */
  readonly breached?: BreachedList;
  readonly sealer: Sealer;
  /** Key of the HMAC under which addresses are kept. */
  readonly addressKey: Secret<Uint8Array>;
  readonly clock: Clock;
  readonly random: Random;
  /** This process, as the owner of the leases it takes. */
  readonly owner: string;
  readonly lanes: LanesInHand;
  /** What the pages of this process remember of budgets; couriers spend none of these. */
  readonly spent?: SpentBudgets;
  /** The courier of this process, where it has one. */
  readonly handOver?: HandOver;
}
