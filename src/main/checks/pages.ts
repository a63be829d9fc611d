import { readFile } from 'node:fs/promises';
import type { Settings } from '../../config/settings.ts';
import { WHITE, tellContrast } from '../../platform/colours.ts';
import type { CheckLine } from '../../systems/directory.ts';
import { isPicture } from '../../web/logo.ts';

/** A page has 30 kB in all, the logo included; without it the largest has some 20. */
const LOGO_BYTES = 10_000;

/** What the pages say and look like, as far as settings decide it. */
export async function checkPages(settings: Pick<Settings, 'institution' | 'logo'>): Promise<readonly CheckLine[]> {
  const { colours, accessibility } = settings.institution;
  const contrast = (colour: keyof typeof colours): string => tellContrast(colours[colour], WHITE);
  const what = `white text has a contrast of ${contrast('band')} to 1 on the band and of ${contrast('accent')} on buttons; 4.5 is needed`;
  return [{ level: 'ok', what }, ...(await checkLogo(settings.logo)), checkStatement(accessibility)];
}

async function checkLogo(file: string | undefined): Promise<readonly CheckLine[]> {
  if (file === undefined) return [];
  const logo = await readFile(file);
  if (!isPicture(logo)) {
    const mend = 'write the name of an SVG or a PNG file at institution.logo';
    return [{ level: 'failure', what: `${file} holds no picture that browsers show`, mend }];
  }
  const what = `the logo has ${Math.ceil(logo.length / 1000)} kB`;
  if (logo.length <= LOGO_BYTES) return [{ level: 'ok', what }];
  const mend = `make it smaller than ${LOGO_BYTES / 1000} kB, an SVG without pictures inside or a PNG of 300 pixels, for phones on slow lines`;
  return [{ level: 'warning', what, mend }];
}

/** @see https://accessibilite.numerique.gouv.fr/obligations/declaration-accessibilite/ */
function checkStatement({ status, established }: Settings['institution']['accessibility']): CheckLine {
  const told = { none: 'does not conform', partial: 'conforms in part', full: 'conforms' }[status];
  const what = `the accessibility statement says that the service ${told}`;
  if (established !== undefined) return { level: 'ok', what: `${what}, as of ${established}` };
  const mend = 'write institution.accessibility.established: 2026-03-01, the day on which you drew it up';
  return { level: 'warning', what: `${what}, and tells no date, which French law asks for`, mend };
}
