import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { GroupPolicy, TrustedIdp } from '../config.ts';
import { checkPolicies } from './check-policies.ts';

const policy = (more: Partial<GroupPolicy> = {}): GroupPolicy => ({
  group: 'g',
  id: 'p',
  scal1: ['webauthn'],
  scal2: ['webauthn'],
  ...more,
});

const idp: TrustedIdp = {
  issuer: 'https://idp.example',
  authorizeUrl: 'https://idp.example/authorize',
  clientId: 'c',
  jwks: { keys: [] },
  loa: 'high',
  levels: [{ acr: 'pwd', level: 'AAL2', categories: ['knowledge'] }],
  idpFresh: true,
};

describe('a SAM does not start with a policy', () => {
  const wrong: readonly (readonly [string, readonly GroupPolicy[], RegExp])[] = [
    ['of a group that has another', [policy(), policy({ id: 'q' })], /two policies for the group g/],
    ['whose SCAL2 is a PIN alone', [policy({ scal2: ['webauthn', 'pin'] })], /pin begins with a PIN/],
    ['whose SCAL1 is a PIN alone', [policy({ scal1: ['pin'] })], /pin begins with a PIN/],
    ['whose SCAL2 is one category', [policy({ scal2: ['otp'], decides: ['otp'] })], /otp can never be enough/],
    [
      'whose SCAL2 rests on a code that may not decide',
      [policy({ scal2: ['otp+pin'] })],
      /otp\+pin can never be enough/,
    ],
    ['whose SCAL2 rests on a login that may not decide', [policy({ scal2: ['oidc'] })], /oidc can never be enough/],
    ['whose SCAL2 rests on a login of one category', [policy({ scal2: ['oidc+pin'], decides: ['oidc'] })], /can never/],
    [
      'whose SCAL2 rests on a protocol that no provider speaks',
      [policy({ scal2: ['saml'], decides: ['saml'] })],
      /saml can/,
    ],
    ['under which a PIN decides', [policy({ scal2: ['oidc+pin'], decides: ['pin'] })], /pin can never be enough/],
    ['whose SCAL2 is the decision alone', [policy({ scal2: ['consent'] })], /consent can never be enough/],
    ['whose SCAL2 is the decision and a PIN', [policy({ scal2: ['consent+pin'] })], /begins with a PIN/],
    ['with no way for SCAL2', [policy({ scal2: [] })], /no way for scal2/],
    ['with no way for SCAL1', [policy({ scal1: [] })], /no way for scal1/],
    ['that asks for an unknown kind', [policy({ scal1: ['password'] })], /password, which is no kind of proof/],
    ['that asks for nothing', [policy({ scal1: [''] })], /nothing, which is no kind of proof/],
    [
      'that lets phones be asked, and has no way by a phone alone',
      [policy({ push: true })],
      /push, and no way by device/,
    ],
    ['that asks for the same twice', [policy({ scal1: ['otp+otp'] })], /asks twice for one kind/],
  ];
  for (const [what, policies, message] of wrong)
    test(what, () =>
      assert.throws(() => checkPolicies(policies, [idp]), { name: 'SamStartError', code: 'configuration', message }),
    );
});

test('policies that let a code or a login decide with another category, and others for other groups, are taken', () => {
  checkPolicies(
    [
      policy(),
      policy({ group: '*', scal1: ['otp', 'consent'], scal2: ['device', 'webauthn+pin'] }),
      policy({ group: 'h', scal2: ['otp+pin', 'oidc+otp'], decides: ['otp', 'oidc'] }),
    ],
    [idp],
  );
  const strong = { ...idp, levels: [{ acr: 'high', level: 'high', categories: ['possession', 'knowledge'] as const }] };
  const byLogin = [policy({ scal2: ['oidc'], decides: ['oidc'] })];
  checkPolicies(byLogin, [idp, strong]);
  assert.throws(() => checkPolicies(byLogin, [{ ...strong, idpFresh: false }]), /oidc can never be enough/);
});
