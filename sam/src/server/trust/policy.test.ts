import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { consent, defaultPolicy, type Policy, type Proof, type Stake, satisfies } from './policy.ts';

const webauthn: Proof = { kind: 'webauthn', class: 'A', categories: ['possession', 'knowledge'], factor: 'p1' };
const unverified: Proof = { kind: 'webauthn', class: 'A', categories: ['possession'], factor: 'p1' };
const device: Proof = { kind: 'device', class: 'A', categories: ['possession', 'knowledge'], factor: 'd1' };
const otp: Proof = { kind: 'otp', class: 'B', categories: ['possession'], factor: 'o1' };
const pin: Proof = { kind: 'pin', class: 'C', categories: ['knowledge'], factor: 'pin' };
const password: Proof = { kind: 'oidc', class: 'B', categories: ['knowledge'] };
const twoAtIdp: Proof = { kind: 'oidc', class: 'B', categories: ['knowledge', 'possession'] };
const notSet: Proof = { kind: 'oidc', class: 'C', categories: ['knowledge', 'possession'] };

const scal1: Stake = { scal: 1, purpose: 'sign' };
const scal2: Stake = { scal: 2, purpose: 'sign' };

/** Every way of the tests is allowed, so that what is refused is refused for what it is worth. */
function policy(decides: Policy['decides'] = []): Policy {
  const ways = [
    'webauthn',
    'device',
    'webauthn+pin',
    'pin',
    'otp',
    'otp+pin',
    'oidc',
    'oidc+otp',
    'oidc+pin',
    'otp+otp',
    'consent',
  ];
  return { id: 'all', scal1: ways, scal2: ways, decides };
}

describe('a key of SCAL2', () => {
  const enough: [string, Policy['decides'], readonly Proof[]][] = [
    ['a passkey with its user verified', [], [webauthn]],
    ['a device with its user verified', [], [device]],
    ['a passkey of one category and a PIN', [], [unverified, pin]],
    ['a code and a PIN, where the policy lets codes decide', ['otp'], [otp, pin]],
    ['a fresh login with two factors, where the policy lets logins decide', ['oidc'], [twoAtIdp]],
    ['a login by password and a code, where the policy lets codes decide', ['otp'], [password, otp]],
  ];
  for (const [title, decides, proofs] of enough) {
    test(`is used on ${title}`, () => assert.equal(satisfies(policy(decides), scal2, proofs), true));
  }

  const short: [string, Policy['decides'], readonly Proof[]][] = [
    ['nothing', ['otp', 'oidc'], []],
    ['the decision alone', ['otp', 'oidc'], [consent]],
    ['a PIN alone', ['pin', 'otp'], [pin]],
    ['a code and a PIN where the policy says nothing of codes', [], [otp, pin]],
    ['a code and a PIN where the policy speaks of logins only', ['oidc'], [otp, pin]],
    ['a code alone', ['otp'], [otp]],
    ['two codes: one category', ['otp'], [otp, otp]],
    ['a passkey without its user verified', [], [unverified]],
    ['a login by password and a PIN: one category', ['oidc'], [password, pin]],
    ['a login with two factors at a provider that may not decide', ['oidc'], [notSet]],
    ['a login that may not decide and a PIN that never does', ['oidc', 'pin'], [notSet, pin]],
  ];
  for (const [title, decides, proofs] of short) {
    test(`is not used on ${title}`, () => assert.equal(satisfies(policy(decides), scal2, proofs), false));
  }
});

test('what is no way of the policy does not count: another kind, one more, one less, another order', () => {
  for (const proofs of [[device], [webauthn, pin], [pin, webauthn], [webauthn, webauthn]])
    assert.equal(satisfies(defaultPolicy, scal2, proofs), false);
  assert.equal(satisfies(policy(['otp']), scal2, [pin, otp]), false);
});

test('a key of SCAL1 is used in any way of its own, and a changed factor never', () => {
  const weak: Policy = { id: 'weak', scal1: ['pin'], scal2: ['webauthn'] };
  assert.equal(satisfies(weak, scal1, [pin]), true);
  assert.equal(satisfies(weak, scal2, [pin]), false);
  assert.equal(satisfies(weak, { scal: 1, purpose: 'factor.change' }, [pin]), false);
  assert.equal(satisfies(weak, { scal: 1, purpose: 'factor.change' }, [webauthn]), true);
});

test('unless officers say otherwise a passkey is asked for, and suffices', () => {
  for (const stake of [scal1, scal2, { scal: 2, purpose: 'key.create' } as const])
    assert.equal(satisfies(defaultPolicy, stake, [webauthn]), true);
  assert.equal(satisfies(defaultPolicy, scal2, [twoAtIdp]), false);
});
