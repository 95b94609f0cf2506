import assert from 'node:assert/strict';
import { createHash, randomUUID, verify, X509Certificate } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { NewClient } from '@chancery/api';
import { AdminClient } from '@chancery/api/client';
import { signerBrowser } from '@chancery/sandbox';
import * as oauth from 'openid-client';
import { authorize, begin, type OAuthClient, oauthClient, redeem } from './oauth-client.ts';
import { createKey, csc, type Enrolled, enrol, openWorld, person, type World } from './world.ts';

const p256 = { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2 } as const;
const sha256 = '2.16.840.1.101.3.4.2.1';
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';

let world: World;
let application: OAuthClient;
let ana: Signer;
let luis: Signer;

interface Signer extends Enrolled {
  readonly credentialID: string;
  /** Of scope service. */
  readonly bearer: string;
}

async function signer(username: string): Promise<Signer> {
  const enrolled = await enrol(world, person(username));
  const credentialID = await createKey(world, enrolled, p256);
  const { access_token } = await authorize(application, world, enrolled, { scope: 'service' });
  return { ...enrolled, credentialID, bearer: `Bearer ${access_token}` };
}

before(async () => {
  world = await openWorld();
  application = await oauthClient(world);
  ana = await signer('ana');
  luis = await signer('luis');
});
after(() => world?.close());

/** A document, and its hash as the two protocols write it. */
function document() {
  const text = Buffer.from(`A contract ${randomUUID()}`);
  const hash = createHash('sha256').update(text).digest();
  return { text, query: hash.toString('base64url'), member: hash.toString('base64') };
}

const asking = ({ credentialID }: Signer, hash: string) => ({
  scope: 'credential',
  credentialID,
  numSignatures: '1',
  hash,
});

/** The SAD of one approved hash. */
async function approved(who: Signer, hash: string): Promise<string> {
  return (await authorize(application, world, who, asking(who, hash))).access_token;
}

function signHash({ bearer, credentialID }: Signer, SAD: string, hash: string, change: object = {}) {
  const body = { credentialID, SAD, hash: [hash], signAlgo: ecdsaWithSha256, ...change };
  return csc(world, 'signatures/signHash', body, bearer);
}

function refusal(error_description: string) {
  return { error: 'invalid_request', error_description };
}

test('scope service by code and PKCE: the application reads which credentials there are', async () => {
  assert.equal(application.tokenTypes[0], 'Bearer');
  const list = await csc(world, 'credentials/list', {}, ana.bearer);
  assert.deepEqual([list.status, list.body], [200, { credentialIDs: [ana.credentialID] }]);
  const { body } = await csc(world, 'credentials/info', { credentialID: ana.credentialID, authInfo: true }, ana.bearer);
  assert.deepEqual([body.authMode, body.SCAL, body.PIN], ['oauth2code', '2', undefined]);
});

test('scope credential: one approval, a token of type SAD, a value that the certificate confirms', async () => {
  const { text, query, member } = document();
  const sad = await approved(ana, query);
  assert.equal(application.tokenTypes.at(-1), 'SAD');
  const info = await csc(world, 'credentials/info', { credentialID: ana.credentialID }, ana.bearer);
  assert.equal(info.status, 200, JSON.stringify(info.body));
  const certificate = new X509Certificate(Buffer.from(info.body.cert.certificates[0], 'base64'));
  assert.match(certificate.subject, /CN=Ana Ruiz García/);
  const { status, body } = await signHash(ana, sad, member);
  assert.equal(status, 200, JSON.stringify(body));
  assert.ok(verify('sha256', text, certificate.publicKey, Buffer.from(body.signatures[0], 'base64')));
});

test('a key of SCAL1 without a PIN is no explicit one: it is approved over OAuth like those of SCAL2', async () => {
  const { text, query, member } = document();
  const credentialID = await createKey(world, ana, { ...p256, scal: 1 });
  const plain = { ...ana, credentialID };
  const { body } = await csc(world, 'credentials/info', { credentialID, authInfo: true }, ana.bearer);
  assert.deepEqual([body.authMode, body.SCAL, body.PIN], ['oauth2code', '1', undefined]);
  const byPin = await csc(world, 'credentials/authorize', { credentialID, numSignatures: 1, PIN: '1234' }, ana.bearer);
  assert.match(byPin.body.error_description, /is not authorized by this method/);
  const signed = await signHash(plain, await approved(plain, query), member);
  const { publicKey } = new X509Certificate(Buffer.from(body.cert.certificates[0], 'base64'));
  assert.ok(verify('sha256', text, publicKey, Buffer.from(signed.body.signatures[0], 'base64')));
});

