import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { AdminClient } from '@chancery/api/client';
import { type Phone, type RunningInbox, startInbox } from '@chancery/sandbox';
import { Approver } from './approver.ts';
import { authorize, oauthClient } from './oauth-client.ts';
import { csc as call, createKey, type Enrolled, enrol, openWorld, person, type World } from './world.ts';

const p256 = { algorithm: { kind: 'ec', curve: 'P-256' } } as const;
const pin = '482913';
const login = { login: 'ana', password: 'a pass phrase of ana' };
const basic = `Basic ${Buffer.from(`${login.login}:${login.password}`).toString('base64')}`;
const text = Buffer.from('A contract');
const hash = createHash('sha256').update(text).digest('base64');

/** Every line that a process of the engine wrote, and everything secret that was sent to it or came from it. */
const log: string[] = [];
const secrets = new Set<string>([pin, login.password]);
const secret = /^(PIN|OTP|SAD|handle|token|access_token|refresh_token|value|requestID|responseID)$/;

const csc: typeof call = async (...asked) => {
  const [, , body, authorization] = asked;
  const answer = await call(...asked);
  secrets.add(authorization.replace(/^\w+ /, ''));
  JSON.stringify([body, answer.body], (name, value) => {
    if (secret.test(name) && typeof value === 'string') secrets.add(value);
    return value;
  });
  return answer;
};

let world: World;
let inbox: RunningInbox;
let ana: Enrolled;
let bearer: string;
before(async () => {
  const phone = { scal1: ['webauthn', 'device', 'otp'], scal2: ['webauthn', 'device'], push: true };
  world = await openWorld({ policies: [{ group: '*', id: 'phone', ...phone }], log: (line) => log.push(line) });
  inbox = await startInbox({ port: 0, gateway: world.engine.data.sockets.messages });
  ana = await enrol(world, person('ana'), login);
  bearer = `Bearer ${(await logIn()).access_token}`;
});
const folder = mkdtempSync(join(tmpdir(), 'csc-pin-'));
after(async () => {
  rmSync(folder, { recursive: true });
  await inbox?.close();
  await world?.close();
});

async function logIn(body: object = {}) {
  return (await csc(world, 'auth/login', body, basic)).body;
}

const keyWithPin = () => createKey(world, ana, { ...p256, scal: 1, pin });

const tryPin = (credentialID: string, PIN: string) =>
  csc(world, 'credentials/authorize', { credentialID, numSignatures: 1, hash: [hash], PIN }, bearer);

const base64url = (text: string) => Buffer.from(text, 'base64').toString('base64url');

/** Everything of an answer that an observer sees, its date aside. */
function seen({ status, headers, body }: Awaited<ReturnType<typeof csc>>) {
  return { status, body, headers: [...headers].filter(([name]) => name !== 'date') };
}

test('a PIN authorizes one value, which the certificate confirms', async () => {
  const credentialID = await keyWithPin();
  const info = await csc(world, 'credentials/info', { credentialID, authInfo: true }, bearer);
  assert.deepEqual([info.body.authMode, info.body.SCAL, info.body.PIN.presence], ['explicit', '1', 'true']);
  const { SAD } = (await tryPin(credentialID, pin)).body;
  const body = { credentialID, SAD, hash: [hash], signAlgo: '1.2.840.10045.4.3.2' };
  const signed = await csc(world, 'signatures/signHash', body, bearer);
  const { publicKey } = new X509Certificate(Buffer.from(info.body.cert.certificates[0], 'base64'));
  assert.ok(verify('sha256', text, publicKey, Buffer.from(signed.body.signatures[0], 'base64')));
  assert.equal((await csc(world, 'signatures/signHash', body, bearer)).body.error_description, 'Invalid parameter SAD');
});

