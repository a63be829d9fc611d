import { OWN_COLOURS } from '../../src/platform/institution.ts';
import type { Arrival, ArrivalState, DeadLink, OpenLink, RevocationState } from '../../src/journey/outcomes.ts';
import { LANGUAGES, type Language } from '../../src/platform/language.ts';
import { CLASSES, type Policy, type Shortcoming } from '../../src/policy/policy.ts';
import { buildPolicy } from '../../src/policy/profiles.ts';
import type { Refusal } from '../../src/systems/directory.ts';
import { loadAssets } from '../../src/web/assets.ts';
import { accessibilityPage } from '../../src/web/pages/accessibility-page.ts';
import { privacyPage } from '../../src/web/pages/privacy-page.ts';
import { cookiesOf } from '../../src/web/cookies.ts';
import { accountPage } from '../../src/web/pages/account-page.ts';
import { codeElsewherePage, codePage } from '../../src/web/pages/code-page.ts';
import { deadLinkPage } from '../../src/web/pages/dead-link-page.ts';
import { type Followed, followGonePage, followPage } from '../../src/web/pages/follow-page.ts';
import type { Page, Site, Visit } from '../../src/web/pages/page.ts';
import { type PasswordProblem, passwordPage } from '../../src/web/pages/password-page.ts';
import { type ProofModel, proofPage } from '../../src/web/pages/proof-page.ts';
import { requestPage } from '../../src/web/pages/request-page.ts';
import { revocationPage } from '../../src/web/pages/revocation-page.ts';
import { sentPage } from '../../src/web/pages/sent-page.ts';
import {
  busyPage,
  errorPage,
  otherLinkPage,
  throttledPage,
  unavailablePage,
  unsurePage,
} from '../../src/web/pages/trouble-page.ts';
import { UNIVERSITY } from './university.ts';

