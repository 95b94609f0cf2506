/** Files made by others, read where they lie; and the CMS inside them, whatever wraps it. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { inflateRawSync } from 'node:zlib';

export const corpus = process.env['CHANCERY_CORPUS'] ?? join(import.meta.dirname, '../../../../shared/corpus');

/** Without the corpus there is nothing to show: a failure where it must be there. */
export function absent(t: TestContext): boolean {
  if (existsSync(corpus)) return false;
  assert.notEqual(process.env['CI'], 'true', 'the corpus is not there');
  t.skip('the corpus is not there');
  return true;
}

/** Every ContentInfo of type SignedData in the files of these folders, from its first octet on, with the file's name. */
export function* signedDataIn(...folders: readonly string[]): Iterable<readonly [string, Uint8Array]> {
  for (const folder of folders)
    for (const name of globSync(`${folder}/*`, { cwd: corpus }))
      for (const layer of layers(readFileSync(join(corpus, name)))) for (const cms of starts(layer)) yield [name, cms];
}

/** The octets, and those that stand in them as hex (PDF), base64 (XML, JSON) or deflated (ZIP). */
function* layers(octets: Buffer): Iterable<Buffer> {
  yield octets;
  const text = octets.toString('latin1');
  for (const [, hex = ''] of text.matchAll(/<([0-9A-Fa-f]{400,})>/g)) yield Buffer.from(hex, 'hex');
  for (const [base64] of text.matchAll(/[A-Za-z0-9+/][A-Za-z0-9+/\s]{400,}/g)) yield Buffer.from(base64, 'base64');
  for (const at of places(octets, localFile))
    if (octets.readUInt16LE(at + 8) === 8) yield* layers(inflated(octets, at));
}

const localFile = Buffer.from('PK\u0003\u0004');

function* places(octets: Buffer, mark: Buffer): Iterable<number> {
  for (let at = octets.indexOf(mark); at >= 0; at = octets.indexOf(mark, at + 1)) yield at;
}

function inflated(zip: Buffer, at: number): Buffer {
  const data = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
  return inflateRawSync(zip.subarray(data));
}

const signedData = Buffer.from('06092a864886f70d010702', 'hex');

function* starts(octets: Buffer): Iterable<Uint8Array> {
  for (const at of places(octets, signedData)) {
    // The SEQUENCE around it: its tag, and 1 to 5 octets of length.
    const header = [2, 3, 4, 5, 6].find(
      (back) => octets[at - back] === 0x30 && isLength(octets, at - back + 1, back - 1),
    );
    if (header) yield new Uint8Array(octets.subarray(at - header));
  }
}

function isLength(octets: Buffer, at: number, count: number): boolean {
  const first = octets[at] ?? 0;
  return count === 1 ? first <= 0x80 : first === 0x80 + count - 1;
}
