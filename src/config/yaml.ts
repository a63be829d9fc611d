import {
  type Document,
  type ErrorCode,
  LineCounter,
  type Node,
  type YAMLError,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  visit,
} from 'yaml';
import { type Reading, fault, ok } from './reading.ts';

/** Something wrong in the settings file. */
export interface SettingsFault {
  /** `mail.smtp.port`; empty for the file as a whole. */
  readonly path: string;
  readonly line: number | undefined;
  /** What is wrong, and the mend. */
  readonly fault: string;
}

export type Path = readonly PropertyKey[];

/** A settings file as data, and where in it things stand. */
export interface ParsedYaml {
  readonly content: unknown;
  /** Of the writing itself; what is left is worth judging nevertheless. */
  readonly faults: readonly SettingsFault[];
  /** The line of what stands at a path, or else of the nearest thing around it. */
  readonly lineOf: (path: Path) => number | undefined;
}

/** The library's own words would repeat what stands in the file, which may be a secret in the wrong place. */
const FAULTS: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias has a tag or an anchor of its own; take that out',
  BAD_ALIAS: 'an alias leads nowhere; text that starts with * needs quotes',
  BAD_COLLECTION_TYPE: 'a tag does not fit what it stands before; take the tag out',
  BAD_DIRECTIVE: 'a line that starts with % is no YAML directive; take it out, or put the text in quotes',
  BAD_DQ_ESCAPE: 'double quotes hold a backslash that means nothing; use single quotes, or write \\\\',
  BAD_INDENT:
    'the indentation does not fit, or a brace or bracket before it is not closed; write settings of one level under each other; text with # after a space, such as a colour, needs quotes',
  BAD_PROP_ORDER: 'a tag or an anchor stands in the wrong place; take it out',
  BAD_SCALAR_START: 'text starts with a character that YAML keeps for itself; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'there is one colon too many in the line; put text that holds a colon in quotes',
  BLOCK_IN_FLOW: 'braces or brackets hold an indented block; write it with braces and commas',
  DUPLICATE_KEY: 'this setting was written before at the same level; keep one of them',
  IMPOSSIBLE: 'this is no YAML',
  KEY_OVER_1024_CHARS: 'a name is too long',
  MISSING_CHAR:
    'a character is missing, such as a closing quote, brace or bracket, a comma, or the space after a colon',
  MULTILINE_IMPLICIT_KEY: 'a line has no colon, or the text before it runs over several lines; write `name: value`',
  MULTIPLE_ANCHORS: 'there are two anchors in one place; keep one',
  MULTIPLE_DOCS: 'the file holds several documents; take the line --- out',
  MULTIPLE_TAGS: 'there are two tags in one place; keep one',
  NON_STRING_KEY: 'the name of a setting is no text',
  RESOURCE_EXHAUSTION: 'aliases repeat too much; write the values out',
  TAB_AS_INDENT: 'there is a tab in the indentation; use spaces',
  TAG_RESOLVE_FAILED: 'a tag that starts with ! is not understood; take it out, or put the text in quotes',
  UNEXPECTED_TOKEN: 'something stands where it cannot; look for a stray quote, brace, bracket or colon',
};

/** With these, what was meant is still plain, and the settings can be judged in the same run. */
const HARMLESS: readonly ErrorCode[] = ['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED'];
/** Nothing in the settings needs aliases; a few are harmless, many are an attack on memory. */
const MOST_ALIASES = 50;

/** YAML 1.2 to data. (With `logLevel: 'silent'` the library would ignore all documents but the first.) Never throws, and never repeats what stands in the file. */
export function parseYaml(text: string): ParsedYaml {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error',
  });
  const found = [...document.errors, ...document.warnings, ...unresolvedAliases(document)];
  const faults = found.map(({ code, pos: [start] }): SettingsFault => {
    return { path: '', line: counter.linePos(start).line, fault: FAULTS[code] };
  });
  const reading = found.every(({ code }) => HARMLESS.includes(code)) ? toData(document) : ok(undefined);
  const own = reading.kind === 'fault' ? [{ path: '', line: undefined, fault: reading.fault }] : [];
  return {
    content: reading.kind === 'ok' ? reading.value : undefined,
    faults: [...faults, ...own],
    lineOf: (path) => lineOf(document, { counter, path }),
  };
}

/** What the library would throw one by one, and only when the data is asked for. */
function unresolvedAliases(document: Document): readonly Pick<YAMLError, 'code' | 'pos'>[] {
  const found: Pick<YAMLError, 'code' | 'pos'>[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      const start = offsetOf(alias) ?? 0;
      if (alias.resolve(document) === undefined) found.push({ code: 'BAD_ALIAS', pos: [start, start] });
    },
  });
  return found;
}

function toData(document: Document): Reading<unknown> {
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    return fault('the file is empty; start from jeton.example.yaml');
  }
  if (!isMap(document.contents)) return fault('the file is no mapping; write one `name: value` a line');
  try {
    return ok(document.toJS({ maxAliasCount: MOST_ALIASES }));
  } catch {
    return fault(FAULTS.RESOURCE_EXHAUSTION);
  }
}

function lineOf(document: Document, { counter, path }: { counter: LineCounter; path: Path }): number | undefined {
  let offset: number | undefined;
  let node: unknown = document.contents;
  for (const step of path) {
    const next = stepInto(isNode(node) && isAlias(node) ? node.resolve(document) : node, step);
    if (next === undefined) break;
    offset = next.offset ?? offset;
    node = next.node;
  }
  return offset === undefined ? undefined : counter.linePos(offset).line;
}

function stepInto(node: unknown, step: PropertyKey): { node: unknown; offset: number | undefined } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
    return pair === undefined ? undefined : { node: pair.value, offset: offsetOf(pair.key) };
  }
  if (!isSeq(node) || typeof step !== 'number') return undefined;
  const item: unknown = node.items[step];
  return item === undefined ? undefined : { node: item, offset: offsetOf(item) };
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? (node satisfies Node).range?.[0] : undefined;
}
