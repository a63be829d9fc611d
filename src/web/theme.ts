import { BLACK, type Colour, WHITE, mix, readableOn } from '../platform/colours.ts';
import type { Colours } from '../platform/institution.ts';

/** What the style sheet sets; a theme takes the place of these alone. */
const PAPER = { light: '#f7f8fc', dark: '#0e1222' } as const;
const TEXT = 4.5;
/** In the dark, links stand out as they do in the light. */
const STRONG = 7;

type Variables = Readonly<Record<string, Colour>>;

/** The institution's colours as further rules of the style sheet; every other shade follows from these two. */
export function themeOf(colours: Colours): string {
  return `:root{${declare(lightOf(colours))}}@media (prefers-color-scheme:dark){:root{${declare(darkOf(colours))}}}`;
}

function declare(variables: Variables): string {
  return Object.entries(variables)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

function lightOf({ band, accent }: Colours): Variables {
  const wash = mix(WHITE, accent, 0.09);
  return {
    blue: accent,
    'blue-deep': mix(accent, BLACK, 0.25),
    'on-blue': WHITE,
    link: readableOn(accent, [PAPER.light, WHITE, wash], { towards: BLACK, contrast: TEXT }),
    wash,
    ...bandOf(band),
  };
}

function darkOf({ band, accent }: Colours): Variables {
  const wash = mix(PAPER.dark, accent, 0.22);
  const link = readableOn(accent, [PAPER.dark, wash], { towards: WHITE, contrast: STRONG });
  return {
    blue: link,
    'blue-deep': mix(link, WHITE, 0.35),
    'on-blue': readableOn(accent, [link], { towards: BLACK, contrast: TEXT }),
    link,
    wash,
    ...bandOf(mix(band, PAPER.dark, 0.25)),
  };
}

function bandOf(band: Colour): Variables {
  return {
    band,
    'band-deep': mix(band, BLACK, 0.3),
    'on-band-soft': readableOn(band, [band], { towards: WHITE, contrast: TEXT, least: 0.75 }),
  };
}
