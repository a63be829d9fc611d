import type { Secret } from '../platform/secret.ts';

/** The longest detail that is kept, in characters; operators read it in a list. */
const LONGEST = 300;
const REMOVED = '[password]';

/** An application's own words as they may be kept: short, and without the password in any of the forms that answers repeat it in. */
export function fitDetail(detail: string, password: Secret | undefined): string {
  const forms = password === undefined ? [] : formsOf(password.reveal());
  // Before it is cut, so that no part of the password is left at its end.
  const without = forms.reduce((text, form) => text.replaceAll(form, REMOVED), detail);
  return without.length <= LONGEST ? without : `${without.slice(0, LONGEST - 1).toWellFormed()}…`;
}

/** As it is, in JSON, in URLs and forms, and in base64. */
function formsOf(password: string): readonly string[] {
  if (password === '') return [];
  const encoded = encodeURIComponent(password.toWellFormed());
  return [
    password,
    JSON.stringify(password).slice(1, -1),
    encoded,
    encoded.replaceAll('%20', '+'),
    Buffer.from(password, 'utf8').toString('base64'),
  ];
}
