import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type BrandColours, brandSheet, contrast, grounds, lowContrasts } from './brand-colours.ts';

const good: BrandColours = {
  light: { accent: '#7a2e00', button: '#d95300', button_text: '#000000' },
  dark: { accent: '#ffb38a', button: '#ff8a4c', button_text: '#000000' },
};

test('contrast is what WCAG says of it', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#ffffff', '#ffffff'), 1);
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
  assert.equal(contrast('#ffffff', '#767676').toFixed(2), '4.54');
});

test('colours that people can read are taken, in both schemes', () => assert.deepEqual(lowContrasts(good), []));

test('what is too low is told with its pair, its scheme and its ratio, which is never rounded up', () => {
  const grey = lowContrasts({ ...good, light: { ...good.light, accent: '#777777' } });
  assert.deepEqual(grey[0], { scheme: 'light', pair: 'accent on the page', ratio: 4.22, least: 4.5 });
  assert.ok(grey.some(({ pair, ratio }) => pair === 'accent on a card' && ratio === 4.47));
  const yellow = lowContrasts({ ...good, light: { ...good.light, button: '#ffd400' } });
  assert.deepEqual(
    yellow.map(({ pair, least }) => [pair, least]),
    [
      ['button on the page', 3],
      ['button on a card', 3],
    ],
  );
  const inTheDark = lowContrasts({ ...good, dark: good.light });
  assert.deepEqual([...new Set(inTheDark.map(({ scheme }) => scheme))], ['dark']);
  const unread = lowContrasts({ ...good, light: { ...good.light, button_text: '#d95300' } });
  assert.deepEqual(unread[0], { scheme: 'light', pair: 'button_text on button', ratio: 1, least: 4.5 });
});

test('a stylesheet says nothing but colours', () => {
  const rule =
    /^html:root\{(--[a-z-]+:#[0-9a-f]{6};?){5}\}\n@media \(prefers-color-scheme: dark\)\{html:root\{(--[a-z-]+:#[0-9a-f]{6};?){5}\}\}\n$/;
  assert.match(brandSheet(good), rule);
  const tokens = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
  for (const [, name = ''] of brandSheet(good).matchAll(/(--[a-z-]+):/g)) assert.ok(tokens.includes(`${name}: `), name);
});

test('the grounds are those of the pages, and the colours of the pages themselves are good', () => {
  const tokens = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
  const [light = '', dark = ''] = tokens.split('@media');
  for (const [scheme, css] of [
    ['light', light],
    ['dark', dark],
  ] as const) {
    for (const [name, colour] of Object.entries(grounds[scheme]))
      assert.ok(css.includes(`--${name}: ${colour};`), name);
  }
  const own = (css: string) => {
    const token = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(css)?.[1] ?? '';
    return { accent: token('primary'), button: token('button'), button_text: token('on-button') };
  };
  assert.deepEqual(lowContrasts({ light: own(light), dark: own(dark) }), []);
});
