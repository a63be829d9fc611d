import { judgeConformity } from '../src/policy/deviations.ts';
import { PROFILE_NAMES, buildPolicy } from '../src/policy/profiles.ts';

const BLOCK = /(?<=<!-- conformity -->\n)[^]*?(?=<!-- \/conformity -->)/;

/** The table of which profile meets which demand of the standards, in the place that a document keeps for it. */
export function withConformity(markdown: string): string {
  if (!BLOCK.test(markdown)) throw new Error('the document has no place for the table of profiles');
  return markdown.replace(BLOCK, `<!-- prettier-ignore-start -->\n\n${table()}\n\n<!-- prettier-ignore-end -->\n`);
}

function table(): string {
  const profiles = PROFILE_NAMES.map((profile) => judgeConformity(buildPolicy({ profile })));
  const rows = (profiles[0] ?? []).map(({ id, demand }) => {
    const verdicts = profiles.map((demands) => (demands.find((one) => one.id === id)?.met === true ? 'met' : '–'));
    return `| ${[id, demand, ...verdicts].join(' | ')} |`;
  });
  const head = ['demand', 'asks for', ...PROFILE_NAMES.map((name) => `\`${name}\``)];
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows].join('\n');
}
