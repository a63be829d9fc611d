import { type Html, html, trusted } from '../../platform/html.ts';
import { Memo } from '../../platform/memo.ts';

/** As on a clock's face: twelve notches, one for each hour of the procedure's validity. */
const NOTCHES = 12;

/** What is struck on the face. */
const SIGNS = {
  address: '<circle cx="80" cy="80" r="11"/><path d="M91 69v15a8 8 0 0 0 16 0v-4a27 27 0 1 0-11 21.8"/>',
  letter: '<rect x="54" y="62" width="52" height="37" rx="5"/><path d="m56 66 24 19 24-19"/>',
  people:
    '<circle cx="71" cy="70" r="8.5"/><path d="M55 99c0-10 7-15 16-15s16 5 16 15"/><path d="M92 62.5a8.5 8.5 0 0 1 0 15.5M96 85c7 1.5 11 6.5 11 14"/>',
  key: '<path class="solid" d="M80 57a13 13 0 0 1 6.5 24.300L91 104H69l4.5-22.700A13 13 0 0 1 80 57z"/>',
  check: '<path d="m59 81 15 15 28-30"/>',
  wait: '<path d="M80 56v25l15 11"/>',
  cross: '<path d="m65 65 30 30m0-30L65 95"/>',
  question: '<path d="M69 71c0-7 5-11 11.5-11S92 64 92 70.5c0 8-12 8.5-12 17.5"/><path d="M80 101v.1"/>',
  bar: '<path d="M61 80h38"/>',
} as const;

export type Sign = keyof typeof SIGNS;

export interface Jeton {
  readonly sign: Sign;
  /** How much of it is left (or done): from 0 to 1. */
  readonly share: number;
}

/** The token, drawn. It says nothing that the text beside it does not say, so it is hidden from those who listen. */
export function drawJeton({ sign, share }: Jeton): Html {
  const lit = Math.min(NOTCHES, Math.max(0, Math.ceil(share * NOTCHES)));
  return drawn.get(`${sign} ${lit}`, () => draw(sign, lit));
}

/** Nine signs, each with none to twelve notches lit. */
const drawn = new Memo<Html>(200);

function draw(sign: Sign, lit: number): Html {
  return html`<svg class="jeton" viewBox="0 0 160 160" aria-hidden="true" focusable="false">
    <circle class="rim" cx="80" cy="80" r="78" />
    ${edge('notch', NOTCHES)}${lit > 0 && edge('notch lit', lit)}
    <circle class="face" cx="80" cy="80" r="55" />
    <circle class="ring" cx="80" cy="80" r="49" />
    <g class="sign">${trusted(SIGNS[sign])}</g>
  </svg>`;
}

/** The share of its validity that a link has left. */
export function shareLeft(times: {
  readonly now: number;
  readonly until: number;
  readonly lifetimeMs: number;
}): number {
  return (times.until - times.now) / times.lifetimeMs;
}

function edge(name: string, notches: number): Html {
  const dashes = Array.from({ length: notches }, (_, index) => (index < notches - 1 ? '6 4' : `6 ${rest(notches)}`));
  return html`<circle
    class="${name}"
    cx="80"
    cy="80"
    r="67.5"
    pathLength="120"
    stroke-dasharray="${dashes.join(' ')}"
    transform="rotate(-84 80 80)"
  />`;
}

function rest(notches: number): number {
  return (NOTCHES - notches) * 10 + 4;
}