test('in the words of v2, pushed first: a token of type Bearer, as strict clients want it, worth the same', async () => {
  const { query: hashes, member } = document();
  const { hash: _, ...asked } = asking(ana, hashes);
  const words = { ...asked, hashes, hashAlgorithmOID: '2.16.840.1.101.3.4.2.1' };
  const flow = await begin(application, world, words, oauth.buildAuthorizationUrlWithPAR);
  assert.deepEqual([...flow.url.searchParams.keys()].sort(), ['client_id', 'request_uri']);
  const { page } = await ana.signer.approve(flow.url.href, ana.person);
  const { access_token } = await redeem(application, flow, page.url);
  assert.equal(application.tokenTypes.at(-1), 'Bearer');
  const body = { credentialID: ana.credentialID, hashes: [member], signAlgo: ecdsaWithSha256, signAlgoParams: null };
  const signed = await csc(world, 'signatures/signHash', body, `Bearer ${access_token}`, 'v2');
  assert.equal(signed.body.signatures?.length, 1, 'the token in the header is the SAD');
  const again = await ana.signer.approve(flow.url.href, ana.person);
  assert.equal(again.page.url.searchParams.get('code'), null);
});

test('authorization_details, as wallets push and repeat them: what comes says what was approved, and signs it', async () => {
  const { text, member } = document();
  const documentDigests = [{ hash: member, label: 'Contract.pdf', hashType: 'DTBSR' }];
  const asked = { type: 'https://cloudsignatureconsortium.org/2025/credential', documentDigests };
  const byRank = { ...asked, signatureQualifier: 'eu_eidas_aes', hashAlgorithmOID: '2.16.840.1.101.3.4.2.1' };
  const authorization_details = JSON.stringify([byRank]);
  const query = { scope: 'credential', prompt: 'login', authorization_details };
  const flow = await begin(application, world, query, oauth.buildAuthorizationUrlWithPAR);
  const { page } = await luis.signer.approve(flow.url.href, luis.person);
  const answer = await redeem(application, flow, page.url, { authorization_details });
  assert.deepEqual(answer.authorization_details, [{ ...byRank, credentialID: luis.credentialID, numSignatures: 1 }]);
  const token = `Bearer ${answer.access_token}`;
  const info = await csc(world, 'credentials/info', { credentialID: luis.credentialID }, token);
  const { publicKey } = new X509Certificate(Buffer.from(info.body.cert.certificates[0], 'base64'));
  const { body } = await signHash({ ...luis, bearer: token }, answer.access_token, member);
  assert.ok(verify('sha256', text, publicKey, Buffer.from(body.signatures[0], 'base64')));
});

test('an approved document is signed with a SCAL2 key by a CMS, a JWS or an XML signature that names it: no other one, and not its hash by itself', async () => {
  const { text, member: hash } = document();
  const contract = { hash, hashType: 'SDR', label: 'A contract' };
  const digests = { documentDigests: Array.from({ length: 6 }, () => contract), hashAlgorithmOID: sha256 };
  const details = [{ type: 'credential', credentialID: ana.credentialID, ...digests }];
  const asked = { scope: 'credential', authorization_details: JSON.stringify(details) };
  const { access_token } = await authorize(application, world, ana, asked);
  const by = { credentialID: ana.credentialID, signAlgo: ecdsaWithSha256 };
  const v2 = (method: string, body: object) => csc(world, method, { ...by, ...body }, `Bearer ${access_token}`, 'v2');
  const signDoc = (octets: Buffer, more: object = { signature_format: 'C', conformance_level: 'AdES-B-T' }) =>
    v2('signatures/signDoc', { documents: [{ ...by, ...more, document: octets.toString('base64') }] });
  const itself = await v2('signatures/signHash', { hashes: [hash] });
  assert.equal(itself.body.error_description, 'Hash is not authorized by the SAD');
  const other = await signDoc(document().text);
  assert.deepEqual([other.status, other.body.error], [403, 'invalid_hash']);
  const signed = await signDoc(text);
  assert.equal(signed.body.DocumentWithSignature?.length, 1, JSON.stringify(signed.body));
  const json = await signDoc(text, { signature_format: 'J' });
  assert.equal(json.body.DocumentWithSignature?.length, 1, JSON.stringify(json.body));
  const listed = await signDoc(text, { signature_format: 'J', signed_envelope_property: 'Detached' });
  assert.equal(listed.body.SignatureObject?.length, 1, JSON.stringify(listed.body));
  const named = { signature_format: 'X', document_name: "Verträge/a (1)'*!.txt", container: 'No' };
  for (const how of [
    { signed_envelope_property: 'Detached' },
    { signed_envelope_property: 'Enveloping' },
    { container: 'ASiC-E' },
  ])
    assert.equal((await signDoc(text, { ...named, ...how })).status, 200, JSON.stringify(how));
  assert.equal((await signDoc(text)).body.error_description, 'Invalid parameter SAD');
});

