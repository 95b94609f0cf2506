import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesSource } from '../pdf/source.ts';
import { containerFile, dataEntries, mediaTypes, readAsic } from './container.ts';
import { joinParts } from './join-parts.ts';
import { memberOf, zipParts } from './write-zip.ts';

function container(files: Readonly<Record<string, string>>, comment = '') {
  const members = Object.entries(files).map(([name, text]) => memberOf(name, Buffer.from(text)));
  return readAsic(bytesSource(joinParts(zipParts(members, comment))));
}

const [simple, extended] = [mediaTypes['ASiC-S'], mediaTypes['ASiC-E']];
const one = { 'META-INF/signature.p7s': '', 'a.txt': '' };

test('a container is what it says of itself, inside or behind', () => {
  assert.equal(container({ mimetype: extended, ...one }).kind, 'ASiC-E');
  assert.equal(container(one, `mimetype=${extended}`).kind, 'ASiC-E');
  assert.equal(container({ mimetype: simple, 'META-INF/signature1.p7s': '', a: '', b: '' }).kind, 'ASiC-S');
});

test('one that does not say it is what it is built as', () => {
  assert.equal(container(one).kind, 'ASiC-S');
  assert.equal(container({ 'META-INF/signatures.xml': '', a: '' }).kind, 'ASiC-S');
  assert.equal(container({ 'META-INF/signature1.p7s': '', a: '' }).kind, 'ASiC-E');
  assert.equal(container({ ...one, 'b.txt': '' }).kind, 'ASiC-E');
  assert.equal(container({ ...one, 'META-INF/ASiCManifest.xml': '' }).kind, 'ASiC-E');
});

test('a media type longer than any is not looked at', () => {
  assert.equal(container({ mimetype: extended + ' '.repeat(1024), ...one }).kind, 'ASiC-S');
});

test('what signatures are over is neither the media type nor in META-INF, however that is written', () => {
  const read = container({ mimetype: simple, 'meta-inf/x': '', 'META-INF/y': '', 'a/META-INF/z': '', a: '' });
  assert.deepEqual(
    dataEntries(read).map(({ name }) => name),
    ['a/META-INF/z', 'a'],
  );
});

test('with signatures of both kinds it is of none, and a file that is not there is refused', () => {
  assert.equal(container(one).format, 'cades');
  assert.equal(container({ ...one, 'META-INF/signatures.xml': '' }).format, undefined);
  assert.equal(container({ 'a.txt': '' }).format, undefined);
  assert.throws(() => containerFile(container(one), 'b.txt'), { name: 'AdesError', code: 'input' });
});
