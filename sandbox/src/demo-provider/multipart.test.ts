import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readUpload } from './multipart.ts';

const type = 'multipart/form-data; boundary=XX';
const part = (header: string, content: string) => `--XX\r\n${header}\r\n\r\n${content}\r\n`;
const file = (name: string, content: string) =>
  part(`Content-Disposition: form-data; name="document"; filename="${name}"\r\nContent-Type: application/pdf`, content);
const read = (text: string, of = type) => readUpload(Buffer.from(text), of, 'document');

describe('an upload', () => {
  it('is the part of its field that has a file name, octet by octet', () => {
    const found = read(
      `${part('Content-Disposition: form-data; name="other"', 'x')}${file('a.pdf', '\r\n--X\r\n%PDF\0\r\n')}--XX--\r\n`,
    );
    assert.deepEqual([found?.name, found?.content.toString()], ['a.pdf', '\r\n--X\r\n%PDF\0\r\n']);
  });
  it('is what a browser’s FormData makes', async () => {
    const form = new FormData();
    form.set('document', new File([new Uint8Array([1, 2, 255])], 'Año "1".pdf'));
    const sent = new Response(form);
    const found = readUpload(Buffer.from(await sent.arrayBuffer()), sent.headers.get('content-type') ?? '', 'document');
    assert.deepEqual([found?.name, found?.content.toString('hex')], ['Año "1".pdf', '0102ff']);
  });
  it('keeps the last part of a path', () =>
    assert.equal(read(`${file('C:\\x\\..\\a.pdf', 'y')}--XX--`)?.name, 'a.pdf'));
  it('is absent when the field has none', () =>
    assert.equal(read(`${part('Content-Disposition: form-data; name="document"', 'x')}--XX--`), undefined));

  for (const [why, text, of] of [
    ['of another media type', 'x', 'text/plain; boundary=XX'],
    ['without a boundary', 'x', 'multipart/form-data'],
    ['cut off', file('a.pdf', 'y'), type],
    ['empty', '', type],
    ['with a part without header', '--XX\r\nx\r\n--XX--', type],
    ['with a header of 5,000 octets', `${part(`X: ${'y'.repeat(5000)}`, '')}--XX--`, type],
    ['of 100 parts', `${part('A: b', '').repeat(100)}--XX--`, type],
  ] as const) {
    it(`is refused: ${why}`, () => assert.throws(() => read(text, of), { code: 'input' }));
  }
});
