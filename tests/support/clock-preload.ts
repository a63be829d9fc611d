import { readFileSync, writeFileSync } from 'node:fs';
import { SEEN, type Setting } from './set-clock.ts';

/**
 * Runs before a program and gives it a clock that can be set from outside: the file that JETON_TEST_CLOCK names holds by
 * how far, and SIGUSR2 has it read.
 */
const file = process.env['JETON_TEST_CLOCK'] ?? '';
const trueNow = Date.now.bind(Date);
const trueElapsed = performance.now.bind(performance);
let setting: Setting = { stepped: 0, passed: 0 };

function read(): void {
  const text = readFileSync(file, 'utf8');
  setting = JSON.parse(text) as Setting;
  writeFileSync(`${file}${SEEN}`, text);
}

const TrueDate = Date;

class SetDate extends TrueDate {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(SetDate.now());
    else super(...(given as [number]));
  }

  static override now(): number {
    return trueNow() + setting.stepped + setting.passed;
  }
}

globalThis.Date = SetDate as DateConstructor;
Object.defineProperty(performance, 'now', { value: () => trueElapsed() + setting.passed });
process.on('SIGUSR2', read);
read();
