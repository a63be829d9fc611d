/** Who runs this Jeton, as pages and mails name it. */
export interface Institution {
  readonly name: string;
  /** Where people in difficulty write to. */
  readonly support: { readonly email: string };
  /** Data protection (GDPR art. 13): whom to ask, and the full notice when it stands elsewhere. */
  readonly privacy: { readonly contact: string; readonly notice: string | undefined };
  /** IANA name; clock times on pages and in mails are given in it. */
  readonly timeZone: string;
}
