/** What people know an account by. */
export interface AccountName {
  /** A login, where the account has no number: staff, guests. */
  readonly kind: 'number' | 'login';
  readonly text: string;
}

/** The name of an account as the directory knows it; `number` is empty where it has none. */
export function accountNameOf({ number, login }: { readonly number: string; readonly login: string }): AccountName {
  return number === '' ? { kind: 'login', text: login } : { kind: 'number', text: number };
}