test('in the words of v2: authentication data authorizes one value, and wrong ones are told so', async () => {
  const credentialID = await keyWithPin();
  const v2 = (method: string, body: object) => csc(world, method, { credentialID, ...body }, bearer, 'v2');
  const { auth } = (await v2('credentials/info', {})).body;
  assert.deepEqual(auth.objects, [{ type: 'Password', id: 'PIN', format: 'A', label: 'PIN' }]);
  const asked = { numSignatures: 1, hashes: [hash], hashAlgorithmOID: '2.16.840.1.101.3.4.2.1' };
  const wrong = await v2('credentials/authorize', { ...asked, authData: [{ id: 'PIN', value: '908170' }] });
  assert.deepEqual([wrong.status, wrong.body.error], [400, 'invalid_authentication_data']);
  const { SAD } = (await v2('credentials/authorize', { ...asked, authData: [{ id: 'PIN', value: pin }] })).body;
  const signed = await v2('signatures/signHash', { SAD, hashes: [hash], signAlgo: '1.2.840.10045.4.3.2' });
  assert.equal(signed.body.signatures.length, 1);
});

test('signDoc: documents at their levels, with what validates them, and no more of them than the PIN allowed', async () => {
  const credentialID = await keyWithPin();
  const v2 = (method: string, body: object) => csc(world, method, { credentialID, ...body }, bearer, 'v2');
  const asked = { numSignatures: 3, authData: [{ id: 'PIN', value: pin }] };
  const { SAD } = (await v2('credentials/authorize', asked)).body;
  const entry = { signAlgo: '1.2.840.10045.4.3.2', hashAlgorithmOID: '2.16.840.1.101.3.4.2.1' };
  const documents = ['X', 'J'].map((signature_format) => ({
    ...{ ...entry, signature_format, conformance_level: 'AdES-B-LT' },
    document: Buffer.from('<contract/>').toString('base64'),
  }));
  const { body, status } = await v2('signatures/signDoc', { SAD, documents, returnValidationInfo: true });
  assert.equal(status, 200, JSON.stringify(body));
  const [xades, jades] = body.DocumentWithSignature.map((one: string) => Buffer.from(one, 'base64').toString());
  assert.match(xades, /<contract><ds:Signature[\s\S]*SignatureTimeStamp[\s\S]*RevocationValues/);
  assert.match(jades, /"etsiU"/);
  assert.ok(body.validationInfo.certificates.length > 1 && body.validationInfo.ocsp.length > 0);
  const forPdf = { ...entry, hashes: [hash], signature_format: 'P', conformance_level: 'AdES-B-LT' };
  const cms = (await v2('signatures/signDoc', { SAD, documentDigests: [forPdf] })).body;
  assert.ok(
    cms.SignatureObject.length === 1 && cms.validationInfo.certificates.length > 1,
    'it cannot stand in the CMS',
  );
  const none = await v2('signatures/signDoc', { SAD, documents });
  assert.equal(none.body.error_description, 'Invalid parameter SAD');
});

test('what the authority says on the way to a signature is told as the status of the certificate, and a revoked one authorizes nothing', async () => {
  const credentialID = await keyWithPin();
  const { SAD } = (await csc(world, 'credentials/authorize', { credentialID, numSignatures: 1, PIN: pin }, bearer))
    .body;
  const { cert } = (await csc(world, 'credentials/info', { credentialID, certInfo: true }, bearer)).body;
  const { origins, data } = world.engine;
  await fetch(`${origins.ca}/ca/revocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${data.secret('ca-token')}` },
    body: JSON.stringify({ serial: cert.serialNumber }),
  });
  const entry = { signature_format: 'C', conformance_level: 'AdES-B-LT', signAlgo: '1.2.840.10045.4.3.2' };
  const documents = [{ ...entry, document: text.toString('base64') }];
  assert.notEqual((await csc(world, 'signatures/signDoc', { credentialID, SAD, documents }, bearer, 'v2')).status, 200);
  const told = (await csc(world, 'credentials/info', { credentialID }, bearer)).body.cert.status;
  assert.deepEqual([cert.status, told], ['valid', 'revoked']);
  assert.equal((await tryPin(credentialID, pin)).body.error_description, 'Invalid certificate status');
});

