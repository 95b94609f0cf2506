/**
 * Clients with certificates, and tokens that are bound to what a client has: a certificate (RFC 8705), which comes in a header here as from a
 * proxy, or a key (RFC 9449).
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyPairKeyObjectResult,
  randomUUID,
  sign,
  X509Certificate,
} from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createClient } from '@chancery/store';
import { authorizeUrl, Browser, onBothDatabases, proofKey, redirect, type World } from './world.test.ts';

const folder = mkdtempSync(join(tmpdir(), 'bound-tokens-'));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** A certificate by openssl, of this issuer or of itself. */
function certificate(
  name: string,
  subject: string,
  issuer?: string,
  extensions = 'keyUsage=digitalSignature',
  days = 2,
) {
  writeFileSync(at(`${name}.ext`), extensions);
  const by = issuer === undefined ? ['-signkey', `${name}.key`] : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`];
  openssl('req', ...newKey, '-keyout', `${name}.key`, '-subj', subject, '-out', `${name}.csr`);
  openssl(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    ...by,
    '-days',
    String(days),
    '-extfile',
    `${name}.ext`,
    '-out',
    `${name}.pem`,
  );
  return new X509Certificate(readFileSync(at(`${name}.pem`))).raw;
}

const authority = 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign';
const clients = 'extendedKeyUsage=clientAuth';
const names = 'subjectAltName=DNS:app.bank.example,URI:https://bank.example/app,IP:2001:db8::7,email:it@bank.example';
const ca = certificate('ca', '/CN=Authority', undefined, authority);
certificate('strange', '/CN=Authority', undefined, authority);
const good = certificate('good', '/C=ES/O=Bank/CN=web', 'ca', `${clients}\n${names}`);
const renewed = certificate('renewed', '/C=ES/O=Bank/CN=web', 'ca', clients);
const other = certificate('other', '/C=ES/O=Bank/CN=other', 'ca', clients);
const foreign = certificate('foreign', '/C=ES/O=Bank/CN=web', 'strange', clients);
const server = certificate('server', '/C=ES/O=Bank/CN=web', 'ca', 'extendedKeyUsage=serverAuth');
const inner = certificate('inner', '/C=ES/O=Bank/CN=web', 'ca', authority);
const expired = certificate('expired', '/C=ES/O=Bank/CN=web', 'ca', clients, -1);
const own = certificate('own', '/CN=own');
/** The address of the client, and octets behind it: one too many, or a mask (RFC 5280, 4.2.1.10, where a name is meant for many). */
const address = '20010db8000000000000000000000007';
const [longer, masked] = [`${address}00`, `${address}${'ff'.repeat(16)}`].map((octets) => {
  const name = `87${(octets.length / 2).toString(16).padStart(2, '0')}${octets}`;
  const names = `subjectAltName=DER:30${(name.length / 2).toString(16).padStart(2, '0')}${name}`;
  return certificate(`ip${octets.length}`, '/CN=web', 'ca', `${clients}\n${names}`);
});

const header = 'x-certificate';
type Shown = Buffer | undefined;
const showing = (der: Shown) => (der === undefined ? {} : { [header]: der.toString('base64') });

async function ask({ issuer }: World, path: string, form: Record<string, string>, shown: Shown, more: object = {}) {
  const headers = { ...showing(shown), ...more };
  const answer = await fetch(`${issuer}/oauth2/${path}`, { method: 'POST', headers, body: new URLSearchParams(form) });
  const body = (await answer.json()) as Readonly<Record<string, unknown>>;
  return { status: answer.status, body, access: String(body['access_token']) };
}

const alone = (client_id: string) => ({ grant_type: 'client_credentials', client_id });

async function register({ store: { db } }: World, client_id: string, metadata: object): Promise<void> {
  await createClient(db, client_id, 'p', {
    client_id,
    redirect_uris: [redirect],
    grant_types: ['authorization_code', 'client_credentials'],
    scope: 'openid service',
    tls_client_certificate_bound_access_tokens: true,
    ...metadata,
  });
}

const newPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const [held, stranger] = [newPair(), newPair()];
const digest = (text: string) => createHash('sha256').update(text).digest('base64url');
const base64url = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);

/** A proof of the key for this request (RFC 9449, 4.2), or one that is not as it should be. */
function proof(claims: object, header: object = {}, { publicKey, privateKey }: KeyPairKeyObjectResult = held): string {
  const jwk = publicKey.export({ format: 'jwk' });
  const head = base64url({ typ: 'dpop+jwt', alg: 'ES256', jwk, ...header });
  const signed = `${head}.${base64url({ jti: randomUUID(), iat: now(), ...claims })}`;
  const hmac = JSON.stringify(header).includes('HS256') && createHmac('sha256', 'known').update(signed).digest();
  const value = hmac || sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${value.toString('base64url')}`;
}

