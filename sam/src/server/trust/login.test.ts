import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LoginLevel, TrustedIdp } from '../config.ts';
import { checkIdps } from './check-idps.ts';
import { proofOf, wantedContexts, worthOf } from './login.ts';

/** A provider that speaks of eIDAS, of NIST SP 800-63, and of methods only. */
const levels: readonly LoginLevel[] = [
  { acr: 'http://eidas.europa.eu/LoA/high', level: 'high', categories: ['possession', 'knowledge'] },
  { acr: 'urn:mfa', amr: ['face'], level: 'AAL2', categories: ['possession', 'inherence'] },
  { acr: 'urn:mfa', level: 'AAL2', categories: ['possession', 'knowledge'] },
  { acr: 'urn:once', level: 'LoA2', categories: ['possession', 'knowledge'] },
  { amr: ['pwd', 'otp'], level: 'LoA3', categories: ['knowledge', 'possession'] },
  { amr: ['pwd'], level: 'low', categories: ['knowledge'] },
];
const idp: TrustedIdp = {
  issuer: 'https://idp.example',
  authorizeUrl: 'https://idp.example/authorize',
  clientId: 'c',
  jwks: { keys: [] },
  loa: 'high',
  levels,
  idpFresh: true,
};

describe('what a provider says of a login', () => {
  test('counts by the first row of its table that fits in all it names', () => {
    assert.equal(worthOf(idp, { acr: 'http://eidas.europa.eu/LoA/high', amr: ['pwd'] }).level, 'high');
    assert.deepEqual(worthOf(idp, { acr: 'urn:mfa', amr: ['pwd', 'face'] }).categories, ['possession', 'inherence']);
    assert.deepEqual(worthOf(idp, { acr: 'urn:mfa', amr: ['pwd'] }).categories, ['possession', 'knowledge']);
    assert.equal(worthOf(idp, { amr: ['otp', 'pwd'] }).level, 'substantial');
    assert.deepEqual(worthOf(idp, { acr: 'other', amr: ['pwd'] }), { level: 'low', categories: ['knowledge'] });
  });

  test('is worth nothing where it fits no row, or where there is no table', () => {
    for (const said of [{}, { acr: 'http://eidas.europa.eu/LoA/HIGH' }, { amr: ['otp'] }])
      assert.deepEqual(worthOf(idp, said), { level: 'low', categories: [] });
    assert.deepEqual(worthOf({}, { acr: 'urn:mfa' }), { level: 'low', categories: [] });
  });

  test('is class B only where officers set idp-fresh and it is better than low', () => {
    assert.equal(proofOf('oidc', idp, { acr: 'urn:mfa' }).class, 'B');
    assert.equal(proofOf('oidc', { ...idp, idpFresh: false }, { acr: 'urn:mfa' }).class, 'C');
    assert.equal(proofOf('oidc', idp, { acr: 'urn:once' }).class, 'C');
    assert.equal(proofOf('oidc', idp, {}).class, 'C');
  });

  test('is asked for by the contexts worth two categories, in the officers’ order', () => {
    assert.deepEqual(wantedContexts(idp), ['http://eidas.europa.eu/LoA/high', 'urn:mfa']);
  });
});

describe('a SAM does not start with a provider', () => {
  const withLevel = (row: LoginLevel) => [{ ...idp, levels: [row] }];
  const wrong: readonly (readonly [string, readonly TrustedIdp[], RegExp])[] = [
    [
      'whose address is none',
      [{ ...idp, authorizeUrl: 'idp.example' }],
      /authorizeUrl of https:\/\/idp.example is no URL/,
    ],
    ['one of whose levels fits every login', withLevel({ level: 'high', categories: [] }), /fits every login/],
    ['whose level is on no scale', withLevel({ acr: 'a', level: 'LoA1', categories: [] }), /LoA1 .* is no level/],
    [
      'whose category is none',
      withLevel({ acr: 'a', level: 'low', categories: ['place' as 'possession'] }),
      /place .* is no category/,
    ],
  ];
  for (const [what, idps, message] of wrong)
    test(what, () => assert.throws(() => checkIdps(idps), { name: 'SamStartError', code: 'configuration', message }));
});
