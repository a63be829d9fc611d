import { BerReader } from 'ldapts';

const CUT = 'the answer is no message of LDAP: an element of it is cut';

interface Reads {
  readonly readString: (this: BerReader, tag?: number, asBuffer?: boolean) => unknown;
  readonly readSequence: (this: BerReader, expected?: number) => number | null;
}

/** As the library has them; its overloads are one function. */
const reads = BerReader.prototype as unknown as Reads;
const { readSequence, readString } = reads;

/**
 * ldapts reads lists until their announced end, and what is cut as null, over and over: an answer of nine bytes would hold
 * the process for ever, or fill its memory. Here what is cut is an error, which ends the connection as any other that
 * ldapts finds in an answer. Only the beginning of a message may be incomplete, while the rest of it is on its way.
 * @see https://www.rfc-editor.org/rfc/rfc4511#section-5.1
 */
export function refuseCutElements(): void {
  const refusing: Reads = {
    readString(tag, asBuffer) {
      const value = readString.call(this, tag, asBuffer);
      if (value === null) throw new Error(CUT);
      return value;
    },
    readSequence(expected) {
      const isNested = this.offset > 0;
      const tag = readSequence.call(this, expected);
      const isCut = tag === null ? this.peek() !== null : this.length > this.remain;
      if (isNested && isCut) throw new Error(CUT);
      return tag;
    },
  };
  Object.assign(BerReader.prototype, refusing);
}
