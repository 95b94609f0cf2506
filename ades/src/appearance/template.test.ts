import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillTemplate } from './template.ts';

const signingTime = new Date('2025-06-01T10:00:00Z');

test('a line that names what is not claimed is left out', () => {
  const template = ['Signed by {name}', 'Reason: {reason}', 'in {location}, {contact}', 'fixed {other}'];
  assert.deepEqual(fillTemplate(template, { signingTime, name: 'N', location: 'L', reason: ' ' }), [
    'Signed by N',
    'fixed {other}',
  ]);
});

test('what is claimed cannot name further claims, nor end a line', () => {
  assert.deepEqual(fillTemplate(['{name}'], { signingTime, name: '{reason}\r\n$&\u0007x', reason: 'R' }), [
    '{reason} $& x',
  ]);
});

test('the date is that of the zone asked for', () => {
  assert.deepEqual(fillTemplate(['{date}'], { signingTime }), ['2025-06-01 10:00:00 UTC']);
  assert.deepEqual(fillTemplate(['{date}'], { signingTime }, 'Asia/Kolkata'), ['2025-06-01 15:30:00 GMT+5:30']);
});
