import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { Memo } from '../platform/memo.ts';

export type Encoding = 'br' | 'gzip' | 'identity';

/** Content as it goes over the wire. */
export interface Encoded {
  readonly encoding: Encoding;
  readonly bytes: Buffer;
}

const PACK: Readonly<Record<Exclude<Encoding, 'identity'>, (content: Buffer) => Promise<Buffer>>> = {
  br: promisify(brotliCompress),
  gzip: promisify(gzip),
};

/**
 * Content that never changes and holds nothing secret, in every encoding it is worth having in. Each is made when it is
 * first asked for: the best compression takes long, and a start should not wait for it.
 */
export class Packed {
  readonly #content: Buffer | (() => Promise<Buffer>);
  readonly #made = new Map<Encoding, Encoded | Promise<Encoded>>();

  /**
   * @param content itself, or what makes it
   * @param isPackedAlready compressing it again would gain nothing
   */
  constructor(
    content: Buffer | (() => Promise<Buffer>),
    { isPackedAlready = false }: { readonly isPackedAlready?: boolean } = {},
  ) {
    this.#content = content;
    if (typeof content === 'function') return;
    const plain: Encoded = { encoding: 'identity', bytes: content };
    this.#made.set('identity', plain);
    if (isPackedAlready) this.#made.set('br', plain).set('gzip', plain);
  }

  /** The best that a client takes. @param accepted its `Accept-Encoding` */
  for(accepted: string | undefined): Encoded | Promise<Encoded> {
    const encoding = encodingFor(accepted);
    return this.#made.get(encoding) ?? this.#make(encoding);
  }

  #make(encoding: Encoding): Promise<Encoded> {
    const making = this.#encode(encoding).then((bytes): Encoded => {
      const made = { encoding, bytes };
      this.#made.set(encoding, made);
      return made;
    });
    this.#made.set(encoding, making);
    // What failed is tried again at the next wish.
    making.catch(() => this.#made.delete(encoding));
    return making;
  }

  async #encode(encoding: Encoding): Promise<Buffer> {
    if (encoding !== 'identity') return PACK[encoding]((await this.#plain()).bytes);
    return typeof this.#content === 'function' ? this.#content() : this.#content;
  }

  #plain(): Encoded | Promise<Encoded> {
    return this.#made.get('identity') ?? this.#make('identity');
  }
}

/** Browsers write few different headers. */
const encodings = new Memo<Encoding>(100);
const LONGEST_HEADER = 200;

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3 */
function encodingFor(accepted: string | undefined): Encoding {
  if (accepted === undefined || accepted.length > LONGEST_HEADER) return 'identity';
  return encodings.get(accepted, () => bestOf(accepted));
}

function bestOf(accepted: string): Encoding {
  const codings = accepted.toLowerCase().split(',');
  const takes = (wanted: string): boolean =>
    codings.some((each) => each.split(';', 1)[0]?.trim() === wanted && !/;\s*q=0(\.0*)?\s*$/.test(each));
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : 'identity';
}