test('an answer for later is fetched by its id, by the application and person of the request alone', async () => {
  const credentialID = await keyWithPin();
  const v2 = (method: string, body: object, by = bearer) => csc(world, method, body, by, 'v2');
  const asked = { credentialID, numSignatures: 1, authData: [{ id: 'PIN', value: pin }] };
  const { SAD } = (await v2('credentials/authorize', asked)).body;
  const entry = { signature_format: 'C', conformance_level: 'AdES-B-T', signAlgo: '1.2.840.10045.4.3.2' };
  const documents = [{ ...entry, document: text.toString('base64') }];
  const later = { operationMode: 'A', validity_period: 60_000 };
  const { responseID: requestID } = (await v2('signatures/signDoc', { credentialID, SAD, documents, ...later })).body;
  let answer = await v2('signatures/signPolling', { requestID });
  while (answer.status === 202) {
    await setTimeout(200);
    answer = await v2('signatures/signPolling', { requestID });
  }
  assert.equal(answer.body.DocumentWithSignature?.length, 1, JSON.stringify(answer.body));
  const theirs = (await authorize(await oauthClient(world), world, ana, { scope: 'service' })).access_token;
  const other = await v2('signatures/signPolling', { requestID }, `Bearer ${theirs}`);
  assert.equal(other.body.error_description, 'Invalid parameter requestID');
});

test('signDoc signs what was authorized, and nothing else', async () => {
  const credentialID = await keyWithPin();
  const v2 = (method: string, body: object) => csc(world, method, { credentialID, ...body }, bearer, 'v2');
  const asked = { numSignatures: 1, hashes: [hash], authData: [{ id: 'PIN', value: pin }] };
  const { SAD } = (await v2('credentials/authorize', asked)).body;
  const entry = { signature_format: 'C', signAlgo: '1.2.840.10045.4.3.2' };
  const sign = (document: Buffer) =>
    v2('signatures/signDoc', { SAD, documents: [{ ...entry, document: document.toString('base64') }] });
  const other = await sign(Buffer.from('Another contract'));
  assert.deepEqual([other.status, other.body.error], [403, 'invalid_hash']);
  assert.equal((await sign(text)).status, 200);
});

test('a SAD is spent by the application whose token asked for it: not by another of the same person, nor by her password', async () => {
  const application = await oauthClient(world);
  const theirs = `Bearer ${(await authorize(application, world, ana, { scope: 'service' })).access_token}`;
  const sign = (credentialID: string, SAD: string, by: string) =>
    csc(world, 'signatures/signHash', { credentialID, SAD, hash: [hash], signAlgo: '1.2.840.10045.4.3.2' }, by);
  const byPin = await keyWithPin();
  const approved = await createKey(world, ana, { ...p256, scal: 2 });
  const asked = { scope: 'credential', credentialID: approved, numSignatures: '1', hash: base64url(hash) };
  for (const [credentialID, SAD, own, other] of [
    [byPin, (await tryPin(byPin, pin)).body.SAD, bearer, theirs],
    [approved, (await authorize(application, world, ana, asked)).access_token, theirs, bearer],
  ] as const) {
    const refused = await sign(credentialID, SAD, other);
    assert.deepEqual([refused.status, refused.body.error_description], [400, 'Invalid parameter SAD']);
    assert.equal((await sign(credentialID, SAD, own)).status, 200, 'nothing was spent');
  }
});

test('a call that has a name may be made again and brings the same values, in either dialect; another request by that name brings none', async () => {
  const credentialID = await keyWithPin();
  const { SAD } = (await tryPin(credentialID, pin)).body;
  const sign = async (dialect: 'v1' | 'v2', value: string, name?: string) => {
    const headers = {
      authorization: bearer,
      'content-type': 'application/json',
      ...(name && { 'idempotency-key': name }),
    };
    const body = JSON.stringify({ credentialID, SAD, hash: [value], signAlgo: '1.2.840.10045.4.3.2' });
    const asked = { method: 'POST', headers, body };
    const answer = await fetch(`${world.engine.origins.ssa}/csc/${dialect}/signatures/signHash`, asked);
    return (await answer.json()).signatures?.[0];
  };
  const first = await sign('v1', hash, 'order 7');
  assert.equal(typeof first, 'string');
  assert.equal(await sign('v2', hash, 'order 7'), first);
  const another = createHash('sha256').update('Another contract').digest('base64');
  for (const refused of [sign('v1', another, 'order 7'), sign('v1', hash, 'order 8'), sign('v1', hash)])
    assert.equal(await refused, undefined);
});

