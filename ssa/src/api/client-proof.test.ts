import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import type { NewClient } from '@chancery/api';
import { wrongProof } from './client-proof.ts';

const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null'];
const pem = execFileSync('openssl', ['req', '-x509', ...key, '-subj', '/CN=web'], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
const certificate = new X509Certificate(pem);
const own = {
  ...certificate.publicKey.export({ format: 'jwk' }),
  x5c: [certificate.raw.toString('base64')],
};
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });

const named = { token_endpoint_auth_method: 'tls_client_auth' };
const dn = { ...named, tls_client_auth_subject_dn: 'CN=web,O=Bank,C=ES' };
const shown = { token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks: { keys: [own] } };
const keyed = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [other] } };
const fapi = {
  ...keyed,
  profile: 'fapi2',
  dpop_bound_access_tokens: true,
  redirect_uris: ['https://bank.example/back'],
};
const judged = (client: object) => wrongProof(client as Omit<NewClient, 'provider'>);

test('a way to prove who one is without what it needs, or with what is of another, is told', () => {
  const wrong: readonly [object, RegExp][] = [
    [named, /comes one name/],
    [{ ...dn, tls_client_auth_san_dns: 'bank.example' }, /comes one name/],
    [{ ...keyed, tls_client_auth_san_dns: 'bank.example' }, /comes one name/],
    [{ ...named, tls_client_auth_subject_dn: 'web' }, /RFC 4514/],
    [{ ...dn, tls_client_certificate_bound_access_tokens: true, dpop_bound_access_tokens: true }, /not to both/],
    [{ ...fapi, profile: 'fapi2', dpop_bound_access_tokens: false }, /bound to a certificate or a key/],
    [{ ...fapi, redirect_uris: ['http://bank.example/back'] }, /to https/],
    [{ profile: 'fapi2', dpop_bound_access_tokens: true }, /by a key or a certificate/],
    [{ require_signed_request_object: true }, /^Keys come with/],
    [{ ...shown, jwks: undefined }, /^Keys come with/],
    [{ ...dn, jwks: { keys: [other] } }, /^Keys come with/],
    [{ ...shown, jwks: { keys: [other] } }, /x5c\) comes with each/],
    [{ ...keyed, jwks: { keys: [own] } }, /x5c\) comes with each/],
    [{ ...shown, jwks: { keys: [{ ...other, x5c: own.x5c }] } }, /not of its key/],
    [{ ...shown, jwks: { keys: [{ ...own, x5c: ['MIIB'] }] } }, /not of its key/],
  ];
  for (const [client, words] of wrong) assert.match(judged(client) ?? 'nothing', words, JSON.stringify(client));
});

test('what is whole is taken', () => {
  for (const client of [
    {},
    keyed,
    fapi,
    { require_signed_request_object: true, jwks: keyed.jwks },
    dn,
    { ...named, tls_client_auth_san_ip: '192.0.2.7' },
    shown,
  ])
    assert.equal(judged(client), undefined);
});
