import type { Powers, Scene } from './scene.ts';

/** Notes one thing that was tried, and whether the service held against it. */
export type Note = (what: string, held: boolean) => void;

/** One class of attack that has happened to somebody. */
export interface Row {
  readonly number: number;
  readonly title: string;
  readonly knownFrom: string;
  /** It sends much, or asks for many mails: nothing for an instance that people use. */
  readonly isHeavy?: true;
  /** What a bench must be able to do for it; without, the row is not tried. */
  readonly needs?: readonly (keyof Powers)[];
  attack(scene: Scene, note: Note): Promise<void>;
}

export type Verdict =
  /** Nothing got through; so many things were tried. */
  | { readonly kind: 'held'; readonly tried: number }
  | { readonly kind: 'broken'; readonly tried: number; readonly how: readonly string[] }
  | { readonly kind: 'not-tried'; readonly why: string };

/** A mail that was asked for has not come. */
export class NoMail extends Error {
  override readonly name = 'NoMail';
}

/** The service has had enough of us: what it answers from here on says nothing of the attack. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
}

/** Tries one row. What goes wrong on the attacker's side is told as broken, too: somebody must look at it. */
export async function attackWith(row: Row, scene: Scene): Promise<Verdict> {
  if (row.isHeavy === true && scene.isLive) return { kind: 'not-tried', why: 'too heavy for an instance in use' };
  const missing = (row.needs ?? []).filter((need) => scene.powers[need] === undefined);
  if (missing.length > 0) return { kind: 'not-tried', why: `needs a bench that can: ${missing.join(', ')}` };
  const how: string[] = [];
  let tried = 0;
  const note: Note = (what, held) => {
    tried += 1;
    if (!held) how.push(what);
  };
  try {
    await row.attack(scene, note);
  } catch (thrown) {
    const why = scene.isLive ? whyNotTried(thrown) : undefined;
    if (why !== undefined && how.length === 0) return { kind: 'not-tried', why };
    how.push(`the attack could not go on: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  if (how.length > 0) return { kind: 'broken', tried, how };
  return tried > 0 ? { kind: 'held', tried } : { kind: 'not-tried', why: 'nothing was tried' };
}

/** What an instance in use may do for its own sake; undefined for anything else. */
function whyNotTried(thrown: unknown): string | undefined {
  if (thrown instanceof NoMail) return `${thrown.message}: is the budget spent?`;
  return thrown instanceof Throttled ? thrown.message : undefined;
}