test('more signatures than are left, or a hash once more, is not authorized while any is left; then the SAD is invalid', async () => {
  const credentialID = await keyWithPin();
  const other = createHash('sha256').update('Another').digest('base64');
  for (const [bound, first, refused, last] of [
    [undefined, [hash], [hash, other], [hash]],
    [[hash, other], [hash], [hash], [other]],
  ]) {
    const asked = { credentialID, numSignatures: 2, ...(bound && { hash: bound }), PIN: pin };
    const { SAD } = (await csc(world, 'credentials/authorize', asked, bearer)).body;
    const sign = async (hashes: readonly string[] | undefined) => {
      const body = { credentialID, SAD, hash: hashes, signAlgo: '1.2.840.10045.4.3.2' };
      const { status, body: answer } = await csc(world, 'signatures/signHash', body, bearer);
      return status === 200 ? 'signed' : answer.error_description;
    };
    assert.equal(await sign(first), 'signed');
    assert.equal(await sign(refused), 'Hash is not authorized by the SAD');
    assert.equal(await sign(last), 'signed');
    assert.equal(await sign(last), 'Invalid parameter SAD');
  }
});

test('a dependent signature: its hash is named by an extension, and the SAD before is dead (A.2)', async () => {
  const credentialID = await keyWithPin();
  const second = createHash('sha256').update('What came of the first').digest('base64');
  const asked = { credentialID, numSignatures: 2, hash: [hash], PIN: pin, clientData: 'order 7' };
  const { SAD } = (await csc(world, 'credentials/authorize', asked, bearer)).body;
  const sign = async (by: string, value: string) => {
    const body = { credentialID, SAD: by, hash: [value], signAlgo: '1.2.840.10045.4.3.2' };
    const { status, body: answer } = await csc(world, 'signatures/signHash', body, bearer);
    return status === 200 ? 'signed' : answer.error_description;
  };
  assert.equal(await sign(SAD, second), 'Hash is not authorized by the SAD');
  assert.equal(await sign(SAD, hash), 'signed');
  const extension = { credentialID, SAD, hash: [second] };
  const extended = (await csc(world, 'credentials/extendTransaction', extension, bearer)).body;
  assert.equal(await sign(extended.SAD, second), 'signed');
  for (const spent of [SAD, extended.SAD]) {
    assert.equal(await sign(spent, second), 'Invalid parameter SAD');
    const again = await csc(world, 'credentials/extendTransaction', { credentialID, SAD: spent }, bearer);
    assert.equal(again.body.error_description, 'Invalid parameter SAD');
  }
});

test('what was approved on the page is extended for its own hashes: the token is dead, and its successor is of its application alone', async () => {
  const application = await oauthClient(world);
  const theirs = `Bearer ${(await authorize(application, world, ana, { scope: 'service' })).access_token}`;
  const credentialID = await createKey(world, ana, { ...p256, scal: 2 });
  const second = createHash('sha256').update('A second contract').digest('base64');
  const hashes = [hash, second].map(base64url).join();
  const approval = { scope: 'credential', credentialID, numSignatures: '2', hash: hashes };
  const token = (await authorize(application, world, ana, approval)).access_token;
  const extend = (SAD: string, named: string, by = theirs) =>
    csc(world, 'credentials/extendTransaction', { credentialID, SAD, hash: [named] }, by);
  const foreign = createHash('sha256').update('Another').digest('base64');
  assert.equal((await extend(token, foreign)).body.error_description, 'Hash is not authorized by the SAD');
  assert.equal((await extend(token, hash, bearer)).body.error_description, 'Invalid parameter SAD');
  const { SAD: first } = (await extend(token, hash)).body;
  const byToken = { credentialID, SAD: first, hashes: [second] };
  const { SAD } = (await csc(world, 'credentials/extendTransaction', byToken, `Bearer ${token}`, 'v2')).body;
  for (const [used, by, status] of [
    [token, theirs, 400],
    [SAD, bearer, 400],
    [SAD, theirs, 200],
  ] as const) {
    const body = { credentialID, SAD: used, hash: [hash], signAlgo: '1.2.840.10045.4.3.2' };
    assert.equal((await csc(world, 'signatures/signHash', body, by)).status, status);
  }
  const alone = { credentialID, hashes: [second], signAlgo: '1.2.840.10045.4.3.2' };
  for (const [body, header, status] of [
    [alone, token, 400],
    [alone, SAD, 401],
    [{ ...alone, SAD }, token, 200],
  ] as const)
    assert.equal((await csc(world, 'signatures/signHash', body, `Bearer ${header}`, 'v2')).status, status);
});

