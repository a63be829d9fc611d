import type { Settings } from '../../config/settings.ts';
import { WHITE, contrastOf } from '../../platform/colours.ts';
import type { CheckLine } from '../../systems/directory.ts';

/** What the pages say and look like, as far as settings decide it. */
export function checkPages({
  institution: { colours, accessibility },
}: Pick<Settings, 'institution'>): readonly CheckLine[] {
  const contrast = (colour: keyof typeof colours): string =>
    (Math.floor(contrastOf(colours[colour], WHITE) * 10) / 10).toFixed(1);
  const what = `white text has a contrast of ${contrast('band')} to 1 on the band and of ${contrast('accent')} on buttons; 4.5 is needed`;
  return [{ level: 'ok', what }, checkStatement(accessibility)];
}

/** @see https://accessibilite.numerique.gouv.fr/obligations/declaration-accessibilite/ */
function checkStatement({ status, established }: Settings['institution']['accessibility']): CheckLine {
  const told = { none: 'does not conform', partial: 'conforms in part', full: 'conforms' }[status];
  const what = `the accessibility statement says that the service ${told}`;
  if (established !== undefined) return { level: 'ok', what: `${what}, as of ${established}` };
  const mend = 'write institution.accessibility.established: 2026-03-01, the day on which you drew it up';
  return { level: 'warning', what: `${what}, and tells no date, which French law asks for`, mend };
}
