import type { Language } from '../platform/language.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import type { Locale } from './locale.ts';

export const LOCALES: Readonly<Record<Language, Locale>> = { fr, en };
