import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');

/** Inline links and pictures (`[text](target)`, `![text](target "title")`) and reference definitions (`[name]: target`). */
const LINK = /\]\(\s*<?([^()\s<>]+)>?(?:\s+"[^"]*")?\s*\)|^\[[^\]]+\]:\s+<?(\S+?)>?\s*$/gm;
const ELSEWHERE = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i;
/** Fenced blocks and code spans show text; they link to nothing. */
const CODE = /^(```|~~~)[^]*?^\1|`[^`\n]*`/gm;

function linksOf(markdown: string): readonly string[] {
  const targets = Array.from(
    markdown.replace(CODE, '').matchAll(LINK),
    ([, inline, definition]) => inline ?? definition,
  );
  return targets.filter((target) => target !== undefined).filter((target) => !ELSEWHERE.test(target));
}

/** A heading's address, as the usual hosts of repositories build it. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(markdown: string): ReadonlySet<string> {
  const text = markdown.replace(/^(```|~~~)[^]*?^\1/gm, '');
  return new Set(Array.from(text.matchAll(/^#{1,6}\s+(.+)$/gm), ([, heading]) => anchorOf(heading ?? '')));
}

/** What is wrong with a link of `file`; undefined when it leads somewhere. */
function faultOf(file: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#', 2);
  const target = path === '' ? join(root, file) : join(root, dirname(file), decodeURIComponent(path));
  if (relative(root, target).startsWith(`..${sep}`)) return `${file}: ${link} leads out of the repository`;
  if (!existsSync(target)) return `${file}: ${link} leads to nothing`;
  if (anchor === undefined || !target.endsWith('.md')) return undefined;
  return anchorsOf(readFileSync(target, 'utf8')).has(anchor) ? undefined : `${file}: ${link} names no heading there`;
}

test('every relative link and picture of every document leads to a file, and to a heading where it names one', () => {
  const files = globSync('**/*.md', { cwd: root, exclude: (path) => path.split(sep).includes('node_modules') });
  const links = files.flatMap((file) =>
    linksOf(readFileSync(join(root, file), 'utf8')).map((link) => [file, link] as const),
  );
  assert.ok(links.length > 10, 'links are really found');
  assert.deepEqual(
    links.map(([file, link]) => faultOf(file, link)).filter((fault) => fault !== undefined),
    [],
  );
});

test('links in code are no links, and links elsewhere are left alone', () => {
  const text =
    '`[a](b.md)` [c](d.md) ![e](f.png "g") <https://h.example/> [i](https://j.example/)\n\n```\n[k](l.md)\n```\n';
  assert.deepEqual(linksOf(text), ['d.md', 'f.png']);
});

test('a link to a missing file or heading is a fault', () => {
  assert.match(faultOf('README.md', 'docs/nowhere.md') ?? '', /leads to nothing/);
  assert.match(faultOf('README.md', '../elsewhere.md') ?? '', /leads out of the repository/);
  assert.match(faultOf('docs/glossary.md', '#no-such-heading') ?? '', /names no heading/);
  assert.equal(faultOf('CONTRIBUTING.md', 'docs/glossary.md#glossary'), undefined);
});
