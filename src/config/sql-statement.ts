import { type Reading, fault, ok } from './reading.ts';

const SQL_NAMES = ['login', 'number', 'id', 'hash', 'chosenAt'] as const;
/** What stands in a statement as `:login`. */
export type SqlName = (typeof SQL_NAMES)[number];

/** The two families tell strings, comments and operators apart in their own ways. */
export type SqlDialect = 'postgres' | 'mariadb';

/** A statement taken apart: texts around the names, one more than there are names. */
export interface SqlStatement {
  readonly texts: readonly string[];
  readonly names: readonly SqlName[];
}

type Token = 'string' | 'comment' | 'other' | 'name' | 'end' | 'open' | 'foreign';
type Grammar = readonly (readonly [Token, RegExp])[];

const NAME = /:(?<name>[\p{L}_][\p{L}\p{N}_]*)/uy;
/** Taken whole: what follows a letter starts no string and no name. */
const WORD = /[\p{L}_\p{N}][\p{L}\p{N}_$]*/uy;

/**
 * In the order in which they are tried.
 * @see https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 */
const POSTGRES: Grammar = [
  ['comment', /--[^\r\n]*/y],
  ['comment', /\/\*/y],
  ['string', /[eE]'(?:[^'\\]|''|\\[^])*'/y],
  ['string', /'(?:[^']|'')*'/y],
  ['string', /"(?:[^"]|"")*"/y],
  ['string', /\$(?<tag>(?:[\p{L}_][\p{L}\p{N}_]*)?)\$[^]*?\$\k<tag>\$/uy],
  ['other', WORD],
  ['other', /::|:=/y],
  ['name', NAME],
  ['foreign', /\$\d/y],
  ['end', /;/y],
  ['open', /['"]|\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy],
  ['other', /[^]/y],
];

/**
 * With the `sql_mode` that the connector sets: neither ANSI_QUOTES nor NO_BACKSLASH_ESCAPES.
 * @see https://mariadb.com/kb/en/string-literals/, https://mariadb.com/kb/en/comment-syntax/
 */
const MARIADB: Grammar = [
  ['comment', /--(?=\s|$)[^\r\n]*/y],
  ['comment', /#[^\r\n]*/y],
  ['comment', /\/\*[^]*?\*\//y],
  ['string', /'(?:[^'\\]|''|\\[^])*'/y],
  ['string', /"(?:[^"\\]|""|\\[^])*"/y],
  ['string', /`(?:[^`]|``)*`/y],
  ['other', WORD],
  ['other', /:=/y],
  ['name', NAME],
  ['foreign', /\?/y],
  ['end', /;/y],
  ['open', /['"`]|\/\*/y],
  ['other', /[^]/y],
];

const GRAMMARS: Readonly<Record<SqlDialect, Grammar>> = { postgres: POSTGRES, mariadb: MARIADB };
const KNOWN: readonly string[] = SQL_NAMES;

/** Takes one statement apart; what stands in strings, quoted identifiers and comments is left alone. Pure. */
export function readStatement(text: string, dialect: SqlDialect): Reading<SqlStatement> {
  const texts: string[] = [];
  const names: SqlName[] = [];
  let current = '';
  let over = false;
  for (let at = 0; at < text.length;) {
    const found = tokenAt(text, at, dialect);
    if (found.token === 'open') return fault('opens a string or a comment that is never closed');
    if (found.token === 'foreign') return fault('holds a positional parameter; write names such as :login');
    if (over && found.token !== 'comment' && found.text.trim() !== '') {
      return fault('holds more than one statement; write one');
    }
    at += found.text.length;
    if (found.token === 'end') over = true;
    else if (found.token === 'name') {
      if (!isKnown(found.name)) return fault(unknown(found.name));
      names.push(found.name);
      texts.push(current);
      current = '';
    } else current += found.text;
  }
  texts.push(current);
  const missing = missingOf(names);
  return missing === undefined ? ok({ texts, names }) : fault(missing);
}

interface Found {
  readonly token: Token;
  readonly text: string;
  readonly name: string;
}

function tokenAt(text: string, at: number, dialect: SqlDialect): Found {
  for (const [token, pattern] of GRAMMARS[dialect]) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) continue;
    if (match[0] === '/*' && dialect === 'postgres') return nestedComment(text, at);
    return { token, text: match[0], name: match.groups?.['name'] ?? '' };
  }
  return { token: 'open', text: '', name: '' };
}

/** PostgreSQL's comments nest. */
function nestedComment(text: string, at: number): Found {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = at;
  let depth = 0;
  for (let match = edge.exec(text); match !== null; match = edge.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return { token: 'comment', text: text.slice(at, edge.lastIndex), name: '' };
  }
  return { token: 'open', text: '', name: '' };
}

function isKnown(name: string): name is SqlName {
  return KNOWN.includes(name);
}

function unknown(name: string): string {
  const known = SQL_NAMES.map((one) => `:${one}`).join(', ');
  if (name === 'password') return `asks for the password in clear, which is not handed out; known are ${known}`;
  return `holds a name that is not known; known are ${known}`;
}

function missingOf(names: readonly SqlName[]): string | undefined {
  if (!names.includes('hash')) return 'does not set the password; write :hash where it goes';
  const chooses = (['login', 'number', 'id'] as const).some((name) => names.includes(name));
  return chooses ? undefined : 'does not say whose password it sets; write :login, :number or :id';
}

/** The statement as a driver wants it; `parameter` names the one at this place, counted from 1. */
export function writeStatement({ texts }: SqlStatement, parameter: (place: number) => string): string {
  return texts.map((text, place) => (place === 0 ? text : `${parameter(place)}${text}`)).join('');
}
