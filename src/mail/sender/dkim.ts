import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { Secret } from '../../platform/secret.ts';
import type { CheckLine } from '../../systems/directory.ts';
import { type Dns, readTags, zoneLine } from './dns.ts';
import { notAsked } from './spf.ts';

export interface Dkim {
  readonly domain: string;
  readonly selector: string;
  /** RSA private key, PEM. */
  readonly key: Secret;
}

/** Whether the key in the DNS is the one that signs. @see https://www.rfc-editor.org/rfc/rfc6376#section-3.6.1 */
export async function checkDkim(dns: Dns, { domain, selector, key }: Dkim): Promise<CheckLine> {
  const name = `${selector}._domainkey.${domain}`;
  const ours = publicKeyOf(key);
  const publish = `Publish: ${zoneLine(name, `v=DKIM1; k=rsa; p=${ours}`)}`;
  const answer = await dns.text(name);
  if (answer.kind === 'unasked') return notAsked('DKIM', name, answer.detail);
  const records = answer.kind === 'found' ? answer.records.filter((text) => readTags(text).has('p')) : [];
  const [record, ...more] = records;
  if (record === undefined) return failure(`${name} has no key, so that no signature counts`, publish);
  if (more.length > 0) return failure(`${name} has several keys, and receivers take any of them`, publish);
  const fault = faultOf(readTags(record), ours);
  if (fault !== undefined) return failure(`${name} ${fault}`, publish);
  if (readTags(record).get('t')?.split(':').includes('y') === true) {
    const what = `DKIM: ${name} says that it is a trial (t=y), so that signatures need not count`;
    return { level: 'warning', what, mend: publish };
  }
  return { level: 'ok', what: `DKIM: ${name} has the key that signs` };
}

function failure(what: string, mend: string): CheckLine {
  return { level: 'failure', what: `DKIM: ${what}`, mend };
}

function faultOf(tags: ReadonlyMap<string, string>, ours: string): string | undefined {
  const [version = 'DKIM1', type = 'rsa', key = ''] = ['v', 'k', 'p'].map((tag) => tags.get(tag));
  if (version !== 'DKIM1') return 'is no DKIM record: its version is another';
  if (key === '') return 'was revoked: its key is empty';
  if (type !== 'rsa') return 'has a key of another kind than RSA, which signs';
  if (normalize(key) !== ours) return 'has another key than the one in mail.dkim.key, so that every signature is wrong';
  const hashes = tags
    .get('h')
    ?.split(':')
    .map((hash) => hash.trim()) ?? ['sha256'];
  if (!hashes.includes('sha256')) return 'does not take SHA-256 (h=), which signs';
  const services = tags
    .get('s')
    ?.split(':')
    .map((service) => service.trim()) ?? ['*'];
  return services.some((service) => service === '*' || service === 'email') ? undefined : 'is not for mail (s=)';
}

function publicKeyOf(key: Secret): string {
  const spki = createPublicKey(createPrivateKey(key.reveal())).export({ type: 'spki', format: 'der' });
  return spki.toString('base64');
}

/** RFC 6376 speaks of `RSAPublicKey`, and everybody publishes `SubjectPublicKeyInfo` (errata 3017): both are the key. */
function normalize(published: string): string | undefined {
  const der = Buffer.from(published.replaceAll(/\s/g, ''), 'base64');
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      const key = createPublicKey({ key: der, format: 'der', type });
      return key.export({ type: 'spki', format: 'der' }).toString('base64');
    } catch {
      // The other form, or none.
    }
  }
  return undefined;
}