test('a time-stamp for a person and for an application, with the nonce that was asked for, as openssl reads it', async () => {
  const application = `Bearer ${(await authorize(await oauthClient(world), world, ana, { scope: 'service' })).access_token}`;
  const asked = { hash, hashAlgo: '2.16.840.1.101.3.4.2.1', nonce: '654654131635468464' };
  for (const by of [bearer, application]) {
    const { status, body } = await csc(world, 'signatures/timestamp', asked, by);
    assert.equal(status, 200, body.error_description);
    const token = join(folder, 'token');
    writeFileSync(token, Buffer.from(body.timestamp, 'base64'));
    const openssl = (...args: readonly string[]) => String(execFileSync('openssl', [...args, '-in', token]));
    assert.match(openssl('ts', '-reply', '-token_in', '-text'), /Nonce: 0x654654131635468464/i);
    assert.match(openssl('pkcs7', '-inform', 'DER', '-print_certs', '-noout'), /Chancery Sandbox Time/);
  }
  const sha1 = { hash: 'uB28DAYaAZ+74aWHm30uDgeVB18=', hashAlgo: '1.3.14.3.2.26' };
  const off = await csc(world, 'signatures/timestamp', sha1, bearer);
  assert.deepEqual([off.status, off.body.error_description], [400, 'Invalid parameter hashAlgo']);
});

test('a thousand values of SHA-512 are authorized and signed in one call each, as multisign promises', async () => {
  const credentialID = await keyWithPin();
  const { multisign } = (await csc(world, 'credentials/info', { credentialID }, bearer)).body;
  const many = Array.from({ length: multisign }, (_, i) => createHash('sha512').update(`${i}`).digest('base64'));
  const asked = { credentialID, numSignatures: multisign, hash: many, PIN: pin };
  const { SAD } = (await csc(world, 'credentials/authorize', asked, bearer)).body;
  const algorithm = { signAlgo: '1.2.840.10045.2.1', hashAlgo: '2.16.840.1.101.3.4.2.3' };
  const { body } = await csc(world, 'signatures/signHash', { credentialID, SAD, hash: many, ...algorithm }, bearer);
  assert.deepEqual([multisign, body.signatures?.length], [1_000, 1_000], body.error_description);
});

test('wrong PINs lock, and the right PIN of a locked key is answered like a wrong one, to the last header', async () => {
  const credentialID = await keyWithPin();
  const answers = [];
  for (let guess = 0; guess < 5; guess++) answers.push(seen(await tryPin(credentialID, `90817${guess}`)));
  answers.push(seen(await tryPin(credentialID, pin)), seen(await tryPin(credentialID, '000000')));
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  const [{ status, body } = {}] = answers;
  assert.deepEqual([status, body], [400, { error: 'invalid_pin', error_description: 'The PIN is invalid' }]);
  const another = await keyWithPin();
  assert.equal((await tryPin(another, pin)).status, 200, 'the lock is of one key');
});

test('no PIN authorizes a SCAL2 credential, and none is made with one', async () => {
  const credentialID = await createKey(world, ana, { ...p256, scal: 2 });
  const { status, body } = await tryPin(credentialID, pin);
  assert.equal(status, 400);
  assert.match(body.error_description, /is not authorized by this method/);
  await assert.rejects(createKey(world, ana, { ...p256, scal: 2, pin }), { code: 'invalid_request' });
});

