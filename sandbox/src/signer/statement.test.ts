import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { readStatement, type StatementKey } from './statement.ts';

const sam = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const another = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keys = [pinned(another.publicKey, 'k-0'), pinned(sam.publicKey, 'k-1')];
const honest = { alg: 'ES256', typ: 'chancery-intent+jwt', kid: 'k-1' };
const intent = { rp_id: 'sic.localhost', chal: 'c-1', exp: Date.now(), b: null, a: [1, { z: 'é', y: true }] };

describe('the scripted signer and a statement', () => {
  it('reads it by the key it names, asked for or not, and hashes it in its canonical form', () => {
    const { exp } = intent;
    const canonical = `{"a":[1,{"y":true,"z":"é"}],"b":null,"chal":"c-1","exp":${exp},"rp_id":"sic.localhost"}`;
    const hash = createHash('sha256').update(`chancery-intent-v1\0${canonical}`).digest();
    assert.deepEqual(read(statement(honest)), { intent, hash });
    assert.deepEqual(readStatement(statement(honest), keys, { host: 'sic.localhost' }), { intent, hash });
  });
  for (const [why, message, wrong] of [
    ['of another type, such as a SAD', /not a statement/, statement({ ...honest, typ: 'chancery-sad+jwt' })],
    ['of another algorithm', /not a statement/, statement({ ...honest, alg: 'none' })],
    ['with a part too many', /not a statement/, `${statement(honest)}.`],
    ['by another pinned key than it names', /its signature/, statement({ ...honest, kid: 'k-0' })],
    ['by a key that is not pinned', /not pinned/, statement({ ...honest, kid: 'k-2' })],
    ['by the key of somebody else', /its signature/, statement(honest, another.privateKey)],
    ['that is no text of JSON', /cannot be read/, 'e.e.e'],
  ] as const)
    it(`refuses one ${why}`, () => assert.throws(() => read(wrong), { code: 'statement', message }));
});

function read(jws: string) {
  return readStatement(jws, keys, { chal: 'c-1', host: 'sic.localhost' });
}

function statement(header: object, key: KeyObject = sam.privateKey): string {
  const content = [header, intent].map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')).join('.');
  const value = sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' });
  return `${content}.${value.toString('base64url')}`;
}

function pinned(key: KeyObject, kid: string): StatementKey {
  return { ...key.export({ format: 'jwk' }), kid } as StatementKey;
}
