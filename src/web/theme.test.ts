import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrastOf } from '../platform/colours.ts';
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

test('a theme sets nothing that the style sheet does not know', async () => {
  const style = await readStyle();
  for (const variables of variablesOf(themeOf({ band: '#14255a', accent: '#2347c9' }))) {
    assert.equal(Object.keys(variables).length, 8);
    for (const name of Object.keys(variables)) assert.ok(style.includes(`--${name}: #`), name);
  }
});
