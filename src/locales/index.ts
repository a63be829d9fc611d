import type { Language } from '../platform/language.ts';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import type { Locale } from './locale.ts';
import { pt } from './pt.ts';

export const LOCALES: Readonly<Record<Language, Locale>> = { fr, en, de, es, it, pt, ar };
