/**
 * `20261006081500Z`, `20261006081500.123456Z` or `202610060815Z`, as servers write times, in milliseconds since the epoch;
 * undefined for anything else.
 * @see https://www.rfc-editor.org/rfc/rfc4517#section-3.3.13
 */
export function readGeneralizedTime(text: string | undefined): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:[.,]\d+)?Z$/.exec(text ?? '');
  if (parts === null) return undefined;
  const [year = 0, month = 0, day, hours, minutes, seconds] = parts
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return Date.UTC(year, month - 1, day, hours, minutes, seconds);
}
