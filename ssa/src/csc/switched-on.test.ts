import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { MemoryService, pin } from './memory-service.test.ts';

const rsaEncryption = '1.2.840.113549.1.1.1';
const sha256Oid = '2.16.840.1.101.3.4.2.1';
const old = {
  sha1: { withRsa: '1.2.840.113549.1.1.5', oid: '1.3.14.3.2.26' },
  sha224: { withRsa: '1.2.840.113549.1.1.14', oid: '2.16.840.1.101.3.4.2.4' },
} as const;

const withSha1 = opened('ed25519', 'ml-dsa', 'insecure-rsa-sha1');
const withSha224 = opened('ed25519', 'ml-dsa', 'legacy-rsa-sha224');
const withAll = opened('ed25519', 'ml-dsa', 'insecure-rsa-sha1', 'legacy-rsa-sha224');

test('key.algo of an RSA key with both on is in the order that test tools compare', async () => {
  const order = [1, 5, 14, 11, 12, 13, 10].map((n) => `1.2.840.113549.1.1.${n}`);
  assert.deepEqual(await algorithms(withAll(), 'rsa'), order);
});

for (const name of ['sha1', 'sha224'] as const) {
  const { withRsa, oid } = old[name];
  const digest = createHash(name).update('an old reader').digest();
  const hash = [digest.toString('base64')];
  const scheme = { kind: 'rsa-pkcs1', digest: name } as const;
  const authorize = (service: MemoryService, credentialID: string) =>
    service.post('credentials/authorize', { credentialID, numSignatures: 1, PIN: pin, hash });
  const signHash = (service: MemoryService, credentialID: string, SAD: string, change: object) =>
    service.post('signatures/signHash', { credentialID, SAD, hash, ...change });

  describe(`RSA with ${name}, where the operator has switched on everything else`, () => {
    const service = name === 'sha1' ? withSha224 : withSha1;
    test('is not in key.algo, and no SAD is given for its hashes', async () => {
      assert.ok(!(await algorithms(service(), 'rsa')).includes(withRsa));
      const { body } = await authorize(service(), 'rsa');
      assert.equal(body.error_description, 'Invalid digest value length');
    });
    test('is refused by every name it has, and spends nothing', async () => {
      const { sad } = service().issueSad('rsa', 1);
      for (const [change, description] of [
        [{ signAlgo: withRsa }, 'Invalid parameter signAlgo'],
        [{ signAlgo: withRsa, hashAlgo: oid }, 'Invalid parameter signAlgo'],
        [{ signAlgo: rsaEncryption, hashAlgo: oid }, 'Invalid parameter hashAlgo'],
      ] as const) {
        const { status, body } = await signHash(service(), 'rsa', sad, change);
        assert.deepEqual([status, body.error_description], [400, description]);
      }
      assert.equal(service().sads.get(sad)?.free.length, 1);
    });
  });

  describe(`RSA with ${name}, switched on`, () => {
    const service = name === 'sha1' ? withSha1 : withSha224;
    test('is offered by RSA keys with a PIN and by no others', async () => {
      const rsa = { kind: 'rsa', bits: 2048 } as const;
      await service().addCredential('far-rsa', 'alice', rsa, { scal: 2, authMode: 'oauth2code' });
      await service().addCredential('near-rsa', 'alice', rsa, { scal: 1, authMode: 'oauth2code' });
      assert.ok((await algorithms(service(), 'rsa')).includes(withRsa));
      for (const id of ['ec', 'far', 'far-rsa', 'near-rsa'])
        assert.ok(!(await algorithms(service(), id)).includes(withRsa), id);
    });
    test('is refused to ECDSA, to PSS, to SCAL2, for another length and where two names disagree', async () => {
      const { sad } = service().issueSad('rsa', 9);
      for (const [id, change, description] of [
        ['ec', { signAlgo: withRsa }, 'Invalid parameter signAlgo'],
        ['ec', { signAlgo: '1.2.840.10045.2.1', hashAlgo: oid }, 'Invalid parameter hashAlgo'],
        ['rsa', { signAlgo: '1.2.840.113549.1.1.10', hashAlgo: oid }, 'Invalid parameter hashAlgo'],
        ['far-rsa', { signAlgo: withRsa }, 'Invalid parameter signAlgo'],
        ['near-rsa', { signAlgo: withRsa }, 'Invalid parameter signAlgo'],
        ['far-rsa', { signAlgo: rsaEncryption, hashAlgo: oid }, 'Invalid parameter hashAlgo'],
        ['rsa', { signAlgo: withRsa, hashAlgo: sha256Oid }, 'Invalid parameter hashAlgo'],
        ['rsa', { signAlgo: '1.2.840.113549.1.1.11', hashAlgo: oid }, 'Invalid parameter hashAlgo'],
        ['rsa', { signAlgo: '1.2.840.113549.1.1.11' }, 'Invalid digest value length'],
      ] as const) {
        const { body } = await signHash(service(), id, sad, change);
        assert.equal(body.error_description, description, `${id} ${JSON.stringify(change)}`);
      }
      assert.equal((await authorize(service(), 'ec')).body.error_description, 'Invalid digest value length');
    });
    test('gives a value by each of its names', async () => {
      for (const change of [
        { signAlgo: withRsa },
        { signAlgo: withRsa, hashAlgo: oid },
        { signAlgo: rsaEncryption, hashAlgo: oid },
      ]) {
        const { SAD } = (await authorize(service(), 'rsa')).body;
        const { status, body } = await signHash(service(), 'rsa', SAD, change);
        assert.equal(status, 200, JSON.stringify(body));
        assert.ok(service().verifies('rsa', scheme, digest, body.signatures[0]));
      }
    });
  });
}

describe('a key that signs messages', () => {
  const service = withAll;
  for (const kind of ['ed25519', 'ml-dsa-65'] as const) {
    test(`${kind}: is not offered to hashes, whatever they call themselves`, async () => {
      await service().addCredential(kind, 'alice', { kind });
      const { sad } = service().issueSad(kind, 1);
      const hash = [Buffer.alloc(32, 1).toString('base64')];
      for (const signAlgo of ['1.3.101.112', '2.16.840.1.101.3.4.3.18', '1.2.840.10045.4.3.2']) {
        const signing = { credentialID: kind, SAD: sad, hash, signAlgo };
        const { status, body } = await service().post('signatures/signHash', signing);
        assert.deepEqual([status, body.error_description], [400, 'Invalid parameter credentialID']);
      }
      const asked = { credentialID: kind, numSignatures: 1, PIN: pin, hash };
      const authorized = await service().post('credentials/authorize', asked);
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
