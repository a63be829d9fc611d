import { describeTable } from './evidence-table.ts';

/** How many criteria each of the thirteen topics has. @see https://accessibilite.numerique.gouv.fr/methode/criteres-et-tests/ */
const CRITERIA = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12];

describeTable({
  file: 'rgaa.md',
  row: String.raw`\d+\.\d+`,
  expected: CRITERIA.flatMap((count, topic) =>
    Array.from({ length: count }, (_, index) => `${topic + 1}.${index + 1}`),
  ),
});