test('credentials/list begins with those that the signer alone activates, whichever was made first', async () => {
  const { body } = await csc(world, 'credentials/list', { credentialInfo: true }, bearer, 'v2');
  const levels: string[] = body.credentialInfos.map(({ SCAL }: { SCAL: string }) => SCAL);
  assert.match(levels.join(''), /^2+1+$/);
});

test('a credential is called what it was called at its creation, in every dialect', async () => {
  const description = 'Contracts of the bank';
  const credentialID = await createKey(world, ana, { ...p256, scal: 1, pin, description });
  for (const dialect of ['v1', 'v2'] as const) {
    const { body } = await csc(world, 'credentials/info', { credentialID }, bearer, dialect);
    assert.equal(body.description, description);
  }
});

test('a PIN and a one-time password, which the signer is sent, authorize one signature', async () => {
  const credentialID = await createKey(world, ana, { ...p256, scal: 1, pin, otp: true });
  const { body: info } = await csc(world, 'credentials/info', { credentialID, authInfo: true }, bearer);
  assert.deepEqual([info.OTP.presence, info.OTP.type], ['true', 'online']);
  const sent = await csc(world, 'credentials/sendOTP', { credentialID, lang: 'es-ES' }, bearer);
  assert.deepEqual([sent.status, sent.body], [204, undefined]);
  const [{ to, text } = { to: '', text: '' }] = inbox.messages();
  assert.equal(to, `tel:${ana.person.phone_number}`);
  const OTP = /Code: (\d{6})/.exec(text)?.[1] ?? '';
  const asked = { credentialID, numSignatures: 1, hash: [hash] };
  const attempt = async (PIN: string, code: string) =>
    (await csc(world, 'credentials/authorize', { ...asked, PIN, OTP: code }, bearer)).body;
  assert.equal((await attempt(pin, OTP === '000000' ? '111111' : '000000')).error, 'invalid_otp');
  assert.equal((await attempt('90817', OTP)).error, 'invalid_pin');
  const { SAD } = await attempt(pin, OTP);
  assert.equal((await attempt(pin, OTP)).error, 'invalid_otp');
  const body = { credentialID, SAD, hash: [hash], signAlgo: '1.2.840.10045.4.3.2' };
  assert.equal((await csc(world, 'signatures/signHash', body, bearer)).status, 200);
});

test('no key asks for a one-time password without a PIN', async () => {
  await assert.rejects(createKey(world, ana, { ...p256, scal: 1, otp: true }), { code: 'invalid_request' });
  await assert.rejects(createKey(world, ana, { ...p256, scal: 1, pin, push: true }), { code: 'invalid_request' });
  const credentialID = await keyWithPin();
  const { status, body } = await csc(world, 'credentials/sendOTP', { credentialID }, bearer);
  assert.deepEqual([status, body.error], [400, 'invalid_request']);
});

test('a PIN that anybody guesses is refused with what to do', async () => {
  for (const weak of ['123456', '11111111', '90817'])
    await assert.rejects(createKey(world, ana, { ...p256, scal: 1, pin: weak }), {
      code: 'invalid_request',
      message: 'This PIN cannot be used. Please choose another one.',
    });
});

test('a key that its owner has destroyed is no credential any more, and signs nothing by its PIN', async () => {
  const credentialID = await keyWithPin();
  const { SAD } = (await tryPin(credentialID, pin)).body;
  const { id, url, state } = await world.client.deletions.create({ account: ana.account, credential: credentialID });
  assert.equal(state, 'open');
  const { steps } = await ana.signer.approve(url, ana.person);
  assert.deepEqual(
    steps.map(({ kind }) => kind),
    ['key.delete', 'page'],
  );
  assert.equal((await world.client.deletions.get(id)).state, 'done');
  const { credentialIDs } = (await csc(world, 'credentials/list', {}, bearer)).body;
  assert.ok(!credentialIDs.includes(credentialID));
  const body = { credentialID, SAD, hash: [hash], signAlgo: '1.2.840.10045.4.3.2' };
  for (const [method, asked] of [
    ['credentials/info', { credentialID }],
    ['credentials/authorize', { credentialID, numSignatures: 1, hash: [hash], PIN: pin }],
    ['signatures/signHash', body],
  ] as const) {
    const refused = await csc(world, method, asked, bearer);
    assert.deepEqual([refused.status, refused.body.error_description], [400, 'Invalid parameter credentialID'], method);
  }
  await assert.rejects(world.client.deletions.create({ account: ana.account, credential: credentialID }), {
    code: 'conflict',
  });
});