test('the SAD may also be the token in the header: it reads and uses the one credential it was approved for', async () => {
  const { query, member } = document();
  const sad = await approved(ana, query);
  const holder = { ...ana, bearer: `Bearer ${sad}` };
  assert.equal((await csc(world, 'credentials/info', { credentialID: ana.credentialID }, holder.bearer)).status, 200);
  assert.equal((await csc(world, 'credentials/list', {}, holder.bearer)).body.error, 'unauthorized_client');
  assert.equal((await signHash(holder, sad, member)).status, 200);
});

test('a code is worth nothing with another verifier (RFC 7636, 4.6)', async () => {
  const flow = await begin(application, world, { scope: 'service' });
  const { page } = await ana.signer.approve(flow.url.href, ana.person);
  const stranger = { ...flow, verifier: oauth.randomPKCECodeVerifier() };
  await assert.rejects(redeem(application, stranger, page.url), { error: 'invalid_grant' });
});

test('another hash than the approved one is refused, and spends nothing; the approved one is signed once', async () => {
  const [one, other] = [document(), document()];
  const sad = await approved(ana, one.query);
  assert.deepEqual((await signHash(ana, sad, other.member)).body, refusal('Hash is not authorized by the SAD'));
  const both = { hash: [one.member, other.member] };
  assert.deepEqual((await signHash(ana, sad, '', both)).body, refusal('Hash is not authorized by the SAD'));
  assert.equal((await signHash(ana, sad, one.member)).status, 200);
  assert.deepEqual((await signHash(ana, sad, one.member)).body, refusal('Invalid parameter SAD'));
});

