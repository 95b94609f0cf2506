/** Names as people and openssl write them, beside those in certificates that openssl made. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alternativeNames } from './alternative-names.ts';
import { parseCertificate } from './certificate.ts';
import { isCalled, readWrittenName } from './name-text.ts';
import { parsePem } from './pem.ts';
import { file, openssl } from './testing/openssl.test.ts';

const subject = '/C=ES/O=Banco, Norte \\+ Co/organizationIdentifier=VATES-B12345678/serialNumber=7/CN=José "web"';
const names = 'email:it@bank.example,DNS:bank.example,URI:https://bank.example/a,IP:192.0.2.7,IP:2001:db8::7';
const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file()];
const pem = openssl('req', '-x509', '-utf8', ...key, '-subj', subject, '-addext', `subjectAltName=${names}`);
const der = parsePem(pem)[0] ?? new Uint8Array();
const written = (options: string) =>
  openssl('x509', '-in', file(pem), '-noout', '-subject', '-nameopt', options).trim().replace('subject=', '');

test('what is no written name is refused', () => {
  for (const text of ['', 'CN', 'CN=', 'CN=a,', '=a', 'XX=a', 'CN=a,,O=b'])
    assert.throws(() => readWrittenName(text), { name: 'PkiError', code: 'malformed' }, text);
});

test('a name is called as openssl writes it, escapes and types as it likes, and in no other way', () => {
  const { subject: name } = parseCertificate(der);
  const plain = written('RFC2253,utf8,-esc_msb');
  for (const text of [plain, written('RFC2253'), plain.replace('CN=', 'cn=').replaceAll(',O=', ', O=')])
    assert.ok(isCalled(name, text), text);
  for (const text of [
    plain.replace('José', 'Jose'),
    plain.replace(',C=ES', ''),
    `${plain},DC=example`,
    plain.replace('serialNumber', 'UID'),
    `C=ES,${plain.replace(',C=ES', '')}`,
  ])
    assert.equal(isCalled(name, text), false, text);
});

test('a type is written by its short name, its long one or its identifier', () => {
  const of = (type: string) => readWrittenName(`${type}=x`)[0]?.oid;
  assert.deepEqual(['SN', 'surname', '2.5.4.4'].map(of), Array(3).fill('2.5.4.4'));
  assert.deepEqual(['GN', 'givenName', '2.5.4.42'].map(of), Array(3).fill('2.5.4.42'));
  for (const unknown of ['commonName', 'country', 'oid'])
    assert.throws(() => of(unknown), { code: 'malformed' }, unknown);
});

test('the other names of a subject are read one by one', () => {
  const { ip, ...texts } = alternativeNames(der);
  assert.deepEqual(texts, {
    email: ['it@bank.example'],
    dns: ['bank.example'],
    uri: ['https://bank.example/a'],
  });
  assert.deepEqual(
    ip.map((one) => Buffer.from(one).toString('hex')),
    ['c0000207', '20010db8000000000000000000000007'],
  );
});
