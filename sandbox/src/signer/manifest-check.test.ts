import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { checkManifest } from './manifest-check.ts';

const file = Buffer.from('what the parties agreed');
const honest = manifest(entry(file));

describe('the scripted signer and a manifest', () => {
  it('accepts one that lists the file', () => checkManifest(file, honest));
  for (const [why, message, wrong] of [
    ['another file', /lists something else/, manifest(entry(Buffer.from('hidden')))],
    ['one more file', /lists something else/, manifest(entry(file) + entry(Buffer.from('hidden')))],
    ['nothing', /lists something else/, manifest('')],
    ['what is no manifest', /is something else/, Buffer.from(honest.toString().replace('02918', '02919'))],
  ] as const) {
    it(`refuses ${why}`, () => assert.throws(() => checkManifest(file, wrong), { message }));
  }
});

function manifest(content: string): Buffer {
  const namespaces = 'xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';
  return Buffer.from(`<asic:ASiCManifest ${namespaces}>${content}</asic:ASiCManifest>`);
}

function entry(octets: Buffer): string {
  const value = createHash('sha256').update(octets).digest('base64');
  const method = '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>';
  const content = `${method}<ds:DigestValue>${value}</ds:DigestValue>`;
  return `<asic:DataObjectReference URI="a">${content}</asic:DataObjectReference>`;
}