test('fifty calls with one SAD bring one value', async () => {
  const { query, member } = document();
  const sad = await approved(ana, query);
  const answers = await Promise.all(Array.from({ length: 50 }, () => signHash(ana, sad, member)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
});

test('a SAD is for the credential it was approved for: not another’s, not another of the same person', async () => {
  const { query, member } = document();
  const sad = await approved(ana, query);
  const second = { ...ana, credentialID: await createKey(world, ana, p256) };
  for (const who of [luis, second])
    assert.deepEqual((await signHash(who, sad, member)).body, refusal('Invalid parameter SAD'));
  const { body } = await signHash(luis, sad, member, { credentialID: ana.credentialID });
  assert.deepEqual(body, refusal('Invalid parameter credentialID'));
  assert.equal((await signHash(ana, sad, member)).status, 200);
});

test('a SAD that the application revokes signs nothing; revoking says 204 whatever there was (8.3.4)', async () => {
  const { query, member } = document();
  const sad = await approved(ana, query);
  const { clientId, clientSecret } = world.provider;
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  for (const token of [sad, sad, 'unknown']) {
    const form = { method: 'POST', headers: { authorization }, body: new URLSearchParams({ token }) };
    assert.equal((await fetch(`${world.engine.origins.ssa}/oauth2/revoke`, form)).status, 204);
  }
  assert.deepEqual((await signHash(ana, sad, member)).body, refusal('Invalid parameter SAD'));
});

test('nobody asks for an approval of another person’s credential', async () => {
  const { query } = document();
  const flow = await begin(application, world, asking(ana, query));
  const { page, steps } = await luis.signer.approve(flow.url.href, luis.person);
  assert.equal(page.url.searchParams.get('error_description'), 'Invalid parameter credentialID');
  assert.ok(steps.every(({ kind }) => kind !== 'sign'));
});

test('what the signer refuses is access_denied', async () => {
  const flow = await begin(application, world, asking(ana, document().query));
  const { page } = await ana.signer.refuse(flow.url.href, ana.person);
  await assert.rejects(redeem(application, flow, page.url), { error: 'access_denied' });
});

const arc = 'https://cloudsignatureconsortium.org/2025';
const sandboxPolicy = '1.3.6.1.4.1.32473.1.1';
const creationOf = (certificatePolicy: string | undefined, type = `${arc}/credential-creation`) => ({
  authorization_details: JSON.stringify([{ type, credentialCreationRequest: { certificatePolicy } }]),
});
const v2 = (method: string, body: object, token: string) => csc(world, method, body, `Bearer ${token}`, 'v2');

test('a new credential: its person approves the key, fifty calls with the token bring one answer, and it signs', async () => {
  const asked = creationOf(sandboxPolicy);
  const flow = await begin(application, world, asked, oauth.buildAuthorizationUrlWithPAR);
  const { page, steps } = await luis.signer.approve(flow.url.href, luis.person);
  assert.deepEqual(
    steps.map(({ kind }) => kind).filter((kind) => kind !== 'login'),
    ['key.create', 'page'],
  );
  const { access_token, authorization_details } = await redeem(application, flow, page.url, asked);
  assert.deepEqual(authorization_details, JSON.parse(asked.authorization_details));
  const wrong = { credentialCreationRequest: { certificatePolicy: '0.4.0.194112.1.2' } };
  assert.deepEqual(
    (await v2('credentials/create', wrong, access_token)).body,
    refusal('Invalid parameter certificatePolicy'),
  );
  const wanted = {
    ...{ credentialInfo: true, certInfo: true, certificates: 'chain' },
    credentialCreationRequest: null,
  };
  const answers = await Promise.all(Array.from({ length: 50 }, () => v2('credentials/create', wanted, access_token)));
  const [made, ...more] = answers.filter(({ status }) => status === 201);
  assert.deepEqual([more.length, answers.filter(({ status }) => status === 401).length], [0, 49]);
  const { credentialID, key, auth } = made?.body ?? {};
  assert.deepEqual([key.status, auth.mode], ['enabled', 'oauth2code']);
  const { credentialIDs } = (await csc(world, 'credentials/list', {}, luis.bearer)).body;
  assert.deepEqual(credentialIDs, [luis.credentialID, credentialID]);
  const { query, member } = document();
  const fresh = { ...luis, credentialID };
  assert.equal((await signHash(fresh, await approved(fresh, query), member)).status, 200);
});

test('nothing is made or destroyed that its person refuses, that is another’s, or under a policy that nobody issues', async () => {
  const credentialID = await createKey(world, luis, p256);
  const before = (await csc(world, 'credentials/list', {}, luis.bearer)).body;
  for (const query of [{ scope: 'credential-creation' }, { scope: 'credential-deletion', credentialID }]) {
    const flow = await begin(application, world, query as Record<string, string>);
    const { page } = await luis.signer.refuse(flow.url.href, luis.person);
    await assert.rejects(redeem(application, flow, page.url), { error: 'access_denied' });
  }
  for (const [query, description] of [
    [{ scope: 'credential-deletion', credentialID }, 'Invalid parameter credentialID'],
    [creationOf('0.4.0.194112.1.2', 'credential_creation'), 'Invalid parameter certificatePolicy'],
  ] as const) {
    const flow = await begin(application, world, query as Record<string, string>);
    const { page, steps } = await ana.signer.approve(flow.url.href, ana.person);
    assert.equal(page.url.searchParams.get('error_description'), description);
    assert.ok(steps.every(({ kind }) => !kind.startsWith('key')));
  }
  assert.deepEqual((await csc(world, 'credentials/list', {}, luis.bearer)).body, before);
});

test('a credential ends: its person approves, the token is used once, of that credential alone, and what is destroyed is gone', async () => {
  const credentialID = await createKey(world, luis, p256);
  const authorization_details = JSON.stringify([{ type: 'credential_delete', credentialID }]);
  const { access_token } = await authorize(application, world, luis, { authorization_details });
  const asked = (body: object, token = access_token) => v2('credentials/delete', body, token);
  assert.deepEqual((await asked({ credentialID: luis.credentialID })).body, refusal('Invalid parameter credentialID'));
  for (const [method, token] of [
    ['credentials/create', access_token],
    ['credentials/delete', luis.bearer.slice(7)],
  ] as const)
    assert.equal((await v2(method, { credentialID }, token)).status, 401);
  const answers = await Promise.all(Array.from({ length: 10 }, () => asked({ credentialID })));
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [204, ...Array.from({ length: 9 }, () => 401)],
  );
  const { body } = await csc(world, 'credentials/info', { credentialID }, luis.bearer);
  assert.deepEqual(body, refusal('Invalid parameter credentialID'));
});

test('an address that is registered may be told of an answer, an address that is not may not, and the answer is there either way', async () => {
  const admin = new AdminClient({ origin: world.engine.origins.ssa, token: world.engine.data.secret('admin-token') });
  const { provider } = await admin.clients.get(world.provider.clientId);
  const response_uris = ['http://127.0.0.1:9/answers'];
  const { id, secret = '' } = await admin.clients.create({
    provider,
    response_uris,
    redirect_uris: [world.redirectUri],
  });
  const other = await oauthClient(world, id, oauth.ClientSecretBasic(secret));
  const { query, member } = document();
  const { access_token } = await authorize(other, world, ana, asking(ana, query));
  const body = { credentialID: ana.credentialID, hashes: [member], signAlgo: ecdsaWithSha256, operationMode: 'A' };
  const sign = (response_uri: string) => v2('signatures/signHash', { ...body, response_uri }, access_token);
  assert.deepEqual((await sign('http://127.0.0.1:9/answer')).body, refusal('Invalid parameter response_uri'));
  const { responseID: requestID } = (await sign(response_uris[0] ?? '')).body;
  let answer = await v2('signatures/signPolling', { requestID }, access_token);
  while (answer.status === 202) {
    await setTimeout(200);
    answer = await v2('signatures/signPolling', { requestID }, access_token);
  }
  assert.equal(answer.body.signatures?.length, 1);
});

test('a person of the identity provider without an account here gets no code', async () => {
  const browser = signerBrowser({ sicOrigin: world.engine.origins.sic });
  for (const query of [{ scope: 'service' }, asking(ana, document().query)]) {
    const flow = await begin(application, world, query);
    const { page } = await browser.approve(flow.url.href, person('mei'));
    assert.equal(page.url.origin, world.engine.origins.ssa);
    assert.match(page.body.toString(), /not active here/);
  }
});

test('who has not enrolled does so on the way to her first credential', async () => {
  const mei = person('mei');
  const link = { issuer: world.engine.origins.idp, subject: mei.sub };
  await world.client.accounts.create({ name: mei.name, link });
  const browser = signerBrowser({ sicOrigin: world.engine.origins.sic });
  const flow = await begin(application, world, { scope: 'credential-creation' });
  const { page, steps } = await browser.approve(flow.url.href, mei);
  assert.deepEqual(
    steps.map(({ kind }) => kind).filter((kind) => kind !== 'login'),
    ['enrol', 'key.create', 'page'],
  );
  const { access_token } = await redeem(application, flow, page.url);
  const made = await v2('credentials/create', {}, access_token);
  assert.deepEqual([made.status, Object.keys(made.body)], [201, ['credentialID']]);
});

test('an account that is suspended has no code, no token and no SAD, whatever session its person has', async () => {
  const { query, member } = document();
  const sad = await approved(luis, query);
  const { data, origins } = world.engine;
  const admin = new AdminClient({ origin: origins.ssa, token: data.secret('admin-token') });
  await admin.accounts.setStatus(luis.account, 'suspended');
  const flow = await begin(application, world, { scope: 'service' });
  const { page, steps } = await luis.signer.approve(flow.url.href, luis.person);
  assert.ok(
    steps.every(({ kind }) => kind === 'page'),
    'the identity provider knows him still',
  );
  assert.match(page.body.toString(), /not active here/);
  assert.equal((await signHash(luis, sad, member)).body.error, 'invalid_token');
  await admin.accounts.setStatus(luis.account, 'active');
  assert.equal((await signHash(luis, sad, member)).status, 200);
});

test('a client with a key of its own, and a public one: the same flow, renewed once by each refresh token', async () => {
  const { data, origins } = world.engine;
  const admin = new AdminClient({ origin: origins.ssa, token: data.secret('admin-token') });
  const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const { kty = '', crv = '', x = '', y = '' } = await crypto.subtle.exportKey('jwk', key.publicKey);
  const jwks = { keys: [{ kty, crv, x, y }] } as NonNullable<NewClient['jwks']>;
  const ways = [
    [{ token_endpoint_auth_method: 'private_key_jwt', jwks }, oauth.PrivateKeyJwt(key.privateKey)],
    [{ token_endpoint_auth_method: 'none' }, oauth.None()],
  ] as const;
  for (const [way, method] of ways) {
    const redirect_uris = [world.redirectUri];
    const { id } = await admin.clients.create({ provider: world.provider.providerId, redirect_uris, ...way });
    const client = await oauthClient(world, id, method);
    const first = await authorize(client, world, ana, { scope: 'openid service' });
    assert.equal(first.claims()?.sub, ana.account);
    const second = await oauth.refreshTokenGrant(client.configuration, first.refresh_token ?? '');
    const list = await csc(world, 'credentials/list', {}, `Bearer ${second.access_token}`);
    assert.ok(list.body.credentialIDs.includes(ana.credentialID));
    const again = oauth.refreshTokenGrant(client.configuration, first.refresh_token ?? '');
    await assert.rejects(again, { error: 'invalid_grant' });
    assert.equal((await csc(world, 'credentials/list', {}, `Bearer ${second.access_token}`)).status, 401);
  }
});

test('an application that proves its key: neither its service token nor its SAD is worth anything to who has stolen both', async () => {
  const { data, origins } = world.engine;
  const admin = new AdminClient({ origin: origins.ssa, token: data.secret('admin-token') });
  const { id, secret = '' } = await admin.clients.create({
    provider: world.provider.providerId,
    redirect_uris: [world.redirectUri],
    dpop_bound_access_tokens: true,
  });
  const client = await oauthClient(world, id, oauth.ClientSecretBasic(secret));
  const { configuration } = client;
  const handle = async (alg?: string) => oauth.getDPoPHandle(configuration, await oauth.randomDPoPKeyPair(alg));
  const [DPoP, thief] = [await handle(), await handle('Ed25519')];
  const tokens = async (query: Record<string, string>, options: oauth.DPoPOptions) => {
    const flow = await begin(client, world, query, oauth.buildAuthorizationUrlWithPAR);
    const { page } = await ana.signer.approve(flow.url.href, ana.person);
    return redeem(client, flow, page.url, undefined, options);
  };
  await assert.rejects(tokens({ scope: 'openid service' }, {}), { error: 'invalid_grant' });
  const service = await tokens({ scope: 'openid service' }, { DPoP });
  const { query, member } = document();
  const sad = await tokens(asking(ana, query), { DPoP });
  assert.deepEqual(client.tokenTypes, ['DPoP', 'DPoP']);
  const body = { credentialID: ana.credentialID, SAD: sad.access_token, hash: [member], signAlgo: ecdsaWithSha256 };
  const sign = async (token: string, options: oauth.DPoPOptions, version = 'v1') => {
    const url = new URL(`${origins.ssa}/csc/${version}/signatures/signHash`);
    const headers = new Headers({ 'content-type': 'application/json' });
    return oauth.fetchProtectedResource(configuration, token, url, 'POST', JSON.stringify(body), headers, options).then(
      ({ status }) => status,
      (error: oauth.WWWAuthenticateChallengeError) => error.status,
    );
  };
  const own = await oauth.clientCredentialsGrant(configuration, {}, { DPoP: thief });
  for (const attempt of [
    sign(service.access_token, {}),
    sign(service.access_token, { DPoP: thief }),
    sign(sad.access_token, { DPoP: thief }, 'v2'),
    csc(world, 'signatures/signHash', body, `Bearer ${service.access_token}`).then(({ status }) => status),
  ])
    assert.equal(await attempt, 401);
  assert.equal(
    (await csc(world, 'signatures/signHash', body, ana.bearer)).status,
    400,
    'with a token of another application',
  );
  assert.equal(
    await sign(own.access_token, { DPoP: thief }),
    400,
    'with a token of the same application by another key',
  );
  assert.equal(await sign(service.access_token, { DPoP }), 200);
  const sub = await oauth.fetchUserInfo(configuration, service.access_token, ana.account, { DPoP });
  assert.equal(sub.sub, ana.account);
  const accounts = new URL(`${origins.ssa}/api/v1/accounts/${ana.account}`);
  const read = oauth.fetchProtectedResource(configuration, own.access_token, accounts, 'GET', null, undefined, {
    DPoP: thief,
  });
  assert.equal((await read).status, 200);
});

test('the logo that info names is a PNG of 256 by 256 that may be cached', async () => {
  const { logo, lang } = (await csc(world, 'info', { lang: 'it-IT' }, '')).body;
  assert.equal(lang, 'it-IT', 'of the languages that the sandbox is configured with');
  const answer = await fetch(logo, { redirect: 'manual' });
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/png']);
  assert.match(answer.headers.get('cache-control') ?? '', /^public, max-age=\d+$/);
  assert.equal(bytes.subarray(0, 8).toString('hex'), '89504e470d0a1a0a');
  assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [256, 256]);
});
