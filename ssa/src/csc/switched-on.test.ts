import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { MemoryService, pin } from './memory-service.test.ts';

const sha1WithRsa = '1.2.840.113549.1.1.5';
const rsaEncryption = '1.2.840.113549.1.1.1';
const sha1Oid = '1.3.14.3.2.26';
const sha256Oid = '2.16.840.1.101.3.4.2.1';
const digest = createHash('sha1').update('an old reader').digest();
const hash = [digest.toString('base64')];
const scheme = { kind: 'rsa-pkcs1', digest: 'sha1' } as const;

describe('RSA with SHA-1, where the operator has said nothing', () => {
  const service = opened();
  test('is not in key.algo, and no SAD is given for its hashes', async () => {
    assert.ok(!(await algorithms(service(), 'rsa')).includes(sha1WithRsa));
    const { body } = await authorize(service(), 'rsa');
    assert.equal(body.error_description, 'Invalid digest value length');
  });
  test('is refused by every name it has, and spends nothing', async () => {
    const { sad } = service().issueSad('rsa', 1);
    for (const [change, description] of [
      [{ signAlgo: sha1WithRsa }, 'Invalid parameter signAlgo'],
      [{ signAlgo: sha1WithRsa, hashAlgo: sha1Oid }, 'Invalid parameter signAlgo'],
      [{ signAlgo: rsaEncryption, hashAlgo: sha1Oid }, 'Invalid parameter hashAlgo'],
    ] as const) {
      const { status, body } = await signHash(service(), 'rsa', sad, change);
      assert.deepEqual([status, body.error_description], [400, description]);
    }
    assert.equal(service().sads.get(sad)?.free.length, 1);
  });
});

describe('RSA with SHA-1, switched on', () => {
  const service = opened('insecure-rsa-sha1');
  test('is offered by RSA keys with a PIN and by no others', async () => {
    const rsa = { kind: 'rsa', bits: 2048 } as const;
    await service().addCredential('far-rsa', 'alice', rsa, { scal: 2, authMode: 'oauth2code' });
    await service().addCredential('near-rsa', 'alice', rsa, { scal: 1, authMode: 'oauth2code' });
    assert.ok((await algorithms(service(), 'rsa')).includes(sha1WithRsa));
    for (const id of ['ec', 'far', 'far-rsa', 'near-rsa'])
      assert.ok(!(await algorithms(service(), id)).includes(sha1WithRsa), id);
  });
  test('is refused to ECDSA, to PSS, to SCAL2, for another length and where two names disagree', async () => {
    const { sad } = service().issueSad('rsa', 9);
    for (const [id, change, description] of [
      ['ec', { signAlgo: sha1WithRsa }, 'Invalid parameter signAlgo'],
      ['ec', { signAlgo: '1.2.840.10045.2.1', hashAlgo: sha1Oid }, 'Invalid parameter hashAlgo'],
      ['rsa', { signAlgo: '1.2.840.113549.1.1.10', hashAlgo: sha1Oid }, 'Invalid parameter hashAlgo'],
      ['far-rsa', { signAlgo: sha1WithRsa }, 'Invalid parameter signAlgo'],
      ['near-rsa', { signAlgo: sha1WithRsa }, 'Invalid parameter signAlgo'],
      ['far-rsa', { signAlgo: rsaEncryption, hashAlgo: sha1Oid }, 'Invalid parameter hashAlgo'],
      ['rsa', { signAlgo: sha1WithRsa, hashAlgo: sha256Oid }, 'Invalid parameter hashAlgo'],
      ['rsa', { signAlgo: '1.2.840.113549.1.1.11', hashAlgo: sha1Oid }, 'Invalid parameter hashAlgo'],
      ['rsa', { signAlgo: '1.2.840.113549.1.1.11' }, 'Invalid digest value length'],
    ] as const) {
      const { body } = await signHash(service(), id, sad, change);
      assert.equal(body.error_description, description, `${id} ${JSON.stringify(change)}`);
    }
    assert.equal((await authorize(service(), 'ec')).body.error_description, 'Invalid digest value length');
  });
  test('gives a value by each of its names', async () => {
    for (const change of [
      { signAlgo: sha1WithRsa },
      { signAlgo: sha1WithRsa, hashAlgo: sha1Oid },
      { signAlgo: rsaEncryption, hashAlgo: sha1Oid },
    ]) {
      const { SAD } = (await authorize(service(), 'rsa')).body;
      const { status, body } = await signHash(service(), 'rsa', SAD, change);
      assert.equal(status, 200, JSON.stringify(body));
      assert.ok(service().verifies('rsa', scheme, digest, body.signatures[0]));
    }
  });
});

describe('a key that signs messages', () => {
  const service = opened('ed25519', 'ml-dsa');
  for (const kind of ['ed25519', 'ml-dsa-65'] as const) {
    test(`${kind}: is not offered to hashes, whatever they call themselves`, async () => {
      await service().addCredential(kind, 'alice', { kind });
      const { sad } = service().issueSad(kind, 1);
      for (const signAlgo of ['1.3.101.112', '2.16.840.1.101.3.4.3.18', '1.2.840.10045.4.3.2']) {
        const { status, body } = await signHash(service(), kind, sad, { signAlgo });
        assert.deepEqual([status, body.error_description], [400, 'Invalid parameter credentialID']);
      }
      const authorized = await authorize(service(), kind);
      assert.equal(authorized.body.error_description, 'Invalid parameter credentialID');
      assert.equal(service().sads.get(sad)?.free.length, 1);
    });
  }
});

function opened(...switchedOn: Parameters<typeof MemoryService.open>[0] & object): () => MemoryService {
  let service: MemoryService;
  before(async () => {
    service = await MemoryService.open(switchedOn);
  });
  after(() => service.close());
  return () => service;
}

async function algorithms(service: MemoryService, credentialID: string): Promise<readonly string[]> {
  return (await service.post('credentials/info', { credentialID })).body.key.algo;
}

function authorize(service: MemoryService, credentialID: string) {
  return service.post('credentials/authorize', { credentialID, numSignatures: 1, PIN: pin, hash });
}

function signHash(service: MemoryService, credentialID: string, SAD: string, change: object) {
  return service.post('signatures/signHash', { credentialID, SAD, hash, ...change });
}
