/** How a connection to an LDAP server is protected. */
export interface LdapTls {
  /**
   * `ldaps`: every URL is ldaps://. `starttls`: ldap://, upgraded or given up. `none`: plain, because the settings say
   * so in as many words.
   */
  readonly mode: 'ldaps' | 'starttls' | 'none';
  /** PEM text of the authority, when it is not a public one. */
  readonly ca: string | undefined;
}
