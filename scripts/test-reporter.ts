import { inspect } from 'node:util';
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

const SUMMARY = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /;

/** A suite or a file fails because a test in it does; that one has been told already. */
function isBySubtest(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed';
}

function describeFailure(data: Extract<TestEvent, { type: 'test:fail' }>['data']): string {
  const place = data.file === undefined ? '' : ` (${relative('.', data.file)}:${data.line})`;
  const { cause } = data.details.error;
  return `FAIL  ${data.name}${place}\n${inspect(cause).replace(/^/gm, '      ')}\n`;
}

/** One line per test file, every failure in full as it happens, and node's own closing lines (`tests N`, `pass N`, `fail N`). */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    switch (type) {
      case 'test:fail':
        if (!isBySubtest(data.details.error)) yield describeFailure(data);
        break;
      case 'test:summary':
        if (data.file !== undefined) {
          const { passed, skipped, tests } = data.counts;
          const left = skipped > 0 ? ` (${skipped} skipped)` : '';
          const seconds = (data.duration_ms / 1000).toFixed(1);
          yield `${data.success ? 'ok  ' : 'FAIL'}  ${relative('.', data.file)}  ${passed}/${tests}${left}  ${seconds} s\n`;
        }
        break;
      case 'test:diagnostic':
        if (SUMMARY.test(data.message)) yield `ℹ ${data.message}\n`;
        break;
      case 'test:stderr':
      case 'test:stdout':
        yield data.message;
        break;
      default:
        break;
    }
  }
}
