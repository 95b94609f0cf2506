import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeyState, Life } from './key-state.ts';
import { transition } from './key-state.ts';

const states: KeyState[] = ['generated', 'assigned', 'cert_pending', 'active', 'suspended', 'revoked', 'destroyed'];
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
      const move = () => transition(life(from), to, needed(from, to));
      if (allowed.has(`${from}>${to}`)) assert.equal(move().state, to);
      else assert.throws(move, { code: 'state' }, `${from}>${to}`);
    }
  }
});

test('a key is assigned only to a named owner', () => {
  assert.throws(() => transition(life('generated'), 'assigned'), { code: 'input' });
});

test('an assigned key never changes hands', () => {
  assert.throws(() => transition(life('assigned'), 'cert_pending', { owner: 'sgn_2' }), { code: 'input' });
});

test('a key becomes active only with its certificate, which is then frozen', () => {
  assert.throws(() => transition(life('cert_pending'), 'active'), { code: 'input' });
  const bound = transition(life('cert_pending'), 'active', { certSha256: new Uint8Array(32).fill(7) });
  const back = transition(transition(bound, 'suspended'), 'active');
  assert.deepEqual(back.certSha256, bound.certSha256);
  assert.throws(() => transition({ ...back, state: 'suspended' }, 'active', { certSha256: new Uint8Array(32) }), {
    code: 'input',
  });
});

function life(state: KeyState): Life {
  return { state, owner: state === 'generated' ? null : 'sgn_1', certSha256: null };
}

function needed(from: KeyState, to: KeyState) {
  if (from === 'generated' && to === 'assigned') return { owner: 'sgn_1' };
  if (from === 'cert_pending' && to === 'active') return { certSha256: new Uint8Array(32) };
  return {};
}
