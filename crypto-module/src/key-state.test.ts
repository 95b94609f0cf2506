import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeyState, Life } from './key-state.ts';
import { poolPolicy, transition } from './key-state.ts';

const states: KeyState[] = ['generated', 'assigned', 'cert_pending', 'active', 'suspended', 'revoked', 'destroyed'];
const assignment = { owner: 'sgn_1', keyId: 'k_1', policy: 'scal2-once' };
const now = 1_780_000_000;
const allowed = new Set([
  'generated>assigned',
  'assigned>cert_pending',
  'cert_pending>active',
  'active>suspended',
  'suspended>active',
  'active>revoked',
  'suspended>revoked',
  ...states.filter((state) => state !== 'destroyed').map((state) => `${state}>destroyed`),
]);

test('a key moves only along the arrows of its life', () => {
  for (const from of states) {
    for (const to of states) {
      const move = () => transition(life(from), to, now, needed(from, to));
      if (allowed.has(`${from}>${to}`)) assert.equal(move().state, to);
      else assert.throws(move, { code: 'state' }, `${from}>${to}`);
    }
  }
});

test('a key of the pool is assigned with all that is its owner’s: who, under which name, by which policy', () => {
  assert.throws(() => transition(life('generated'), 'assigned', now), { code: 'input' });
  for (const field of ['owner', 'keyId', 'policy'] as const) {
    const { [field]: _left, ...rest } = assignment;
    assert.throws(() => transition(life('generated'), 'assigned', now, rest), { code: 'input' }, field);
  }
  assert.throws(() => transition(life('generated'), 'assigned', now, { ...assignment, policy: poolPolicy }), {
    code: 'input',
  });
  const assigned = transition(life('generated'), 'assigned', now, assignment);
  assert.deepEqual(assigned, { ...life('generated'), ...assignment, state: 'assigned', assignedAt: now });
});

test('nothing is assigned but what is exactly a key of the pool', () => {
  for (const wrong of [
    { owner: 'sgn_2' },
    { policy: 'scal2-once' },
    { assignedAt: now },
    { certSha256: new Uint8Array(32) },
  ]) {
    const pooled = { ...life('generated'), ...wrong };
    assert.throws(() => transition(pooled, 'assigned', now, assignment), { code: 'state' }, JSON.stringify(wrong));
  }
});

test('an assigned key never changes hands', () => {
  assert.throws(() => transition(life('assigned'), 'assigned', now, assignment), { code: 'state' });
  for (const set of [{ owner: 'sgn_2' }, { keyId: 'k_2' }, { policy: 'scal2-webauthn' }])
    assert.throws(() => transition(life('assigned'), 'cert_pending', now, set), { code: 'input' });
});

test('a key becomes active only with its certificate, which is then frozen', () => {
  assert.throws(() => transition(life('cert_pending'), 'active', now), { code: 'input' });
  const bound = transition(life('cert_pending'), 'active', now, { certSha256: new Uint8Array(32).fill(7) });
  const back = transition(transition(bound, 'suspended', now), 'active', now);
  assert.deepEqual(back.certSha256, bound.certSha256);
  assert.throws(() => transition({ ...back, state: 'suspended' }, 'active', now, { certSha256: new Uint8Array(32) }), {
    code: 'input',
  });
});

function life(state: KeyState): Life {
  if (state === 'generated')
    return { state, owner: null, keyId: 'p_1', policy: poolPolicy, assignedAt: null, certSha256: null };
  return { state, ...assignment, assignedAt: 1, certSha256: null };
}

function needed(from: KeyState, to: KeyState) {
  if (from === 'generated' && to === 'assigned') return assignment;
  if (from === 'cert_pending' && to === 'active') return { certSha256: new Uint8Array(32) };
  return {};
}
