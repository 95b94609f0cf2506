import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { canonicalize } from './canonical-json.ts';
import { hashIntentText, type Intent, intentHash } from './intent.ts';

const intent: Intent = {
  v: 1,
  purpose: 'sign',
  chal: 'c_1',
  aud: 'sam://test',
  epoch: 1,
  group: 'g',
  client: 'sp',
  client_name: 'Bank X',
  sub: 'sgn_1',
  signer_name: 'Ana Ruiz García',
  key: 'k_1',
  cert: 'AAAA',
  cert_issuer: 'Example Trust Services',
  cert_exp: 1_900_000_000,
  algs: ['1.2.840.10045.4.3.2'],
  hash: '2.16.840.1.101.3.4.2.1',
  dtbsr: ['AAAA', 'BBBB'],
  n: 2,
  display: [
    { label: 'a.pdf', type: 'application/pdf', size: 1, docSha256: 'AAAA' },
    { label: 'b.txt', type: 'file', mediaType: 'text/plain', size: 1, docSha256: 'BBBB' },
  ],
  policy: 'scal2-webauthn',
  factors: ['webauthn'],
  iat: 1,
  exp: 301,
  return_url: 'https://ssa.example/',
  rp_id: 'sic.example',
};

test('ih is SHA-256 over the domain separator, a zero byte and the canonical intent', () => {
  const expected = createHash('sha256')
    .update(`chancery-intent-v1\0${canonicalize(intent)}`)
    .digest();
  assert.deepEqual(Buffer.from(intentHash(intent)), expected);
  assert.deepEqual(hashIntentText(canonicalize(intent)), intentHash(intent));
});

test('every field of an intent steers its hash', () => {
  const before = Buffer.from(intentHash(intent)).toString('hex');
  for (const name of Object.keys(intent) as (keyof Intent)[]) {
    const { [name]: value, ...without } = intent;
    const changed = [without, { ...intent, [name]: [value] }] as unknown as Intent[];
    for (const other of changed) assert.notEqual(Buffer.from(intentHash(other)).toString('hex'), before, name);
  }
  assert.notDeepEqual(intentHash({ ...intent, dtbsr: ['BBBB', 'AAAA'] }), intentHash(intent));
});
