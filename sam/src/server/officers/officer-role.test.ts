import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OfficerRole } from '../../client/index.ts';
import { roleConflict } from './officer-role.ts';

test('roles that must be apart are refused together, in either order; the others may be one person’s', () => {
  const apart: [OfficerRole, OfficerRole][] = [
    ['security-officer', 'auditor'],
    ['security-officer', 'administrator'],
    ['security-officer', 'operator'],
    ['security-officer', 'registration-officer'],
    ['auditor', 'operator'],
    ['auditor', 'administrator'],
    ['administrator', 'registration-officer'],
  ];
  for (const [a, b] of apart) {
    assert.match(roleConflict([a, b]) ?? '', new RegExp(`${a} together with ${b}`));
    assert.match(roleConflict([b, a]) ?? '', new RegExp(`${b} together with ${a}`));
  }
  assert.equal(roleConflict(['administrator', 'operator']), undefined);
  assert.equal(roleConflict(['operator', 'registration-officer']), undefined);
});

test('no role at all, and one twice, are refused', () => {
  assert.equal(roleConflict([]), 'no role');
  assert.match(roleConflict(['auditor', 'auditor']) ?? '', /auditor/);
});
