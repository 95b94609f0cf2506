import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DigestName, digestOf } from '@chancery/pki';
import { sampleTime } from '../cades/sample-time.test.ts';
import { sampleSigner } from '../pades/sample-signer.test.ts';
import { carriedByJades } from './carried.ts';
import type { JsonObject } from './jws.ts';
import { addJadesSignatureTimeStamp, jadesSignatureTimeStampInput } from './levels.ts';
import { pkiObject } from './unsigned.ts';

const { certificates } = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const other = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const time = await sampleTime();
const [own, issuing] = certificates as readonly [Uint8Array, Uint8Array];
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const x5c = certificates.map((one) => Buffer.from(one).toString('base64'));

function carried(header: JsonObject, ...components: readonly JsonObject[]) {
  const jws = { protected: encoded(header), header: { etsiU: components.map(encoded) }, signature: 'AA' };
  return carriedByJades(Buffer.from(JSON.stringify(jws)));
}

function named(digest: DigestName, der: Uint8Array): string {
  return Buffer.from(digestOf(digest, der)).toString('base64url');
}

const found = (header: JsonObject) => {
  const { signers, unnamed } = carried({ x5c, ...header });
  return [unnamed, ...signers.map(Buffer.from)];
};

test('a certificate that the header does not name is not the one of the signer', () => {
  assert.deepEqual(found({}), [1]);
  assert.deepEqual(found({ 'x5t#S256': named('sha256', other.certificates[0]!) }), [1]);
  assert.deepEqual(found({ 'x5t#o': { digAlg: 'S512', digVal: named('sha512', other.certificates[0]!) } }), [1]);
  assert.deepEqual(found({ 'x5t#o': { digAlg: 'S512', digVal: named('sha256', own) } }), [1]);
  assert.deepEqual(found({ sigX5ts: 'none' }), [1]);
});

test('it is named by either digest, or as the first of several, and found once', () => {
  assert.deepEqual(found({ 'x5t#S256': named('sha256', own), x5c: [...x5c, ...x5c] }), [0, Buffer.from(own)]);
  const names = [own, issuing].map((one) => ({ digAlg: 'S512', digVal: named('sha512', one) }));
  assert.deepEqual(found({ 'x5t#o': names[0] }), [0, Buffer.from(own)]);
  assert.deepEqual(found({ sigX5ts: names }), [0, Buffer.from(own)]);
});

test('a token that cannot be read carries nothing, and what only sounds like a time-stamp is none', () => {
  const broken = { tstTokens: [pkiObject(own)] };
  const { timeStamps, certificates: rest } = carried(
    { x5c },
    { sigTst: broken },
    { toString: broken },
    { other: broken },
  );
  assert.deepEqual(
    timeStamps.map(({ kind }) => kind),
    ['signature'],
  );
  assert.equal(rest.length, x5c.length);
});

test('values are found by themselves, for a time-stamp and for all, and what is something else is passed over', () => {
  const [xVals, crlVals] = [[{ x509Cert: pkiObject(time.root) }], [pkiObject(time.list)]];
  const both = { xVals, rVals: { crlVals, ocspVals: 7 } };
  const all = carried({}, { xVals }, { rVals: { crlVals } }, { tstVD: both }, { anyValData: both }, { other: both });
  assert.deepEqual([all.certificates.length, all.crls.length, all.ocspResponses.length], [3, 3, 0]);
  const none = carried({ x5c: 7 }, { xVals: 7 }, { rVals: [7] }, { tstVD: 7 }, { anyValData: { xVals: [7] } });
  assert.deepEqual([none.certificates, none.crls, none.ocspResponses], [[], [], []]);
});

test('a time-stamp over the content comes first, and those of other forms carry nothing', async () => {
  const tokens = { tstTokens: [pkiObject(await time.stamp(Buffer.from('content')))] };
  const jws = Buffer.from(JSON.stringify({ protected: encoded({ adoTst: tokens }), signature: 'AA' }));
  const stamped = addJadesSignatureTimeStamp(jws, await time.stamp(jadesSignatureTimeStampInput(jws)));
  assert.deepEqual(
    carriedByJades(stamped).timeStamps.map(({ kind }) => kind),
    ['content', 'signature'],
  );
  assert.deepEqual(carried({ adoTst: 7 }, { sigTst: 7 }, { arcTst: [] }).timeStamps, []);
});
