import type { Language } from '../../platform/language.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import type { PageTexts } from './texts.ts';

export const TEXTS: Readonly<Record<Language, PageTexts>> = { fr, en };
