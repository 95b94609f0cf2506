import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Certificate, QcStatements } from '@chancery/pki';
import { signatureQualifier } from './signature-qualifier.ts';

const ranks: readonly [string, Omit<QcStatements, 'types'>, QcStatements['types'], string][] = [
  ['a qualified certificate, a qualified device', { qualified: true, qscd: true }, ['eSign'], 'eu_eidas_qes'],
  ['a qualified certificate alone', { qualified: true, qscd: false }, ['eSign'], 'eu_eidas_aesqc'],
  ['a qualified device alone', { qualified: false, qscd: true }, ['eSign'], 'eu_eidas_aes'],
  ['neither', { qualified: false, qscd: false }, ['eSign'], 'eu_eidas_aes'],
  ['both, of an organisation', { qualified: true, qscd: true }, ['eSeal'], 'eu_eidas_qeseal'],
  ['a qualified certificate of an organisation', { qualified: true, qscd: false }, ['eSeal'], 'eu_eidas_aesealqc'],
  ['neither, of an organisation', { qualified: false, qscd: false }, ['eSeal'], 'eu_eidas_aeseal'],
];
for (const [name, claims, types, rank] of ranks)
  test(`${name}: ${rank}`, () => {
    const certificate = { qcStatements: { ...claims, types }, subject: { attributes: [] } };
    assert.equal(signatureQualifier(certificate as unknown as Certificate), rank);
  });

test('a certificate that claims nothing is of the lowest rank', () => {
  const certificate = { subject: { attributes: [] } };
  assert.equal(signatureQualifier(certificate as unknown as Certificate), 'eu_eidas_aes');
});
