import { redact } from '../platform/redact.ts';
import type { Secret } from '../platform/secret.ts';

/** The same outcome, without the password in what it tells operators: a server may repeat what it was given. */
export function withoutPassword<T extends { readonly kind: string }>(outcome: T, password: Secret): T {
  if (!('detail' in outcome) || typeof outcome.detail !== 'string') return outcome;
  return { ...outcome, detail: redact(outcome.detail, password.reveal()) };
}
