import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { integer, nil, octetString, oid, sequence, utf8 } from './der.ts';
import { type QcStatements, readQcStatements } from './qc-statements.ts';
import { openssl, pem } from './testing/openssl.test.ts';
import { below, sampleRoot } from './testing/sample-authority.ts';

const id = '1.3.6.1.5.5.7.1.3';
const stated = (value: Uint8Array) => readQcStatements([{ id, critical: false, value }]);

describe('what a certificate states of itself', () => {
  for (const [what, value] of [
    ['that is no list', integer(1)],
    ['whose statement has no name', sequence(sequence(utf8('x')))],
    ['whose statement is empty', sequence(sequence())],
    ['whose types are no identifiers', sequence(sequence(oid('0.4.0.1862.1.6'), sequence(nil())))],
  ] as const) {
    test(`is refused where it is something ${what}`, () => {
      assert.throws(() => stated(value), { name: 'PkiError', code: 'malformed' });
    });
  }

  test('nothing is stated where the extension is missing', () => assert.equal(readQcStatements([]), undefined));

  test('statements, types and semantics of others are passed over', () => {
    const others = sequence(
      sequence(oid('1.3.6.1.4.1.32473.9'), octetString(Uint8Array.of(1))),
      sequence(oid('0.4.0.1862.1.6'), sequence(oid('1.3.6.1.4.1.32473.8'), oid('0.4.0.1862.1.6.3'))),
      sequence(oid('1.3.6.1.5.5.7.11.2'), sequence(oid('1.3.6.1.4.1.32473.7'))),
    );
    assert.deepEqual(stated(others), { qualified: false, qscd: false, types: ['web'] });
    // RFC 3739, 3.2.6.1: authorities that register names, and no semantics.
    const authorities = sequence(sequence(oid('1.3.6.1.5.5.7.11.2'), sequence(sequence(utf8('x')))));
    assert.deepEqual(stated(authorities), { qualified: false, qscd: false, types: [] });
  });

  for (const statements of [
    { qualified: false, qscd: false, types: ['eSeal'], semantics: 'legal' },
    { qualified: true, qscd: false, types: ['eSign'], semantics: 'natural' },
    { qualified: false, qscd: true, types: ['eSign', 'eSeal', 'web'] },
    { qualified: false, qscd: false, types: [] },
  ] satisfies QcStatements[]) {
    test(`${JSON.stringify(statements)} comes back out of a certificate`, async () => {
      const { certificate } = await below(await sampleRoot('Root'), 'A', {
        profile: { kind: 'signer', qcStatements: statements },
      });
      assert.deepEqual(certificate.qcStatements, statements);
      assert.ok(!certificate.critical.includes(id));
    });
  }

  test('openssl finds the identifiers of EN 319 412-5 in it, and no claim that was not made', async () => {
    const qcStatements = { qualified: false, qscd: false, types: ['eSeal'], semantics: 'legal' } as const;
    const { certificate } = await below(await sampleRoot('Root'), 'A', { profile: { kind: 'signer', qcStatements } });
    const [, at = ''] =
      /(\d+):d=\d+ +hl=\d+ l= *\d+ prim: OCTET STRING[^\n]*\n$/.exec(upToStatements(pem(certificate))) ?? [];
    const inside = openssl('asn1parse', '-in', pem(certificate), '-strparse', at);
    for (const one of ['0.4.0.1862.1.6', '0.4.0.1862.1.6.2', '0.4.0.194121.1.2'])
      assert.match(inside, new RegExp(`:${one.replaceAll('.', '\\.')}\n`));
    assert.doesNotMatch(inside, /0\.4\.0\.1862\.1\.(1|4|6\.1)\n/);
  });
});

/** The listing up to the octets of the extension. */
function upToStatements(file: string): string {
  return /^.*qcStatements\n[^\n]*\n/s.exec(openssl('asn1parse', '-in', file))?.[0] ?? '';
}
