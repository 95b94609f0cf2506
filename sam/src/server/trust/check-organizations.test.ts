import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { OrganizationKey, TrustedOrganization } from '../config.ts';
import { checkOrganizations } from './check-organizations.ts';

const key = async (alg: string, more: JWK = {}): Promise<JWK> => {
  const { publicKey } = await generateKeyPair(alg);
  return { ...(await exportJWK(publicKey)), kid: 'k', ...more };
};
const good = await key('ES256');
const other = await key('ES512');
const organization = (more: Partial<TrustedOrganization> = {}): TrustedOrganization => ({
  id: 'o-1',
  attributes: { country: 'ES', organization: 'A, S.L.', organizationIdentifier: 'VATES-B12345678', commonName: 'A' },
  loa: 'high',
  keys: [{ jwk: good, hardware: true }],
  ...more,
});
const withKey = (jwk: JWK, more: Partial<OrganizationKey> = {}) =>
  organization({ keys: [{ jwk, hardware: true, ...more }] });

describe('a SAM does not start with an organisation', () => {
  const { attributes } = organization();
  const wrong: readonly (readonly [string, readonly TrustedOrganization[], RegExp])[] = [
    ['that is there twice', [organization(), organization()], /two organizations have the id o-1/],
    [
      'whose identifier is none',
      [organization({ attributes: { ...attributes, organizationIdentifier: 'B12345678' } })],
      /o-1 is no legal person/,
    ],
    ['without a country', [organization({ attributes: { ...attributes, country: '' } })], /no legal person/],
    ['whose key has no name', [withKey({ ...good, kid: '' })], /has no kid/],
    [
      'with two keys of one name',
      [organization({ keys: [1, 2].map(() => ({ jwk: good, hardware: true })) })],
      /two keys of o-1 have the kid k/,
    ],
    ['with a private key', [withKey({ ...good, d: 'AAAA' })], /not a public key/],
    ['with a shared secret', [withKey({ kty: 'oct', k: 'AAAA', kid: 'k' })], /not a public key/],
    ['with a key on another curve', [withKey(other)], /neither RSA/],
    ['with an RSA key of 1024 bits', [withKey({ kty: 'RSA', e: 'AQAB', n: 'w'.repeat(171), kid: 'k' })], /neither RSA/],
    ['with something that is no key', [withKey({ kty: 'EC', kid: 'k' })], /neither RSA/],
    ['whose key ends at no time', [withKey(good, { until: 'soon' })], /until of k is no time/],
  ];
  for (const [what, organizations, message] of wrong)
    test(what, () =>
      assert.throws(() => checkOrganizations(organizations), { name: 'SamStartError', code: 'configuration', message }),
    );
});

test('organisations with keys of P-256, P-384 and RSA, or with none, are taken', async () => {
  const keys = [good, await key('ES384', { kid: 'k2' }), await key('PS256', { kid: 'k3' })];
  checkOrganizations([
    organization({ keys: keys.map((jwk) => ({ jwk, hardware: false, until: '2030-01-01T00:00:00Z' })) }),
    organization({ id: 'o-2', keys: [] }),
  ]);
});
