import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinReferences } from './join-references.ts';

test('references join as RFC 3986, 5.4 lists', () => {
  const base = 'http://a/b/c/d?q';
  const listed = {
    g: 'http://a/b/c/g',
    './g': 'http://a/b/c/g',
    'g/': 'http://a/b/c/g/',
    '/g': 'http://a/g',
    '//g': 'http://g',
    '?y': 'http://a/b/c/d?y',
    'g?y': 'http://a/b/c/g?y',
    '': 'http://a/b/c/d?q',
    '.': 'http://a/b/c/',
    '..': 'http://a/b/',
    '../g': 'http://a/b/g',
    '../../g': 'http://a/g',
    '../../../g': 'http://a/g',
    '/./g': 'http://a/g',
    'g.': 'http://a/b/c/g.',
    './g/.': 'http://a/b/c/g/',
    'g;x=1/../y': 'http://a/b/c/y',
    'urn:x': 'urn:x',
  };
  for (const [reference, expected] of Object.entries(listed)) assert.equal(joinReferences(base, reference), expected);
});

test('relative references join too (Canonical XML 1.1, appendix A)', () => {
  const cases = [
    ['abc/', '../x', 'x'],
    ['../abc/', '../x', '../x'],
    ['a/b/', '../../../c', '../c'],
    ['..', 'x', '../x'],
    ['x/..', 'y', 'y'],
    ['/abs/d', '../../g/', '/g/'],
    ['f.xml', 'd/.', 'd/'],
    ['a/b#fragment', 'c#d', 'a/c'],
  ] as const;
  for (const [base, reference, expected] of cases) assert.equal(joinReferences(base, reference), expected);
});
