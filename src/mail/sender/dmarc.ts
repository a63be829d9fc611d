import type { CheckLine } from '../../systems/directory.ts';
import { type Dns, type TextAnswer, readTags, zoneLine } from './dns.ts';
import { notAsked } from './spf.ts';

const POLICIES = ['none', 'quarantine', 'reject'];
/** RFC 9989, 4.10: a long name is cut to its last seven labels after the first question. */
const MOST_LABELS = 7;

interface DmarcRecord {
  readonly domain: string;
  readonly text: string;
  readonly tags: ReadonlyMap<string, string>;
}

type Walk =
  | { readonly kind: 'walked'; readonly records: readonly DmarcRecord[] }
  | { readonly kind: 'unasked'; readonly name: string; readonly detail: string };

/** Every record on the way from a domain up to the root. @see https://www.rfc-editor.org/rfc/rfc9989#section-4.10 */
async function walkUp(dns: Dns, domain: string): Promise<Walk> {
  const asked = await Promise.all(
    wayUp(domain).map(async (each) => ({ domain: each, answer: await dns.text(`_dmarc.${each}`) })),
  );
  const silent = asked.find(({ answer }) => answer.kind === 'unasked');
  if (silent?.answer.kind === 'unasked') {
    return { kind: 'unasked', name: `_dmarc.${silent.domain}`, detail: silent.answer.detail };
  }
  return { kind: 'walked', records: asked.flatMap(({ domain: each, answer }) => recordIn(each, answer)) };
}

function wayUp(domain: string): readonly string[] {
  const labels = domain.split('.');
  const shorter = labels.slice(Math.max(1, labels.length - MOST_LABELS));
  return [domain, ...shorter.map((_, index) => shorter.slice(index).join('.'))];
}

/** Several records are as good as none. */
function recordIn(domain: string, answer: TextAnswer): readonly DmarcRecord[] {
  const texts = answer.kind === 'found' ? answer.records.filter((text) => /^v=DMARC1(?:\s*;|$)/.test(text)) : [];
  const [text] = texts;
  return text === undefined || texts.length > 1 ? [] : [{ domain, text, tags: readTags(text) }];
}

/** The domain that relaxed alignment compares. */
function organisationOf(domain: string, records: readonly DmarcRecord[]): string {
  const own = records.find(({ tags }) => tags.get('psd')?.toLowerCase() === 'n');
  if (own !== undefined) return own.domain;
  const suffix = records.find(({ domain: each, tags }) => tags.get('psd')?.toLowerCase() === 'y' && each !== domain);
  // One label below a public suffix.
  if (suffix !== undefined)
    return domain
      .split('.')
      .slice(-suffix.domain.split('.').length - 1)
      .join('.');
  return records.at(-1)?.domain ?? domain;
}

/** Whether receivers know what to do with mails that are not the sender's, and whether ours count as the sender's own. */
export async function checkDmarc(dns: Dns, from: string, signed: string | undefined): Promise<readonly CheckLine[]> {
  const walk = await walkUp(dns, from);
  if (walk.kind === 'unasked') return [notAsked('DMARC', walk.name, walk.detail)];
  const organisation = organisationOf(from, walk.records);
  const record = walk.records.find(({ domain }) => domain === from || domain === organisation);
  if (record === undefined) return [missing(from)];
  const policy = judgePolicy(record, from);
  if (signed === undefined) return [policy];
  const other = await walkUp(dns, signed);
  if (other.kind === 'unasked') return [policy, notAsked('DMARC', other.name, other.detail)];
  return [
    policy,
    judgeAlignment({ from, signed, record, organisations: [organisation, organisationOf(signed, other.records)] }),
  ];
}

function missing(from: string): CheckLine {
  const what = `DMARC: ${from} has no policy, so that large receivers distrust its mail, and anybody can send in its name`;
  const record = zoneLine(`_dmarc.${from}`, `v=DMARC1; p=none; rua=mailto:dmarc@${from}`);
  return {
    level: 'warning',
    what,
    mend: `Publish, with a mailbox that somebody reads, and raise p once reports are clean: ${record}`,
  };
}

/** An organisation may have another policy for what stands below it (RFC 9989, 4.7: `sp`). */
function judgePolicy({ domain, text, tags }: DmarcRecord, from: string): CheckLine {
  const below = domain === from ? undefined : tags.get('sp');
  const policy = (below ?? tags.get('p'))?.toLowerCase() ?? '';
  const name = `_dmarc.${domain}`;
  if (POLICIES.includes(policy)) return { level: 'ok', what: `DMARC: ${name} says ${policy}` };
  const whole = text.replace(/;?\s*p\s*=[^;]*/i, '').replace(/^v=DMARC1/, 'v=DMARC1; p=none');
  const what = `DMARC: ${name} has no policy that is one (p=)`;
  return { level: 'warning', what, mend: `Publish: ${zoneLine(name, whole)}` };
}

interface Alignment {
  readonly from: string;
  readonly signed: string;
  readonly record: DmarcRecord;
  readonly organisations: readonly [string, string];
}

function judgeAlignment({ from, signed, record, organisations: [ours, theirs] }: Alignment): CheckLine {
  const strict = record.tags.get('adkim')?.toLowerCase() === 's';
  if (strict ? signed === from : ours === theirs) {
    return { level: 'ok', what: `DMARC: signatures for ${signed} count for mails from ${from}` };
  }
  const how = strict ? 'by adkim=s the two must be the same' : 'the two belong to different organisations';
  const what = `DMARC: signatures for ${signed} do not count for mails from ${from}: ${how}`;
  const relaxed = zoneLine(`_dmarc.${record.domain}`, record.text.replace(/adkim\s*=\s*s/i, 'adkim=r'));
  const mend = `Make mail.dkim.domain ${from}${strict && ours === theirs ? `, or publish: ${relaxed}` : '.'}`;
  return { level: 'warning', what, mend };
}
