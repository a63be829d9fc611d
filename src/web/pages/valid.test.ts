import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type DefaultTreeAdapterTypes, type ParserError, parse } from 'parse5';
import { samplePages, sampleVisit } from '../../../tests/support/sample-pages.ts';
import { LANGUAGES } from '../../platform/language.ts';

type Node = DefaultTreeAdapterTypes.Node;

const VOID = ['meta', 'link', 'input', 'img', 'br', 'circle', 'path', 'rect'];

/**
 * What a parser that follows the standard has to put right, and what it closes by itself.
 * @see https://html.spec.whatwg.org/multipage/parsing.html#parse-errors
 */
function mistakesIn(markup: string): readonly string[] {
  const mistakes: string[] = [];
  const onParseError = ({ code, startLine }: ParserError): unknown => mistakes.push(`${code}, line ${startLine}`);
  const document = parse(markup, { onParseError, sourceCodeLocationInfo: true });
  return [...mistakes, ...unclosedIn(document)];
}

function unclosedIn(node: Node): readonly string[] {
  const inside = 'childNodes' in node ? node.childNodes.flatMap(unclosedIn) : [];
  if (!('tagName' in node) || VOID.includes(node.tagName) || node.sourceCodeLocation?.endTag) return inside;
  return [`${node.tagName} is never closed`, ...inside];
}

describe('the markup of every page in every state', () => {
  for (const language of LANGUAGES) {
    for (const { name, page } of samplePages(sampleVisit(language))) {
      test(`${language}/${name} leaves nothing for a parser to put right, and no identifier is there twice`, () => {
        const markup = String(page);
        assert.deepEqual(mistakesIn(markup), []);
        const ids = [...markup.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
        assert.equal(new Set(ids).size, ids.length, ids.join());
        for (const [, wanted = ''] of markup.matchAll(
          /\s(?:for|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"/g,
        )) {
          for (const id of wanted.split(' ')) assert.ok(ids.includes(id), `nothing has the identifier ${id}`);
        }
      });
    }
  }

  test('a mistake would be found', () => {
    const [sample] = samplePages(sampleVisit('fr'));
    const markup = String(sample?.page);
    assert.notDeepEqual(mistakesIn(markup.replace('<main', '<main id="a" id="b"')), []);
    assert.notDeepEqual(mistakesIn(markup.replace('</main>', '')), []);
    assert.notDeepEqual(mistakesIn(markup.replace('<h1>', '<p><h1>')), []);
  });
});
