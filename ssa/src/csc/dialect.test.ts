import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { dialects } from './dialect.ts';
import { MemoryService } from './memory-service.test.ts';

const digest = createHash('sha256').update('a contract').digest();
const hashes = [digest.toString('base64')];
const sha256WithRsa = '1.2.840.113549.1.1.11';
const sha512 = '2.16.840.1.101.3.4.2.3';

let service: MemoryService;
before(async () => {
  service = await MemoryService.open();
});
after(() => service.close());

const refused: [string, object, string, string][] = [
  [
    'no hashAlgorithmOID where the algorithm implies none',
    { signAlgo: '1.2.840.113549.1.1.1' },
    'Missing (or invalid type) string parameter hashAlgo',
    'Missing (or invalid type) string parameter hashAlgorithmOID',
  ],
  [
    'an unknown hashAlgorithmOID',
    { signAlgo: '1.2.840.113549.1.1.1', hashAlgorithmOID: '1.2.3' },
    'Invalid parameter hashAlgo',
    'Invalid parameter hashAlgorithmOID',
  ],
  [
    'a hashAlgorithmOID that contradicts',
    { hashAlgorithmOID: sha512 },
    'Invalid parameter hashAlgo',
    'String parameter hashAlgorithmOID contradicts with signAlgo parameter',
  ],
  [
    'no array',
    { hashes: 'x' },
    'Missing (or invalid type) array parameter hash',
    'Missing (or invalid type) array parameter hash',
  ],
];
for (const [name, change, ...texts] of refused) {
  test(`each dialect refuses ${name} in its own words, whatever name the parameter came by`, async () => {
    const body = { credentialID: 'rsa', SAD: 'x', hashes, signAlgo: sha256WithRsa, ...change };
    const answers = dialects.map((dialect) => service.post('signatures/signHash', body, undefined, dialect));
    const errors = (await Promise.all(answers)).map(({ status, body: said }) => [status, said.error_description]);
    assert.deepEqual(
      errors,
      texts.map((text) => [400, text]),
    );
  });
}

test('a certificate past its time is named in v1, and only told of in v2', async () => {
  service.change('ec', { certStatus: 'expired' });
  const body = { credentialID: 'ec', SAD: 'x', hashes, signAlgo: '1.2.840.10045.4.3.2' };
  const [v1, v2] = await Promise.all(
    dialects.map((each) => service.post('signatures/signHash', body, undefined, each)),
  );
  service.change('ec', { certStatus: 'valid' });
  assert.equal(v1?.body.error_description, "Signing certificate 'O=,CN=alice ec' is expired");
  assert.equal(v2?.body.error_description, 'Signing certificate is expired');
});

test('a SAD signs in either dialect: there is one ledger behind both', async () => {
  const { sad } = service.issueSad('rsa', 1);
  const body = { credentialID: 'rsa', SAD: sad, hashes, signAlgo: sha256WithRsa, hashAlgorithmOID: null };
  const signed = await service.post('signatures/signHash', body, undefined, 'v2');
  const scheme = { kind: 'rsa-pkcs1', digest: 'sha256' } as const;
  assert.ok(service.verifies('rsa', scheme, digest, signed.body.signatures[0]), JSON.stringify(signed.body));
  const again = await service.post('signatures/signHash', body);
  assert.equal(again.body.error_description, 'Invalid parameter SAD');
});

test('an unknown path of v2 and a body that is none are JSON too', async () => {
  const unknown = await service.post('unsupported/service', {}, '', 'v2');
  assert.deepEqual([unknown.status, unknown.body.error], [404, 'access_denied']);
  const headers = { 'content-type': 'application/json', authorization: 'Bearer at-alice' };
  const url = '/csc/v2/credentials/list';
  const broken = await service.app.inject({ method: 'POST', url, headers, payload: '{' });
  assert.deepEqual([broken.statusCode, broken.json().error], [400, 'invalid_request']);
});

test('a parameter by two names must be one value, in either dialect', async () => {
  const body = { credentialID: 'rsa', SAD: 'x', hashes, hash: ['AA=='], signAlgo: sha256WithRsa };
  for (const dialect of dialects) {
    const answer = await service.post('signatures/signHash', body, undefined, dialect);
    assert.equal(answer.body.error_description, 'Two names of one parameter have different values');
  }
});

test('a parameter by two names that is nested deeper than can be compared is refused, and no fault of ours', async () => {
  const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const payload = `{"credentialID":"rsa","SAD":"x","hash":${nested},"hashes":${nested}}`;
  const headers = { 'content-type': 'application/json', authorization: 'Bearer at-alice' };
  const url = '/csc/v2/signatures/signHash';
  const answer = await service.app.inject({ method: 'POST', url, headers, payload });
  assert.deepEqual([answer.statusCode, answer.json().error], [400, 'invalid_request']);
});
