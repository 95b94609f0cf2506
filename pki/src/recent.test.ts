import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCertificate } from './certificate.ts';
import { Recent } from './recent.ts';
import { sampleRoot } from './testing/sample-authority.ts';

test('what cannot be made is asked for each time', () => {
  const recent = new Recent<object>(2);
  let asked = 0;
  const fail = () => {
    throw new Error(String(++asked));
  };
  for (const message of ['1', '2']) assert.throws(() => recent.get(Uint8Array.of(1), fail), { message });
});

test('those met last are kept, so many and no more', () => {
  const recent = new Recent<object>(2);
  const met = (octet: number) => recent.get(Uint8Array.of(octet), () => ({}));
  const [one, two] = [met(1), met(2)];
  assert.equal(met(1), one);
  met(3);
  assert.equal(met(1), one);
  assert.notEqual(met(2), two);
});

test('a certificate that was read stays as it was, whatever becomes of the octets it was read from', async () => {
  const { der } = (await sampleRoot('Root')).certificate;
  const octets = der.slice();
  const read = parseCertificate(octets);
  octets.fill(0);
  assert.deepEqual([read.der, parseCertificate(der).der], [der, der]);
  assert.throws(() => parseCertificate(octets), { code: 'malformed' });
});

test('a certificate larger than any should be is read, and not kept', async () => {
  const { certificate } = await sampleRoot('R'.repeat(9000));
  assert.notEqual(parseCertificate(certificate.der), parseCertificate(certificate.der));
});
