/**
 * A text without a password in any of the forms in which answers repeat it: as it is, in JSON, in URLs and forms, in
 * base64. To be done before the text is cut, so that no part of the password is left at its end. Pure.
 */
export function redact(text: string, password: string): string {
  return formsOf(password).reduce((rest, form) => rest.replaceAll(form, '[redacted]'), text);
}

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
