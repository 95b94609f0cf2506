import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { attributeOids, der, encodeAttribute, signedAttributes } from '@chancery/pki';
import { certified } from '../testing/certified.ts';
import { nameDocument } from './signed-attributes.ts';

const [certificate, another] = [await certified('Ana'), await certified('Luis')];
const document = randomBytes(32);
const named = { document, digest: 'sha256', certificate } as const;
const usual = { messageDigest: document, digest: 'sha256', signingCertificate: certificate } as const;

const time = { signingTime: new Date('2026-11-26T12:00:00Z') };
const mime = encodeAttribute(attributeOids.mimeType, der.utf8('text/plain'));
const commitment = encodeAttribute(attributeOids.commitmentType, der.sequence(der.oid('1.2.840.113549.1.9.16.6.1')));
const secondDigest = encodeAttribute(attributeOids.messageDigest, der.octetString(randomBytes(32)));

test('attributes of PAdES and of CAdES name their document', () => {
  assert.ok(nameDocument(signedAttributes(usual), named));
  assert.ok(nameDocument(signedAttributes({ ...usual, ...time, more: [mime] }), named));
});

const strange: [string, Uint8Array][] = [
  ['another document', signedAttributes({ ...usual, messageDigest: randomBytes(32) })],
  ['another certificate', signedAttributes({ ...usual, signingCertificate: another })],
  ['content of another kind', signedAttributes({ ...usual, contentType: '1.2.840.113549.1.7.2' })],
  ['no kind of content', signedAttributes({ ...usual, contentType: 'none' })],
  ['a commitment', signedAttributes({ ...usual, more: [commitment] })],
  ['an attribute nobody knows', signedAttributes({ ...usual, more: [encodeAttribute('1.2.3', der.oid('1.2.3'))] })],
  ['two documents', signedAttributes({ ...usual, more: [secondDigest] })],
  [
    'a media type of two',
    signedAttributes({ ...usual, more: [encodeAttribute(attributeOids.mimeType, der.utf8('a/b'), der.utf8('c/d'))] }),
  ],
  ['more behind them', Buffer.concat([signedAttributes(usual), Uint8Array.of(0)])],
  ['less of them', signedAttributes(usual).subarray(0, -1)],
  ['nothing', new Uint8Array()],
  ['a sequence', der.sequence(...der.decode(signedAttributes(usual), 0x31).children.map(({ bytes }) => bytes))],
  ['what is no DER', Buffer.from('eyJhbGciOiJFUzI1NiJ9.')],
];
for (const [what, octets] of strange)
  test(`${what} is not a document named`, () => assert.ok(!nameDocument(octets, named)));
