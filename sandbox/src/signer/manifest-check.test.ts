import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { checkManifest } from './manifest-check.ts';

const file = Buffer.from('what the parties agreed');
const honest = manifest(entry(file));
const hidden = entry(Buffer.from('hidden'))
  .replaceAll('asic:', 'b:')
  .replace(' URI', ' xmlns:b="http://uri.etsi.org/02918/v1.2.1#" URI');

describe('the scripted signer and a manifest', () => {
  it('accepts one that lists the file', () => checkManifest(file, honest));
  for (const [why, message, wrong] of [
    ['another file', /lists something else/, manifest(entry(Buffer.from('hidden')))],
    ['one more file', /lists something else/, manifest(entry(file) + entry(Buffer.from('hidden')))],
    ['nothing', /lists something else/, manifest('')],
    ['what is no manifest', /is something else/, Buffer.from(honest.toString().replace('02918', '02919'))],
    ['a file hidden behind another prefix', /is something else/, manifest(entry(file) + hidden)],
    ['a comment that lists the file', /is something else/, manifest(`<!--${entry(file)}-->${hidden}`)],
    ['what could hold more files', /is something else/, manifest(`${entry(file)}<asic:Extension></asic:Extension>`)],
    ['words behind the manifest', /is something else/, Buffer.concat([honest, Buffer.from('<!-- -->')])],
  ] as const) {
    it(`refuses ${why}`, () => assert.throws(() => checkManifest(file, wrong), { message }));
  }
});

function manifest(content: string): Buffer {
  const namespaces = 'xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';
  const signature = '<asic:SigReference MimeType="application/pkcs7-signature" URI="s"></asic:SigReference>';
  return Buffer.from(`<asic:ASiCManifest ${namespaces}>${signature}${content}</asic:ASiCManifest>`);
}

function entry(octets: Buffer): string {
  const value = createHash('sha256').update(octets).digest('base64');
  const method = '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>';
  const content = `${method}<ds:DigestValue>${value}</ds:DigestValue>`;
  return `<asic:DataObjectReference URI="a">${content}</asic:DataObjectReference>`;
}
