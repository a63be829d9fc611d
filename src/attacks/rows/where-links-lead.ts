import { linksIn } from '../mail.ts';
import { type Field, sendRaw, usualFields } from '../raw.ts';
import type { Note, Row } from '../row.ts';
import type { Scene } from '../scene.ts';
import { FORM, countMails, pathOf, waitForMail } from '../walk.ts';

const EVIL = 'evil.example';

/** Asks for A's link with these fields and this request line; every link that comes must start with the published address. */
async function poison(
  scene: Scene,
  note: Note,
  {
    what,
    fields,
    target = pathOf(scene),
  }: { readonly what: string; readonly fields: readonly Field[]; readonly target?: string },
): Promise<void> {
  const count = await countMails(scene);
  const body = `email=${encodeURIComponent(scene.a.address)}`;
  const own: readonly Field[] = [
    ['Content-Type', FORM['content-type']],
    ['Content-Length', String(body.length)],
  ];
  const { status } = await sendRaw(scene.origin, { method: 'POST', target, fields: [...fields, ...own], body });
  if (status !== 200) {
    note(`${what}: refused with ${status}`, status >= 400 && status < 500);
    return;
  }
  const links = linksIn(await waitForMail(scene, scene.a.address, count));
  note(
    `${what}: a link leads to ${links.join(' ')}`,
    links.length > 0 && links.every((link) => link.startsWith(scene.url.href)),
  );
}

export const HOST_POISONING: Row = {
  number: 1,
  title: 'the link leads where a Host header says',
  knownFrom: 'CVE-2017-12161, CVE-2025-64101, GHSA-93m4-mfpg-c3xf, GHSA-pfrf-9r5f-73f5, CVE-2025-43930',
  async attack(scene, note) {
    const usual = usualFields(scene.origin);
    const [, ...withoutHost] = usual;
    await poison(scene, note, { what: 'Host', fields: [['Host', EVIL], ...withoutHost] });
    await poison(scene, note, { what: 'two Hosts', fields: [...usual, ['Host', EVIL]] });
    for (const name of ['X-Forwarded-Host', 'Forwarded', 'X-Host', 'X-Original-URL', 'X-Rewrite-URL']) {
      const value = name === 'Forwarded' ? `host=${EVIL}` : name.endsWith('URL') ? `https://${EVIL}/` : EVIL;
      await poison(scene, note, { what: name, fields: [...usual, [name, value]] });
    }
    await poison(scene, note, {
      what: 'a whole URL in the request line',
      fields: usual,
      target: `http://${EVIL}${pathOf(scene)}`,
    });
  },
};

export const SCHEME_DOWNGRADE: Row = {
  number: 2,
  title: 'the link is downgraded to plain HTTP',
  knownFrom: 'reports',
  async attack(scene, note) {
    for (const field of [
      ['X-Forwarded-Proto', 'http'],
      ['X-Forwarded-Scheme', 'http'],
      ['Forwarded', 'proto=http'],
      ['X-Forwarded-Port', '80'],
    ] as const)
      await poison(scene, note, { what: field.join(': '), fields: [...usualFields(scene.origin), field] });
  },
};
