/** Text that is safe to put into a page as it stands. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** What an `html` template takes: text is escaped, `Html` is not, `undefined`, `null` and `false` print nothing. */
export type Piece = string | number | Html | false | null | undefined | readonly Piece[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for element content and for quoted attribute values (HTML Standard, 13.3). */
function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character) : text;
}

function print(piece: Piece): string {
  if (piece === undefined || piece === null || piece === false) return '';
  if (typeof piece === 'string') return escapeHtml(piece);
  if (piece instanceof Html) return piece.toString();
  if (Array.isArray(piece)) return (piece as readonly Piece[]).map(print).join('');
  return escapeHtml(String(piece));
}

/** Builds markup; every inserted text is escaped unless it is `Html` already. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  let markup = parts[0] ?? '';
  for (let index = 0; index < pieces.length; index += 1) {
    markup += print(pieces[index]) + (parts[index + 1] ?? '');
  }
  return new Html(markup);
}

/** Marks markup written by ourselves (an icon, a stylesheet link) as safe. Never call it with anything a person typed. */
export function trusted(markup: string): Html {
  return new Html(markup);
}
