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
  readonly #plain: Encoded;
  readonly #made = new Map<Encoding, Encoded | Promise<Encoded>>();

  /** @param isPackedAlready compressing it again would gain nothing */
  constructor(content: Buffer, { isPackedAlready = false }: { readonly isPackedAlready?: boolean } = {}) {
    this.#plain = { encoding: 'identity', bytes: content };
    this.#made.set('identity', this.#plain);
    if (isPackedAlready) this.#made.set('br', this.#plain).set('gzip', this.#plain);
  }

  /** The best that a client takes. @param accepted its `Accept-Encoding` */
  for(accepted: string | undefined): Encoded | Promise<Encoded> {
    const encoding = encodingFor(accepted);
    return this.#made.get(encoding) ?? this.#make(encoding);
  }

  #make(encoding: Encoding): Encoded | Promise<Encoded> {
    if (encoding === 'identity') return this.#plain;
    const making = PACK[encoding](this.#plain.bytes).then((bytes): Encoded => {
      const made = { encoding, bytes };
      this.#made.set(encoding, made);
      return made;
    });
    this.#made.set(encoding, making);
    return making;
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
