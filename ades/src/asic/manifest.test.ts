import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf } from '@chancery/pki';
import type { AdesErrorCode } from '../error.ts';
import { asicNamespace, type Manifest, readManifest, writeManifest } from './manifest.ts';

const value = digestOf('sha256', Buffer.from('a file'));
const written: Manifest = {
  signature: 'META-INF/signature001.p7s',
  signatureType: 'application/pkcs7-signature',
  entries: [
    { name: 'a folder/ñ & "one".txt', digest: 'sha256', value, mimeType: 'text/plain' },
    { name: 'META-INF/ASiCArchiveManifest001.xml', digest: 'sha256', value, rootFile: true },
  ],
};
const text = Buffer.from(writeManifest(written)).toString();

function refuses(changed: string, code: AdesErrorCode): void {
  assert.notEqual(changed, text);
  assert.throws(() => readManifest(Buffer.from(changed)), { name: 'AdesError', code });
}

test('what is no manifest, names no signature or an entry without a digest, is refused', () => {
  refuses('', 'not-an-xml');
  refuses(text.replace(asicNamespace, 'urn:other'), 'damaged');
  refuses(text.replaceAll('asic:ASiCManifest', 'asic:Manifest'), 'damaged');
  refuses(text.replace(/<asic:SigReference.*?<\/asic:SigReference>/, ''), 'damaged');
  refuses(text.replaceAll('asic:SigReference', 'asic:Reference'), 'damaged');
  refuses(text.replace(/<ds:DigestValue>.*?<\/ds:DigestValue>/, ''), 'damaged');
  refuses(text.replace('URI="a%20', 'URI="a%zz'), 'damaged');
});

test('a digest that is not offered is refused by name', () => {
  for (const uri of ['http://www.w3.org/2000/09/xmldsig#sha1', 'urn:other'])
    refuses(text.replace(/Algorithm="[^"]*"/, `Algorithm="${uri}"`), 'unsupported');
  refuses(text.replace(/<ds:DigestMethod.*?<\/ds:DigestMethod>/, ''), 'unsupported');
});

test('what is written is read again, also where a name begins at the root, and what others add is passed over', () => {
  const { signature, entries } = readManifest(Buffer.from(text));
  assert.equal(signature, written.signature);
  const names = written.entries.map(({ name }) => name);
  assert.deepEqual(
    entries.map(({ name, digest, value: found }) => [name, digest, Buffer.from(found)]),
    names.map((name) => [name, 'sha256', Buffer.from(value)]),
  );
  for (const start of ['/', './']) {
    const rooted = readManifest(Buffer.from(text.replace('URI="a%20', `URI="${start}a%20`)));
    assert.equal(rooted.entries[0]?.name, names[0]);
  }
  const added = text.replace('</asic:ASiCManifest>', '<asic:ASiCManifestExtensions/></asic:ASiCManifest>');
  assert.equal(readManifest(Buffer.from(added)).entries.length, 2);
});

test('the entry where the chain of archive manifests goes on says so, and no other', () => {
  assert.match(text, /^<asic:ASiCManifest .*<asic:DataObjectReference Rootfile="true" URI="META-INF/);
  assert.equal(text.split('Rootfile=').length, 2);
});
