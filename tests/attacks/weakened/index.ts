import type { Weakened } from './edit.ts';
import { WEAK_ANSWERS } from './answers.ts';
import { WEAK_LINKS } from './links.ts';
import { WEAK_REQUESTS } from './requests.ts';

/** Mistakes that others have made, each made here, in the order of the rows. */
export const WEAKENED: readonly Weakened[] = [...WEAK_REQUESTS, ...WEAK_LINKS, ...WEAK_ANSWERS];