test('a phone joins by an act that the application asked for, is lost, and approves nothing from that moment on', async () => {
  const { origins, data } = world.engine;
  const { account, signer } = ana;
  const { id, url } = await world.client.devices.change({ account, add: 'phone' });
  const { location = '' } = (await signer.browser.request(new URL(url))).headers;
  const hers = new Approver(origins.sic, {}, undefined, signer.authenticator);
  const phone = await hers.addPhone(new URL(location).pathname.replace('/approve/', ''));
  assert.equal((await world.client.devices.changed(id)).state, 'done');
  const { devices } = await world.client.devices.list(account);
  assert.deepEqual(
    devices.map(({ kind, model }) => [kind, model]),
    [
      ['passkey', undefined],
      ['phone', 'Test phone'],
    ],
  );
  assert.deepEqual(await phone.list(), []);
  await signsByPhone(phone);
  const admin = new AdminClient({ origin: origins.ssa, token: data.secret('admin-token') });
  const lost = { account, device: devices[1]?.id ?? '' };
  for (const left of [await admin.lostPhones.report(lost), await admin.lostPhones.report(lost)])
    assert.deepEqual(
      left.devices.map(({ kind }) => kind),
      ['passkey'],
    );
  await assert.rejects(phone.list(), { code: 'peer' });
});

/** Implicit mode of v1, which waits, and v2, which asks again. */
async function signsByPhone(phone: Phone): Promise<void> {
  const credentialID = await createKey(world, ana, { ...p256, scal: 2, push: true });
  assert.equal((await csc(world, 'credentials/info', { credentialID }, bearer)).body.authMode, 'implicit');
  const asked = { credentialID, numSignatures: 1, hash: [hash], description: 'An order' };
  const waiting = csc(world, 'credentials/authorize', asked, bearer);
  const question = await nextOf(phone);
  assert.deepEqual([question.documents, question.push], [['An order'], true]);
  await phone.approve(question.chal);
  const { SAD } = (await waiting).body;
  const body = { credentialID, SAD, hash: [hash], signAlgo: '1.2.840.10045.4.3.2' };
  assert.equal((await csc(world, 'signatures/signHash', body, bearer)).status, 200);
  const { status, body: answer } = await csc(world, 'credentials/authorize', asked, bearer, 'v2');
  assert.equal(status, 202);
  const check = () => csc(world, 'credentials/authorizeCheck', { handle: answer.handle }, bearer, 'v2');
  assert.equal((await check()).status, 202);
  await phone.decline((await nextOf(phone)).chal, 'deny');
  assert.equal((await check()).body.error, 'invalid_authentication_data');
}

async function nextOf(phone: Phone) {
  for (let times = 0; times < 200; times++) {
    const [question] = await phone.list();
    if (question !== undefined) return question;
  }
  return assert.fail('the phone was asked nothing');
}

test('a login that is remembered goes on with its refresh token, each once', async () => {
  assert.equal((await logIn()).refresh_token, undefined);
  const { refresh_token } = await logIn({ rememberMe: true });
  const next = (await csc(world, 'auth/login', { refresh_token, rememberMe: true }, '')).body;
  assert.equal((await csc(world, 'credentials/list', {}, `Bearer ${next.access_token}`)).status, 200);
  const again = (await csc(world, 'auth/login', { refresh_token }, basic)).body;
  assert.equal(again.error_description, 'Invalid refresh_token');
  const copied = await csc(world, 'auth/login', { refresh_token: next.refresh_token }, '');
  assert.equal(copied.body.error_description, 'Invalid refresh_token', 'a copied token ends its whole login');
});

