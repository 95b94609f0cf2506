import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runSam } from './sam.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-sam-check-'));
before(() => {
  writeFileSync(join(folder, 'idp.jwks.json'), '{"keys":[]}');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const out = ['-keyout', 'key.pem', '-out', 'idp.pem', '-subj', '/CN=idp'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...out], { cwd: folder, stdio: 'ignore' });
});
after(() => rmSync(folder, { recursive: true }));

const mfa = { acr: 'https://refeds.org/profile/mfa', level: 'AAL2', categories: ['knowledge', 'possession'] };
const common = { clientId: 'approvals', loa: 'substantial', idpFresh: true, levels: [mfa] };
const oidc = { issuer: 'https://a', authorizeUrl: 'https://a/authorize', jwksFile: 'idp.jwks.json', ...common };
const saml = {
  protocol: 'saml',
  issuer: 'https://b',
  authorizeUrl: 'https://b/sso',
  certificateFiles: ['idp.pem'],
  ...common,
};
const policy = {
  group: '*',
  id: 'p',
  scal1: ['consent'],
  scal2: ['webauthn', 'oidc', 'saml'],
  decides: ['oidc', 'saml'],
};
const whole = {
  aud: 'sam://x',
  database: { folder: 'db' },
  module: { folder: 'module' },
  listen: { ssa: { socket: 'ssa' }, sic: { socket: 'sic' } },
  sic: { origin: 'https://sic.example', rpId: 'sic.example', name: 'x' },
  returnOrigins: [],
  idps: [oidc, saml],
  policies: [policy],
};

async function check(more: object): Promise<void> {
  const config = join(folder, 'sam.json');
  writeFileSync(config, JSON.stringify({ ...whole, ...more }));
  await runSam({ config, check: true });
}

describe('chancery sam --check', () => {
  test('takes providers of both protocols and a policy that lets them decide', () => check({}));

  test('takes a pool of keys', () => check({ pool: [{ algorithm: 'RSA-3072', size: 20, warnBelow: 5 }] }));

  const wrong: readonly (readonly [string, object, RegExp])[] = [
    [
      'that rests on a provider that may not decide',
      { policies: [{ ...policy, decides: ['oidc'] }] },
      /saml can never/,
    ],
    ['that lets a PIN decide', { policies: [{ ...policy, decides: ['pin'] }] }, /decides/],
    ['of a provider without certificates', { idps: [oidc, { ...saml, certificateFiles: [] }] }, /certificateFiles/],
    ['of a level on no scale', { idps: [oidc, { ...saml, levels: [{ ...mfa, level: 'gold' }] }] }, /gold/],
    ['of a provider with the keys of both', { idps: [oidc, { ...saml, jwksFile: 'idp.jwks.json' }] }, /idps/],
  ];

  for (const [what, more, message] of wrong)
    test(`refuses a policy or trust ${what}`, () => assert.rejects(check(more), { message }));

  const pool = { algorithm: 'RSA-3072', size: 20, warnBelow: 5 };
  const module = {
    type: 'pkcs11',
    library: '/m.so',
    provider: 'softhsm2',
    tokens: [{ label: 'a', pinFile: 'pin' }],
    keys: ['P-256', 'RSA-2048'],
  };
  const pools: readonly (readonly [string, object, RegExp])[] = [
    ['of what is made at once', { pool: [{ ...pool, algorithm: 'P-256' }] }, /\/pool\/0\/algorithm/],
    ['of a word too many', { pool: [{ ...pool, maxAge: 3 }] }, /\/pool\/0/],
    ['that warns when it is empty', { pool: [{ ...pool, warnBelow: 0 }] }, /pool\[0\]\.warnBelow/],
    ['named twice', { pool: [pool, pool] }, /pool\[1\]: RSA-3072 of SCAL2 is named twice/],
    [
      'of keys that the module does not make',
      { pool: [pool], module },
      /\/pool\/0\/algorithm RSA-3072 is not among module\.keys/,
    ],
  ];
  for (const [what, more, message] of pools)
    test(`refuses a pool ${what}`, () => assert.rejects(check(more), { message }));
});
