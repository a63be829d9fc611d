/** One term of an SPF record. */
export interface SpfTerm {
  /** `+`, `-`, `~` or `?`; of a modifier, `+`. */
  readonly qualifier: string;
  /** In small letters. */
  readonly name: string;
  /** What follows `:` or `=`, lengths of networks left out; undefined when nothing does. */
  readonly value: string | undefined;
  /** Lengths of networks, as written: `/24` and `//64`. */
  readonly lengths: { readonly ipv4: number | undefined; readonly ipv6: number | undefined };
  readonly isModifier: boolean;
}

/** The terms of a record, without its version. @see https://www.rfc-editor.org/rfc/rfc7208#section-12 */
export function readTerms(record: string): readonly SpfTerm[] {
  return record.split(' ').slice(1).filter(Boolean).map(readTerm);
}

function readTerm(text: string): SpfTerm {
  const parts = /^([+?~-]?)([a-z][\w.-]*)(?:([:=])(.*?))?(?:\/(\d{1,3}))?(?:\/\/(\d{1,3}))?$/is.exec(text) ?? [];
  const [, qualifier = '', name = text, separator, value, ipv4, ipv6] = parts;
  const number = (digits: string | undefined): number | undefined =>
    digits === undefined ? undefined : Number(digits);
  return {
    qualifier: qualifier === '' ? '+' : qualifier,
    name: name.toLowerCase(),
    value,
    lengths: { ipv4: number(ipv4), ipv6: number(ipv6) },
    isModifier: separator === '=',
  };
}

/** Which of the text records of a name are SPF records (RFC 7208, 4.5). */
export function spfRecordsIn(records: readonly string[]): readonly string[] {
  return records.filter((text) => /^v=spf1(?: |$)/i.test(text));
}