test('auth/revoke ends a token of a password login, and one of an application, each by its own kind', async () => {
  const password = await logIn({ rememberMe: true });
  const mine = `Bearer ${password.access_token}`;
  const oauth = await authorize(await oauthClient(world), world, ana, { scope: 'service' });
  const theirs = `Bearer ${oauth.access_token}`;
  const revoke = async (token: string, by: string) => (await csc(world, 'auth/revoke', { token }, by)).status;
  assert.equal(await revoke(oauth.access_token, mine), 400);
  assert.equal(await revoke(password.refresh_token, theirs), 400);
  assert.equal(await revoke(oauth.access_token, theirs), 204);
  assert.equal(await revoke(password.refresh_token, mine), 204);
  for (const ended of [mine, theirs]) {
    const { status, body } = await csc(world, 'credentials/list', {}, ended);
    assert.deepEqual([status, body.error], [401, 'expired_token']);
  }
  assert.equal((await csc(world, 'credentials/list', {}, bearer)).status, 200, 'another login goes on');
});

test('another password, given by an operator: the one before is wrong, and the tokens it gave have expired', async () => {
  const { origins, data } = world.engine;
  const admin = new AdminClient({ origin: origins.ssa, token: data.secret('admin-token') });
  const changed = { login: 'ana.ruiz', password: 'another pass phrase' };
  const words = `Basic ${btoa(`${changed.login}:${changed.password}`)}`;
  secrets.add(changed.password);
  const { access_token, refresh_token } = await logIn({ rememberMe: true });
  await admin.accounts.setLogin(ana.account, changed);
  assert.equal((await csc(world, 'auth/login', {}, basic)).body.error, 'authentication_error');
  assert.equal((await csc(world, 'auth/login', { refresh_token }, '')).body.error_description, 'Invalid refresh_token');
  assert.equal((await csc(world, 'credentials/list', {}, `Bearer ${access_token}`)).body.error, 'expired_token');
  assert.equal((await csc(world, 'auth/login', {}, words)).status, 200);
  await admin.accounts.setLogin(ana.account, login);
  bearer = `Bearer ${(await logIn()).access_token}`;
});

test('nothing that is secret or says who somebody is was written to the log, on good ways and on bad ones', async () => {
  const { name, email, phone_number = 'no number' } = ana.person;
  const credentialID = await keyWithPin();
  const { SAD } = (await tryPin(credentialID, pin)).body;
  const { url } = await world.client.deletions.create({ account: ana.account, credential: credentialID });
  await world.engine.children.get('sam')?.kill();
  const body = { credentialID, SAD, hash: [hash], signAlgo: '1.2.840.10045.4.3.2' };
  assert.ok((await tryPin(credentialID, pin)).status >= 500);
  assert.ok((await csc(world, 'signatures/signHash', body, bearer)).status >= 500);
  await assert.rejects(keyWithPin());
  const link = { issuer: 'https://x.example', subject: email };
  await assert.rejects(world.client.accounts.create({ name, link, csc: login }), { code: 'conflict' });
  const { page } = await ana.signer.approve(url, ana.person);
  assert.ok(page.status >= 500);
  const { data } = world.engine;
  for (const one of [world.provider.clientSecret, data.secret('admin-token'), data.secret('idp-client')])
    secrets.add(one);
  for (const { text } of inbox.messages()) secrets.add(/Code: (\d{6})/.exec(text)?.[1] ?? '');
  secrets.delete('');
  assert.ok(
    log.some((line) => line.startsWith('ssa: {')) && secrets.size > 30,
    'there is a log, and there are secrets',
  );
  for (const one of [...secrets, name, email, phone_number, login.login]) {
    const found = new RegExp(`(?<!\\w)${one.replace(/\W/g, '\\$&')}(?!\\w)`);
    assert.deepEqual(
      log.filter((line) => found.test(line)),
      [],
      one,
    );
  }
});