export const NOW = Date.parse('2026-03-03T02:04:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** As the service reads them. */
export const SAMPLE_ASSETS = await loadAssets(undefined, OWN_COLOURS);
const { style, icon } = SAMPLE_ASSETS;

export const SAMPLE_SITE: Site = {
  institution: UNIVERSITY,
  base: '/creation-motdepasse/',
  logo: { url: '/creation-motdepasse/logo.svg', proportion: { width: 240, height: 72 } },
  languages: { default: 'fr', offered: LANGUAGES },
  policy: buildPolicy({ profile: 'procedure' }),
  lifetimeMs: 12 * HOUR,
  url: 'https://www-atu.univ.example/creation-motdepasse/',
  cookies: cookiesOf(new URL('https://www-atu.univ.example/creation-motdepasse/')),
  applications: ['ENT', 'Moodle', 'IPWeb'],
  kept: { resetsMs: 30 * 24 * HOUR, trailMs: 365 * 24 * HOUR },
  promiseMs: HOUR,
  asset: (name) => `/creation-motdepasse/assets/${name}`,
  ...{ style, icon },
};

export function sampleVisit(language: Language, site: Partial<Site> = {}): Visit {
  return { site: { ...SAMPLE_SITE, ...site }, language, path: '', now: NOW };
}

export const LINK: OpenLink = {
  kind: 'open',
  resetId: 'f3b1c5d8',
  purpose: 'reset',
  expiresAt: NOW + 9.5 * HOUR,
  accounts: [{ position: 1, name: { kind: 'number', text: '28700001' } }],
};
/** One without a solution, so that a browser that computes stays on the page. */
const PROOF: Omit<ProofModel, 'address'> = {
  challenge: {
    ...{ algorithm: 'SHA-256', challenge: '0'.repeat(64), maxnumber: 1000, signature: '0'.repeat(64) },
    salt: `${'0'.repeat(24)}?expires=1772504640&for=${'A'.repeat(43)}&`,
  },
  ticket: `${'A'.repeat(16)}.1772503470000.1772504640000.${'A'.repeat(43)}`,
  readyAt: NOW + MINUTE / 2,
  early: false,
};
const SHARED: OpenLink = {
  ...LINK,
  accounts: [
    { position: 1, name: { kind: 'number', text: '28700001' } },
    { position: 2, name: { kind: 'login', text: 'cmartin' } },
  ],
};

export const SHORTCOMINGS: readonly Shortcoming[] = [
  { kind: 'empty' },
  { kind: 'too-short', minimum: 8 },
  { kind: 'too-long', maximum: 128 },
  ...CLASSES.map((missing) => ({ kind: 'missing-class' as const, missing })),
  { kind: 'too-few-classes', minimum: 3 },
  { kind: 'control-character' },
  { kind: 'common' },
  { kind: 'breached' },
  { kind: 'context-word', word: 'exemple' },
  { kind: 'personal' },
  { kind: 'unfit', application: 'IPWeb', misfit: { limit: 'characters', most: 64 } },
  { kind: 'unfit', application: 'Moodle', misfit: { limit: 'bytes', most: 72 } },
  { kind: 'unfit', application: 'ENT', misfit: { limit: 'charset', charset: 'ascii' } },
  { kind: 'unfit', application: 'Cartes', misfit: { limit: 'charset', charset: 'latin1' } },
];
export const REFUSALS: readonly Refusal[] = [
  'history',
  'quality',
  'too-short',
  'too-long',
  'too-young',
  'not-allowed',
  'other',
];
export const DEAD_LINKS: readonly DeadLink[] = [
  { kind: 'malformed' },
  { kind: 'expired', at: NOW - HOUR },
  { kind: 'used', at: NOW - HOUR },
  { kind: 'superseded' },
  { kind: 'revoked' },
  { kind: 'stale' },
];
export const REVOCATIONS: readonly RevocationState[] = [
  { kind: 'revocable' },
  { kind: 'revoked' },
  { kind: 'used', at: NOW - HOUR },
  { kind: 'harmless' },
  { kind: 'malformed' },
];
const STATUSES = [400, 403, 404, 405, 413, 415, 500] as const;

/** A followed reset whose directory and applications are in these states. */
export function sampleFollowed(directory: ArrivalState, applications: readonly ArrivalState[]): Followed {
  const names = ['ENT', 'Moodle', 'IPWeb', 'Wi-Fi'];
  const arrival = (name: string, state: ArrivalState): Arrival =>
    state === 'arrived' ? { name, state, at: NOW - 2 * MINUTE } : { name, state };
  return {
    kind: 'found',
    account: { kind: 'number', text: '28700001' },
    acceptedAt: NOW - 3 * MINUTE,
    deadlineAt: NOW + 57 * MINUTE,
    directory: arrival('directory', directory),
    applications: applications.map((state, index) => arrival(names[index] ?? `Application ${index}`, state)),
    settled: ![directory, ...applications].some((state) => state === 'under-way' || state === 'late'),
  };
}

/** One that Moodle will not have. */
export function refusedBy(refusal: Refusal): Followed {
  return { ...sampleFollowed('arrived', []), applications: [{ name: 'Moodle', state: 'refused', refusal }] };
}

/** One page in one state, as a person may meet it. */
export interface SamplePage {
  readonly name: string;
  readonly page: Page;
}

/** Every page in every state. */
export function samplePages(visit: Visit): readonly SamplePage[] {
  return [
    ...requestSamples(visit),
    ...codeSamples(visit),
    { name: 'account', page: accountPage(visit, { link: SHARED, missing: false }) },
    { name: 'account-missing', page: accountPage(visit, { link: SHARED, missing: true }) },
    ...passwordSamples(visit),
    ...DEAD_LINKS.flatMap((link) =>
      [true, false].map((restartable) => ({
        name: `dead-${link.kind}${restartable ? '' : '-from-start'}`,
        page: deadLinkPage(visit, { link, restartable }),
      })),
    ),
    ...followSamples(visit),
    ...REVOCATIONS.map((state) => ({ name: `not-me-${state.kind}`, page: revocationPage(visit, state) })),
    ...troubleSamples(visit),
    ...legalSamples(visit),
  ];
}

function withInstitution(visit: Visit, more: Partial<Site['institution']>): Visit {
  return { ...visit, site: { ...visit.site, institution: { ...visit.site.institution, ...more } } };
}

function requestSamples(visit: Visit): readonly SamplePage[] {
  const address = 'lea.dupont@exemple.test';
  const expiresAt = NOW + 12 * HOUR;
  return [
    { name: 'request', page: requestPage(visit, { address: '' }) },
    { name: 'request-waiting', page: requestPage(visit, { address: '', waits: true }) },
    { name: 'request-empty', page: requestPage(visit, { address: '', problem: 'empty' }) },
    { name: 'request-malformed', page: requestPage(visit, { address: 'lea.dupont@exemple', problem: 'malformed' }) },
    {
      name: 'request-too-long',
      page: requestPage(visit, { address: `${'a'.repeat(250)}@exemple.test`, problem: 'too-long' }),
    },
    {
      name: 'request-logo-left',
      page: requestPage(withInstitution(visit, { logoPlace: 'left' }), { address: '' }),
    },
    { name: 'request-unknown', page: requestPage(visit, { address, problem: 'unknown' }) },
    { name: 'proof', page: proofPage(visit, { ...PROOF, address }) },
    { name: 'proof-early', page: proofPage(visit, { ...PROOF, address, early: true }) },
    { name: 'sent', page: sentPage(visit, { kind: 'sent', address, masked: false, expiresAt }) },
    {
      name: 'sent-masked',
      page: sentPage(visit, { kind: 'sent', address: 'l•••@e•••.test', masked: true, expiresAt }),
    },
    { name: 'sent-later', page: sentPage(visit, { kind: 'sent', address, masked: false, expiresAt: NOW + 5e6 }) },
    { name: 'neutral', page: sentPage(visit, { kind: 'neutral', address, masked: false, expiresAt }) },
  ];
}

function codeSamples(visit: Visit): readonly SamplePage[] {
  return [
    { name: 'code', page: codePage(visit, { code: '' }) },
    { name: 'code-empty', page: codePage(visit, { code: '', problem: 'empty' }) },
    { name: 'code-malformed', page: codePage(visit, { code: 'K7QM', problem: 'malformed' }) },
    { name: 'code-wrong', page: codePage(visit, { code: 'K7QM-3XTE', problem: 'wrong' }) },
    { name: 'code-elsewhere', page: codeElsewherePage(visit) },
  ];
}

function passwordSamples(visit: Visit): readonly SamplePage[] {
  const [account] = LINK.accounts;
  const sample = (name: string, problem: PasswordProblem): SamplePage => ({
    name,
    page: passwordPage(visit, { link: LINK, account, problem }),
  });
  const usual: readonly Shortcoming[] = [
    { kind: 'too-short', minimum: 8 },
    { kind: 'missing-class', missing: 'upper' },
    { kind: 'missing-class', missing: 'special' },
  ];
  return [
    { name: 'password', page: passwordPage(visit, { link: LINK, account }) },
    { name: 'password-shared', page: passwordPage(visit, { link: SHARED, account }) },
    {
      name: 'password-activation',
      page: passwordPage(visit, { link: { ...LINK, purpose: 'activation' }, account }),
    },
    sample('password-short', { kind: 'falls-short', shortcomings: usual, differ: true }),
    sample('password-all', { kind: 'falls-short', shortcomings: SHORTCOMINGS, differ: true }),
    sample('password-differ', { kind: 'falls-short', shortcomings: [], differ: true }),
    ...REFUSALS.map((reason) => sample(`password-refused-${reason}`, { kind: 'refused', reason })),
  ];
}

function followSamples(visit: Visit): readonly SamplePage[] {
  const sample = (name: string, followed: Followed): SamplePage => ({ name, page: followPage(visit, followed) });
  return [
    sample('follow', sampleFollowed('arrived', ['arrived', 'under-way', 'under-way'])),
    sample('follow-everywhere', sampleFollowed('arrived', ['arrived', 'arrived', 'arrived'])),
    sample('follow-alone', sampleFollowed('arrived', [])),
    sample('follow-waiting', sampleFollowed('under-way', ['under-way', 'under-way', 'under-way'])),
    sample('follow-late', sampleFollowed('arrived', ['arrived', 'late', 'late', 'refused'])),
    sample('follow-failed', sampleFollowed('late', ['late', 'late', 'late'])),
    sample('follow-refused', sampleFollowed('refused', ['refused', 'refused', 'refused'])),
    sample('follow-superseded', sampleFollowed('superseded', ['superseded', 'arrived', 'superseded'])),
    ...REFUSALS.map((refusal) => sample(`follow-refused-${refusal}`, refusedBy(refusal))),
    { name: 'follow-gone', page: followGonePage(visit) },
  ];
}

function troubleSamples(visit: Visit): readonly SamplePage[] {
  const retryAt = NOW + 7.3 * MINUTE;
  return [
    { name: 'throttled', page: throttledPage(visit, { retryAt }) },
    { name: 'throttled-address', page: throttledPage(visit, { retryAt, address: 'lea.dupont@exemple.test' }) },
    {
      name: 'unavailable-directory',
      page: unavailablePage(visit, { what: 'directory', address: 'lea.dupont@exemple.test' }),
    },
    { name: 'unavailable-ledger', page: unavailablePage(visit, { what: 'ledger' }) },
    { name: 'unavailable-page', page: unavailablePage(visit, { what: 'page' }) },
    { name: 'unsure', page: unsurePage(visit) },
    { name: 'busy', page: busyPage(visit, { hasBegun: false, looks: true }) },
    {
      name: 'busy-address',
      page: busyPage(visit, { hasBegun: false, looks: false, address: 'lea.dupont@exemple.test' }),
    },
    { name: 'busy-begun', page: busyPage(visit, { hasBegun: true, looks: false }) },
    { name: 'busy-looking', page: busyPage(visit, { hasBegun: true, looks: true }) },
    { name: 'other-link', page: otherLinkPage(visit) },
    ...STATUSES.map((status) => ({
      name: `error-${status}`,
      page: errorPage(visit, { status, ...(status >= 500 && { reference: 'req-7f3a-19' }) }),
    })),
  ];
}

const WITH_NOTICE = { ...SAMPLE_SITE.institution.privacy, notice: 'https://univ.example/plan' };

function legalSamples(visit: Visit): readonly SamplePage[] {
  const audited = (status: 'partial' | 'full'): Visit => {
    const accessibility = {
      ...{ status, audit: 'Exemple, 2026, 92 %', established: '2026-03-01' },
      gaps: status === 'full' ? [] : ['Le logo n’a pas de texte de remplacement.'],
      ...{ contact: 'access@univ.example', plan: 'https://univ.example/plan' },
    };
    return withInstitution(visit, { accessibility });
  };
  return [
    { name: 'privacy', page: privacyPage(visit) },
    { name: 'privacy-notice', page: privacyPage(withInstitution(visit, { privacy: WITH_NOTICE })) },
    { name: 'privacy-alone', page: privacyPage({ ...visit, site: { ...visit.site, applications: [] } }) },
    { name: 'accessibility', page: accessibilityPage(visit) },
    { name: 'accessibility-partial', page: accessibilityPage(audited('partial')) },
    { name: 'accessibility-full', page: accessibilityPage(audited('full')) },
  ];
}

const WORDS = { severity: 'refuse', words: ['exemple', 'campus'] } as const;

/** Policies whose rules are worded differently. */
export const POLICIES: readonly Policy[] = [
  ...(['procedure', 'nist-mfa', 'cnil-1', 'cnil-2', 'anssi', 'etat'] as const).map((profile) =>
    buildPolicy({ profile, overrides: {} }),
  ),
  buildPolicy({ profile: 'nist', overrides: { breached: 'warn', blocklist: 'warn', contextWords: WORDS } }),
  buildPolicy({ profile: 'nist', overrides: { breached: 'refuse', personal: 'warn' } }),
];
