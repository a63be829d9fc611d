import { createHash } from 'node:crypto';
import type { Row } from '../row.ts';
import { choose, freshPassword, obtainLink, openLink } from '../walk.ts';

/** How many links are looked at together. */
const COLLECTED = 24;

export const PREDICTABLE_TOKENS: Row = {
  number: 21,
  title: 'a token can be foretold',
  knownFrom: 'CVE-2021-29023',
  isHeavy: true,
  async attack(scene, note) {
    const tokens: string[] = [];
    for (let count = 0; count < COLLECTED; count += 1) {
      tokens.push((await obtainLink(scene, count % 2 === 0 ? scene.a : scene.b)).token);
    }
    const bytes = tokens.map((token) => Buffer.from(token, 'base64url'));
    note(
      'a token has fewer than 256 bits',
      bytes.every(({ length }) => length >= 32),
    );
    note('a token comes twice', new Set(tokens).size === COLLECTED);
    for (let at = 0; at < 32; at += 1) {
      const values = new Set(bytes.map((token) => token[at]));
      note(`byte ${at} takes ${values.size} values in ${COLLECTED} tokens`, values.size > COLLECTED / 2);
    }
    const derived = tokens.filter((token) => isDerived(token, [scene.a.address, scene.b.address]));
    note('a token is made of the address', derived.length === 0);
  },
};

function isDerived(token: string, known: readonly string[]): boolean {
  const digests = known.flatMap((text) =>
    ['md5', 'sha1', 'sha256'].map((name) => createHash(name).update(text).digest('base64url')),
  );
  return digests.some((digest) => token.startsWith(digest.slice(0, 12)));
}

/** In how many ways something may stand somewhere. */
function writings(secret: string): readonly Buffer[] {
  const bytes = Buffer.from(secret);
  const raw = Buffer.from(secret, 'base64url');
  return [
    bytes,
    Buffer.from(secret, 'utf16le'),
    ...[bytes, raw].flatMap((each) => [
      Buffer.from(each.toString('hex')),
      Buffer.from(each.toString('base64').replaceAll('=', '')),
    ]),
    raw,
  ];
}

export const CLEAR_TOKENS: Row = {
  number: 23,
  title: 'a live token, or a password, lies readable in what is stored',
  knownFrom: 'reports',
  needs: ['readAll'],
  async attack(scene, note) {
    const link = await obtainLink(scene, scene.a);
    await openLink(scene, link);
    await searchFor(scene, note, ['the token', link.token]);
    await searchFor(scene, note, ['the address', scene.a.address]);
  },
};

export const SECRETS_IN_LOGS: Row = {
  number: 24,
  title: 'a token, or a password, is logged',
  knownFrom: 'reports',
  needs: ['readAll'],
  async attack(scene, note) {
    const link = await obtainLink(scene, scene.b);
    const visit = await openLink(scene, link);
    const weak = `Court-${scene.url.port}`;
    await choose(visit, { password: weak.slice(0, 7) });
    const password = freshPassword(scene);
    await choose(visit, { password });
    await openLink(scene, { path: `${link.path}?token=${link.token}&password=${password}` });
    await searchFor(scene, note, ['the password', password]);
    await searchFor(scene, note, ['the token', link.token]);
  },
};

async function searchFor(
  scene: Parameters<Row['attack']>[0],
  note: Parameters<Row['attack']>[1],
  [what, secret]: readonly [string, string],
): Promise<void> {
  const written = (await scene.powers.readAll?.()) ?? [];
  note(
    'nothing at all was read',
    written.some(({ length }) => length > 0),
  );
  for (const writing of writings(secret)) {
    note(`${what} lies there`, !written.some((each) => each.includes(writing)));
  }
}
