import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelOf, satisfies } from './assurance.ts';

const eidas = 'http://eidas.europa.eu/LoA/';

test('a class says its level by the URI of eIDAS or by its name on one of the scales, and no other does', () => {
  for (const acr of [`${eidas}high`, 'http://eidas.europa.eu/NotNotified/LoA/high', 'high', 'AAL3', 'LoA4'])
    assert.deepEqual(levelOf(acr), { eidas: 'high', nist: 'AAL3', iso29115: 'LoA4' }, acr);
  for (const acr of ['LoA1', 'urn:mfa', '', null, undefined, `${eidas}highest`, 'HIGH'])
    assert.equal(levelOf(acr), undefined, `${acr}`);
});

const cases: readonly [string | null, readonly string[], boolean][] = [
  [null, [], true],
  [null, ['low'], false],
  ['urn:mfa', ['urn:mfa'], true],
  ['urn:mfa', ['low'], false],
  ['AAL2', ['urn:mfa', 'substantial'], true],
  ['AAL3', [`${eidas}substantial`], true],
  ['AAL1', [`${eidas}substantial`], false],
  ['AAL3', ['urn:mfa'], false],
];
for (const [acr, asked, expected] of cases)
  test(`a login of class ${acr} ${expected ? 'is' : 'is not'} enough for ${asked.join(' or ') || 'nothing in particular'}`, () =>
    assert.equal(satisfies(acr, asked), expected));
