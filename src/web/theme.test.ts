import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrastOf } from '../platform/colours.ts';
import { OWN_COLOURS } from '../platform/institution.ts';
import { readStyle } from './assets.ts';
import { themeOf } from './theme.ts';

/** Colours of real houses: dark, bright, reddish, greenish, and as pale as white text allows. */
const HOUSES = [
  { band: '#14255a', accent: '#2347c9' },
  { band: '#1d2769', accent: '#c8102e' },
  { band: '#00326e', accent: '#0063af' },
  { band: '#63003c', accent: '#8a1538' },
  { band: '#006633', accent: '#00806c' },
  { band: '#000000', accent: '#767676' },
  { band: '#767676', accent: '#757575' },
];

function variablesOf(css: string): readonly Readonly<Record<string, string>>[] {
  return css.split('@media').map((part) => {
    return Object.fromEntries(
      [...part.matchAll(/--([a-z-]+):(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]),
    );
  });
}

test('whatever the colours, every text is read on what it stands on, in the light and in the dark', () => {
  for (const colours of HOUSES) {
    const grounds = ['#f7f8fc', '#0e1222'];
    for (const [index, variables] of variablesOf(themeOf(colours)).entries()) {
      const of = (name: string): string => variables[name] ?? assert.fail(name);
      const pairs = [
        [of('on-blue'), of('blue')],
        [of('on-blue'), of('blue-deep')],
        [of('link'), grounds[index] ?? ''],
        [of('link'), of('wash')],
        ['#ffffff', of('band')],
        ['#ffffff', of('band-deep')],
        [of('on-band-soft'), of('band')],
      ] as const;
      for (const [text, ground] of pairs) {
        assert.ok(contrastOf(text, ground) >= 4.49, `${JSON.stringify(colours)}: ${text} on ${ground}`);
      }
    }
  }
});

test('what is pressed, typed into or focused stands out from what is around it, 3 to 1, whatever the colours', async () => {
  const [own = {}, dark = {}] = schemesOf(await readStyle(OWN_COLOURS));
  for (const colours of HOUSES) {
    const [light, night] = variablesOf(themeOf(colours));
    for (const variables of [
      { ...own, ...light },
      { ...own, ...dark, ...night },
    ]) {
      const of = (name: string): string => variables[name] ?? assert.fail(name);
      const pairs = [
        ...['paper', 'sheet', 'wash'].flatMap((ground) => [['edge', ground] as const, ['link', ground] as const]),
        ...(['blue', 'red', 'green'] as const).map((sign) => [sign, 'paper'] as const),
        ...([
          ['on-band', 'band'],
          ['struck', 'brass-light'],
          ['amber', 'sheet'],
        ] as const),
      ];
      for (const [sign, ground] of pairs) {
        assert.ok(contrastOf(of(sign), of(ground)) >= 3, `${JSON.stringify(colours)}: --${sign} on --${ground}`);
      }
    }
  }
});

/** The variables of the sheet itself: in the light, and what is otherwise in the dark. */
function schemesOf(style: string): readonly Readonly<Record<string, string>>[] {
  const [light = '', dark = ''] = [...style.matchAll(/:root \{([^}]*)\}/g)].map(([, block = '']) => block);
  return [light, dark].map((block) =>
    Object.fromEntries(
      [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
    ),
  );
}

test('whoever prints or asked for more contrast has the last word, and the dark is dark', async () => {
  const colours = { band: '#63003c', accent: '#8a1538' };
  const style = await readStyle(colours);
  const at = (text: string): number => (style.includes(text) ? style.indexOf(text) : assert.fail(text));
  assert.ok(at(`--blue:${colours.accent}`) < Math.min(at('(prefers-contrast: more)'), at('@media print')));
  const [light, dark] = themeOf(colours)
    .split('@media (prefers-color-scheme:dark)')
    .map((part) => variablesOf(part)[0]);
  assert.ok(contrastOf(light?.['wash'] ?? '', '#ffffff') < 2 && contrastOf(dark?.['wash'] ?? '', '#000000') < 2);
});

test('nothing moves, flashes or turns by style', async () => {
  assert.doesNotMatch(
    await readStyle(OWN_COLOURS),
    /@keyframes|\b(?:animation|transition)[a-z-]*:|text-decoration:[^;]*blink/,
  );
});

test('a theme sets nothing that the style sheet does not know', async () => {
  const style = await readStyle(OWN_COLOURS);
  for (const variables of variablesOf(themeOf({ band: '#14255a', accent: '#2347c9' }))) {
    assert.equal(Object.keys(variables).length, 8);
    for (const name of Object.keys(variables)) assert.ok(style.includes(`--${name}: #`), name);
  }
});
