import type { z } from 'zod';
import { LANGUAGES, type Language } from '../../platform/language.ts';
import { host, language, port } from '../leaves.ts';
import { judge, mapping, someOf } from '../mapping.ts';
import { type Surroundings, path } from '../files.ts';
import type { Listen, Settings } from '../settings.ts';

const WELL_KNOWN = ['fr', 'en'] as const satisfies readonly Language[];

/** @param standard the port unless another one is written */
export function listenSection(standard: number): z.ZodType<Listen> {
  return mapping({
    host: host
      .prefault('127.0.0.1')
      .describe(
        'Address to listen on. 127.0.0.1 is right behind a reverse proxy on the same machine; 0.0.0.0 is every IPv4 address.',
      ),
    port: port.prefault(standard).describe('TCP port to listen on. Ports under 1024 need a privilege.'),
  });
}

export function languagesSection(): z.ZodType<Settings['languages']> {
  return mapping({
    default: language.prefault('fr').describe('Language of people who ask for none that is offered.'),
    offered: someOf(language, 'languages such as [fr, en]')
      .prefault([...WELL_KNOWN])
      .describe('Languages that pages and mails can be read in.'),
  })
    .superRefine(
      ...judge(['default', 'offered'], (languages: Settings['languages']) =>
        languages.offered.includes(languages.default)
          ? []
          : [{ path: ['default'], fault: 'is not among languages.offered; add it there, or choose one of those' }],
      ),
    )
    .superRefine(
      ...judge(['offered'], ({ offered }: Pick<Settings['languages'], 'offered'>) =>
        new Set(offered).size === offered.length
          ? []
          : [
              {
                path: ['offered'],
                fault: `names a language twice; write each of ${LANGUAGES.join(', ')} at most once`,
              },
            ],
      ),
    );
}

/** Paths of the keys file and of the one that web processes read instead. */
export interface KeysSettings {
  readonly file: string;
  readonly publicFile: string;
}

export function keysSection(surroundings: Surroundings): z.ZodType<KeysSettings> {
  return mapping({
    file: path(surroundings).describe('Path of the keys file, made by `jeton keys new`. Keep a copy in a safe place.'),
    public: path(surroundings)
      .optional()
      .describe(
        'Path of the file that `jeton serve --role web` reads in its stead, made by `jeton keys public`. Unless written: that of `keys.file` with `.public` after it.',
      ),
  }).transform(({ file, public: written }) => ({ file, publicFile: written ?? `${file}.public` }));
}
