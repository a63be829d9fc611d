/** What SupAnn says of an account at one moment: `A` active, `I` inactive, `S` suspended; and the sub-state, if any. */
interface State {
  readonly state: string;
  readonly subState: string;
}

/** A state with the days on which it begins and ends, in days since the epoch; undefined where it is open. */
interface DatedState extends State {
  readonly begins: number | undefined;
  readonly ends: number | undefined;
}

/** The values of the two attributes, as they are stored. */
export interface SupannStates {
  /** `supannRessourceEtat`: `{COMPTE}A`, `{COMPTE}I`, `{COMPTE}S`, and other resources. */
  readonly states: readonly string[];
  /** `supannRessourceEtatDate`: `{COMPTE}state:sub-state:begin:end`, the days as `YYYYMMDD`, any part but the first may be empty. */
  readonly dated: readonly string[];
}

const ACCOUNT = /^\{COMPTE\}(.*)$/i;
const DAY_MS = 24 * 60 * 60 * 1000;
const ACTIVE = 'A';
const INACTIVE = 'I';
/** Inactive only because its owner has not taken possession of it yet: what a first password is for. */
const AWAITED = 'SUPANNCREE';

/**
 * Why SupAnn lets nobody use this account today; undefined when it does, or says nothing. A state counts from the day it
 * begins until the end of the day it ends, in UTC; an entitlement (`A`) that ended is `expired` unless another one holds.
 * @param today in days since the epoch
 * @see SupAnn 2021, supannRessourceEtat and supannRessourceEtatDate
 */
export function closedBySupann({ states, dated }: SupannStates, today: number): 'disabled' | 'expired' | undefined {
  const begun = dated.flatMap(readDated).filter(({ begins = today }) => begins <= today);
  const holding = begun.filter(({ ends = today }) => ends >= today);
  const plain = states.flatMap(readState);
  const isAwaited = [...plain, ...holding].some((one) => one.state === INACTIVE && one.subState === AWAITED);
  const closes = ({ state, subState }: State): boolean =>
    state !== ACTIVE && !(state === INACTIVE && (subState === AWAITED || (subState === '' && isAwaited)));
  if ([...plain, ...holding].some(closes)) return 'disabled';
  const isEntitled = ({ state }: State): boolean => state === ACTIVE;
  return begun.some(isEntitled) && !holding.some(isEntitled) ? 'expired' : undefined;
}

/** `{COMPTE}I`, or with a sub-state `{COMPTE}I:SupannInactif`. Other resources (`{MAIL}`) are none of ours. */
function readState(value: string): readonly State[] {
  const [, text] = ACCOUNT.exec(value) ?? [];
  if (text === undefined) return [];
  const [state = '', subState = ''] = text.split(':').map((part) => part.trim().toUpperCase());
  return state === '' ? [] : [{ state, subState }];
}

function readDated(value: string): readonly DatedState[] {
  const [, , begin, end] = value.split(':');
  return readState(value).map((state) => ({ ...state, begins: readDay(begin), ends: readDay(end) }));
}

/** `20260831`, `2026-08-31`, or the day in `20260831220000Z`; in days since the epoch. */
function readDay(text: string | undefined): number | undefined {
  const parts = /^\s*(\d{4})-?(\d\d)-?(\d\d)/.exec(text ?? '');
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0] = parts.slice(1).map(Number);
  return dayOf(Date.UTC(year, month - 1, day));
}

/** @param time milliseconds since the epoch */
export function dayOf(time: number): number {
  return Math.floor(time / DAY_MS);
}
