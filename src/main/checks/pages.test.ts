import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTempFolder } from '../../../tests/support/temp-folder.ts';
import { UNIVERSITY } from '../../../tests/support/university.ts';
import { NOT_AUDITED } from '../../platform/institution.ts';
import { checkPages } from './pages.ts';

test('the check tells the contrast of the institution’s colours', async () => {
  const colours = { band: '#000000', accent: '#767676' } as const;
  const [line] = await checkPages({ institution: { ...UNIVERSITY, colours }, logo: undefined });
  assert.match(line?.what ?? '', /21\.0 to 1 on the band and of 4\.5 on buttons/);
});

test('a statement without a date is a warning that says what to write', async () => {
  const [, undated] = await checkPages({ institution: UNIVERSITY, logo: undefined });
  assert.equal(undated?.level, 'warning');
  assert.match(undated.mend ?? '', /institution\.accessibility\.established/);
  const accessibility = { ...NOT_AUDITED, established: '2026-03-01' };
  const [, dated] = await checkPages({ institution: { ...UNIVERSITY, accessibility }, logo: undefined });
  assert.deepEqual(dated, {
    level: 'ok',
    what: 'the accessibility statement says that the service does not conform, as of 2026-03-01',
  });
});

test('a logo that is no picture is a failure, and a heavy one a warning', async () => {
  await using folder = await createTempFolder();
  const lineOf = async (content: Buffer | string) => {
    const logo = join(folder.path, 'logo.png');
    await writeFile(logo, content);
    return (await checkPages({ institution: UNIVERSITY, logo }))[1];
  };
  assert.equal((await lineOf(randomBytes(300_000)))?.level, 'failure');
  assert.equal((await lineOf(''))?.level, 'failure');
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"></svg>';
  assert.equal((await lineOf(svg))?.level, 'ok');
  const heavy = await lineOf(svg.padEnd(20_000));
  assert.deepEqual([heavy?.level, heavy?.what], ['warning', 'the logo has 20 kB']);
});
