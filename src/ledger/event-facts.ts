import type { EventKind } from './events.ts';

export type Outcome = 'success' | 'failure' | 'refused' | 'information';

/** What every entry of a kind has in common. */
export interface EventFacts {
  readonly outcome: Outcome;
  /** Who does it, unless the entry names somebody. */
  readonly actor: 'person' | 'service' | 'operator';
  /** The name for it in the OWASP Logging Vocabulary, where that has one. */
  readonly owasp?: string;
}

export const EVENT_FACTS: Readonly<Record<EventKind, EventFacts>> = {
  'request.sent': { outcome: 'success', actor: 'person', owasp: 'authn_token_created' },
  'request.unknown': { outcome: 'failure', actor: 'person' },
  'request.over-budget': { outcome: 'refused', actor: 'person', owasp: 'excess_rate_limit_exceeded' },
  'request.throttled': { outcome: 'refused', actor: 'person', owasp: 'excess_rate_limit_exceeded' },
  'request.neutral': { outcome: 'refused', actor: 'person', owasp: 'excess_rate_limit_exceeded' },
  'request.mails-exhausted': { outcome: 'refused', actor: 'service', owasp: 'excess_rate_limit_exceeded' },
  'request.unknown-burst': { outcome: 'refused', actor: 'service', owasp: 'excess_rate_limit_exceeded' },
  'request.forged': { outcome: 'refused', actor: 'person', owasp: 'malicious_csrf' },
  'request.malformed': { outcome: 'refused', actor: 'person', owasp: 'input_validation_fail' },
  'link.opened': { outcome: 'success', actor: 'person' },
  'link.unknown': { outcome: 'refused', actor: 'person', owasp: 'authn_token_reuse' },
  'link.reused': { outcome: 'refused', actor: 'person', owasp: 'authn_token_reuse' },
  'link.superseded': { outcome: 'information', actor: 'person', owasp: 'authn_token_revoked' },
  'link.revoked': { outcome: 'success', actor: 'person', owasp: 'authn_token_revoked' },
  'link.stale': { outcome: 'refused', actor: 'person', owasp: 'authn_token_reuse' },
  'code.entered': { outcome: 'success', actor: 'person' },
  'code.refused': { outcome: 'failure', actor: 'person', owasp: 'authn_login_fail' },
  'code.throttled': { outcome: 'refused', actor: 'person', owasp: 'excess_rate_limit_exceeded' },
  'password.accepted': { outcome: 'success', actor: 'person', owasp: 'authn_password_change' },
  'password.falls-short': { outcome: 'failure', actor: 'person', owasp: 'authn_password_change_fail' },
  'password.throttled': { outcome: 'refused', actor: 'person', owasp: 'excess_rate_limit_exceeded' },
  'password.refused': { outcome: 'failure', actor: 'service', owasp: 'authn_password_change_fail' },
  'password.refused-later': { outcome: 'failure', actor: 'service', owasp: 'authn_password_change_fail' },
  'delivery.done': { outcome: 'success', actor: 'service' },
  'delivery.retry': { outcome: 'failure', actor: 'service' },
  'delivery.refused': { outcome: 'failure', actor: 'service' },
  'delivery.expired': { outcome: 'failure', actor: 'service' },
  'delivery.parked': { outcome: 'information', actor: 'service' },
  'delivery.resumed': { outcome: 'information', actor: 'service' },
  'delivery.superseded': { outcome: 'information', actor: 'service' },
  'delivery.overtaken': { outcome: 'failure', actor: 'service' },
  'promise.missed': { outcome: 'failure', actor: 'service' },
  'service.started': { outcome: 'information', actor: 'service', owasp: 'sys_startup' },
  'service.stopped': { outcome: 'information', actor: 'service', owasp: 'sys_shutdown' },
  'service.lost': { outcome: 'failure', actor: 'service', owasp: 'sys_crash' },
  'keys.rotated': { outcome: 'success', actor: 'operator' },
  'ledger.migrated': { outcome: 'success', actor: 'operator' },
  'ledger.moved': { outcome: 'success', actor: 'operator' },
  'directory.imported': { outcome: 'success', actor: 'operator' },
  'audit.verified': { outcome: 'information', actor: 'operator' },
  'audit.exported': { outcome: 'success', actor: 'operator' },
  'audit.shown': { outcome: 'success', actor: 'operator' },
  'audit.purged': { outcome: 'success', actor: 'service' },
  'audit.erased': { outcome: 'success', actor: 'operator' },
  'audit.accepted': { outcome: 'success', actor: 'operator' },
  'audit.begun': { outcome: 'information', actor: 'service' },
  'audit.broken': { outcome: 'failure', actor: 'service' },
};
