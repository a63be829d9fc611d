import type { Carried } from './application.ts';
import { type CheckLine, REFUSALS, type Refusal } from './directory.ts';
import { isObject } from './http/answers.ts';

const NO_OUTCOME: Carried = { kind: 'later', detail: 'the module answered nothing that is an outcome' };

/** What a module's `deliver` answered, as far as the port knows it; anything else is "later". Pure. */
export function carriedOf(answer: unknown): Carried {
  if (!isObject(answer)) return NO_OUTCOME;
  const { kind, detail, reason, afterMs } = answer;
  if (kind === 'done') return { kind };
  if (typeof detail !== 'string') return NO_OUTCOME;
  switch (kind) {
    case 'waiting':
      return { kind, detail };
    case 'later':
      return isWait(afterMs) ? { kind, detail, afterMs } : { kind, detail };
    case 'refused':
      return isRefusal(reason)
        ? { kind, reason, detail }
        : { kind: 'later', detail: `the module refused it with no reason of ${REFUSALS.join(', ')}: ${detail}` };
    default:
      return NO_OUTCOME;
  }
}

function isWait(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isRefusal(value: unknown): value is Refusal {
  return REFUSALS.some((reason) => reason === value);
}

/** What a module's `check` answered. Whatever is no line is a failure of its own: it must not pass for a check without faults. Pure. */
export function linesOf(answer: unknown, path: string): readonly CheckLine[] {
  const mend = 'have its `check` return a list of { level, what, mend }, the level being ok, warning or failure';
  if (!Array.isArray(answer)) return [{ level: 'failure', what: `${path}: its check answered no list`, mend }];
  return answer.map(
    (line: unknown) =>
      lineOf(line) ?? { level: 'failure', what: `${path}: its check answered something that is no line`, mend },
  );
}

function lineOf(line: unknown): CheckLine | undefined {
  if (!isObject(line)) return undefined;
  const { level, what, mend } = line;
  if ((level !== 'ok' && level !== 'warning' && level !== 'failure') || typeof what !== 'string') return undefined;
  return typeof mend === 'string' ? { level, what, mend } : { level, what };
}