const api = { method: 'GET', url: 'https://sign.example/api/v1/accounts?issuer=a' };

const subjects = {
  dn: { tls_client_auth_subject_dn: 'CN=web,O=Bank,C=ES' },
  dns: { tls_client_auth_san_dns: 'app.bank.example' },
  uri: { tls_client_auth_san_uri: 'https://bank.example/app' },
  ip: { tls_client_auth_san_ip: '2001:db8:0::7' },
  mail: { tls_client_auth_san_email: 'it@bank.example' },
};

const define = (open: () => World) => {
  before(async () => {
    for (const [id, subject] of Object.entries(subjects))
      await register(open(), id, { token_endpoint_auth_method: 'tls_client_auth', ...subject });
    const key = { ...new X509Certificate(own).publicKey.export({ format: 'jwk' }), x5c: [own.toString('base64')] };
    const jwks = { keys: [key] };
    await register(open(), 'own', { token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks });
    await register(open(), 'secret', { client_secret: 's' });
    const unbound = { tls_client_certificate_bound_access_tokens: false };
    await register(open(), 'key', { client_secret: 's', ...unbound, dpop_bound_access_tokens: true });
    await register(open(), 'plain', { client_secret: 's', ...unbound });
  });

  const refused: readonly [string, string, Shown][] = [
    ['no certificate', 'dn', undefined],
    ['another subject', 'dn', other],
    ['the same subject, by another authority of the same name', 'dn', foreign],
    ['a certificate for servers', 'dn', server],
    ['an authority itself', 'dn', inner],
    ['one that has expired', 'dn', expired],
    ['one by itself', 'dn', own],
    ['no alternative name', 'dns', renewed],
    ['no such address', 'uri', renewed],
    ['an address of seventeen octets', 'ip', longer],
    ['an address with its mask, of thirty-two', 'ip', masked],
    ['what is no certificate', 'dn', Buffer.from('nothing of the kind')],
    ['one that is not registered', 'own', good],
  ];
  for (const [what, client, shown] of refused)
    test(`a client is refused that shows ${what}`, async () => {
      const { status, body } = await ask(open(), 'token', alone(client), shown);
      assert.deepEqual([status, body['error']], [401, 'invalid_client']);
    });

  test('a client is known by the subject or another name of a certificate, or by the very certificate', async () => {
    const shown = [...Object.keys(subjects).map((id) => [id, good] as const), ['own', own] as const];
    for (const [id, der] of shown) assert.equal((await ask(open(), 'token', alone(id), der)).status, 200, id);
    assert.equal((await ask(open(), 'token', alone('dn'), renewed)).status, 200);
  });

  test('a bound token is worth nothing without its certificate, also to who has another of the same name', async () => {
    const { authorization } = open();
    const { access } = await ask(open(), 'token', alone('dn'), good);
    for (const possession of [undefined, {}, { certificate: renewed }, { certificate: Buffer.alloc(0) }])
      for (const judge of [authorization.bearer, authorization.anyBearer])
        assert.equal(await judge(access, possession), undefined);
    const bearer = await authorization.bearer(access, { certificate: good });
    const { fingerprint256 } = new X509Certificate(good);
    const thumbprint = Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
    assert.deepEqual([bearer?.client, bearer?.cnf], ['dn', { 'x5t#S256': thumbprint }]);
    const told = await ask(open(), 'introspect', { token: access, client_id: 'dn' }, renewed);
    assert.deepEqual([told.body['active'], told.body['cnf']], [true, { 'x5t#S256': thumbprint }]);
  });

  test('a client with a secret that wants bound tokens gets none without a certificate', async () => {
    const authorization = `Basic ${Buffer.from('secret:s').toString('base64')}`;
    const form = { grant_type: 'client_credentials' };
    const without = await ask(open(), 'token', form, undefined, { authorization });
    assert.deepEqual([without.status, without.body['error']], [400, 'invalid_grant']);
    const { access } = await ask(open(), 'token', form, own, { authorization });
    assert.equal(await open().authorization.bearer(access), undefined);
    assert.ok(await open().authorization.bearer(access, { certificate: own }));
  });

  test('a person’s token is bound as well: userinfo wants the certificate', async () => {
    const { verifier: code_verifier, challenge } = proofKey();
    const start = authorizeUrl(open(), { client_id: 'own', scope: 'openid', ...challenge });
    const { url } = await new Browser().logIn(start);
    const code = new URL(url).searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', client_id: 'own', code, redirect_uri: redirect, code_verifier };
    const { access } = await ask(open(), 'token', form, own);
    const info = async (shown: Shown) => {
      const headers = { authorization: `Bearer ${access}`, ...showing(shown) };
      return (await fetch(`${open().issuer}/oauth2/userinfo`, { headers })).status;
    };
    assert.deepEqual([await info(undefined), await info(good), await info(own)], [401, 401, 200]);
  });

  const basicOf = (id: string) => `Basic ${Buffer.from(`${id}:s`).toString('base64')}`;
  const toToken = () => ({ htm: 'POST', htu: `${open().issuer}/oauth2/token` });
  const proving = (
    dpop: string | undefined,
    id = 'key',
    form: Record<string, string> = { grant_type: 'client_credentials' },
  ) => ask(open(), 'token', form, undefined, { authorization: basicOf(id), ...(dpop && { dpop }) });

  const unproven: readonly [string, () => string | undefined, string][] = [
    ['no proof', () => undefined, 'invalid_grant'],
    ['what is none', () => 'a.b.c', 'invalid_dpop_proof'],
    [
      'one for another address',
      () => proof({ ...toToken(), htu: `${open().issuer}/oauth2/introspect` }),
      'invalid_dpop_proof',
    ],
    ['one for another method', () => proof({ ...toToken(), htm: 'GET' }), 'invalid_dpop_proof'],
    ['one of yesterday', () => proof({ ...toToken(), iat: now() - 86_400 }), 'invalid_dpop_proof'],
    [
      'one that another key has signed',
      () => proof(toToken(), { jwk: stranger.publicKey.export({ format: 'jwk' }) }),
      'invalid_dpop_proof',
    ],
  ];
  for (const [what, make, error] of unproven)
    test(`a client that proves its key gets no token with ${what}`, async () => {
      const { status, body } = await proving(make());
      assert.deepEqual([status, body['error']], [400, error]);
    });

  test('a proof is taken once: of fifty at once, at either end, one is answered', async () => {
    const dpop = proof(toToken());
    const replies = await Promise.all(Array.from({ length: 50 }, () => proving(dpop)));
    const tokens = replies.filter(({ status }) => status === 200);
    assert.deepEqual([tokens.length, tokens[0]?.body['token_type']], [1, 'DPoP']);
    const access = tokens[0]?.access ?? '';
    const ahead = proof({
      htm: 'GET',
      htu: 'https://sign.example/api/v1/accounts',
      ath: digest(access),
      iat: now() + 200,
    });
    const possession = { dpop: { ...api, proof: ahead } };
    const bearers = await Promise.all(
      Array.from({ length: 50 }, () => open().authorization.bearer(access, possession)),
    );
    assert.deepEqual(
      bearers.filter((one) => one !== undefined).map(({ client }) => client),
      ['key'],
    );
  });

  test('a token that is bound to a key is worth nothing without a proof for this request by this key', async () => {
    const { access } = await proving(proof(toToken()));
    const plain = (await proving(undefined, 'plain')).access;
    const right = { htm: 'GET', htu: 'https://sign.example/api/v1/accounts', ath: digest(access) };
    const jwk = held.privateKey.export({ format: 'jwk' });
    const wrong: Record<string, string> = {
      'no proof': '',
      'another method': proof({ ...right, htm: 'POST' }),
      'another address': proof({ ...right, htu: 'https://sign.example/api/v1/devices' }),
      'another host': proof({ ...right, htu: 'https://other.example/api/v1/accounts' }),
      'another token': proof({ ...right, ath: digest(plain) }),
      'no token': proof({ ...right, ath: undefined }),
      'six minutes ago': proof({ ...right, iat: now() - 360 }),
      'in six minutes': proof({ ...right, iat: now() + 360 }),
      'no time': proof({ ...right, iat: undefined }),
      'no name': proof({ ...right, jti: undefined }),
      'another key': proof(right, {}, stranger),
      'a key that did not sign': proof(right, { jwk: stranger.publicKey.export({ format: 'jwk' }) }),
      'the private key in it': proof(right, { jwk }),
      'another kind of JWT': proof(right, { typ: 'JWT' }),
      'a secret that everybody knows': proof(right, { alg: 'HS256', jwk: { kty: 'oct', k: 'a25vd24' } }),
      'no algorithm': proof(right, { alg: 'none' }),
    };
    const { bearer } = open().authorization;
    for (const [what, text] of Object.entries(wrong))
      assert.equal(await bearer(access, { dpop: { ...api, proof: text } }), undefined, what);
    assert.equal(await bearer(access), undefined, 'as a bearer');
    const forPlain = proof({ ...right, ath: digest(plain) });
    assert.equal(await bearer(plain, { dpop: { ...api, proof: forPlain } }), undefined, 'a token that is not bound');
    const { cnf } = (await bearer(access, { dpop: { ...api, proof: proof(right) } })) ?? {};
    assert.match(cnf?.jkt ?? '', /^[A-Za-z0-9_-]{43}$/);
  });

  test('userinfo wants the proof of a person’s token', async () => {
    const { verifier: code_verifier, challenge } = proofKey();
    const { url } = await new Browser().logIn(
      authorizeUrl(open(), { client_id: 'key', scope: 'openid', ...challenge }),
    );
    const code = new URL(url).searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier };
    const { access } = await proving(proof(toToken()), 'key', form);
    const right = { htm: 'GET', htu: `${open().issuer}/oauth2/userinfo`, ath: digest(access) };
    const info = async (scheme: string, dpop: string) => {
      const headers = { authorization: `${scheme} ${access}`, dpop };
      return (await fetch(right.htu, { headers })).status;
    };
    const statuses = [
      await info('Bearer', proof(right)),
      await info('DPoP', proof(right, {}, stranger)),
      await info('DPoP', proof(right)),
    ];
    assert.deepEqual(
      statuses.map((status) => status === 200),
      [false, false, true],
    );
  });

  test('discovery tells of certificates and proofs', async () => {
    const answer = await fetch(`${open().issuer}/.well-known/oauth-authorization-server`);
    const told = (await answer.json()) as Record<string, readonly string[] | boolean>;
    assert.equal(told['tls_client_certificate_bound_access_tokens'], true);
    assert.deepEqual(told['dpop_signing_alg_values_supported'], ['ES256', 'PS256', 'EdDSA', 'Ed25519']);
    const methods = told['token_endpoint_auth_methods_supported'] as readonly string[];
    assert.deepEqual(
      methods.filter((one) => one.includes('tls')),
      ['tls_client_auth', 'self_signed_tls_client_auth'],
    );
  });

  test('nothing of this was an error of ours', () => {
    assert.deepEqual(
      open().lines.filter((line) => line.includes('"level":50')),
      [],
    );
  });
};

onBothDatabases(define, () => ({
  clientCertificates: {
    of: ({ headers }) => {
      const shown = headers[header];
      return typeof shown === 'string' ? new Uint8Array(Buffer.from(shown, 'base64')) : undefined;
    },
    authorities: [new Uint8Array(ca)],
  },
}));
