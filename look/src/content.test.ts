import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentOf } from './content.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

test('text in UTF-8 is shown as text', () => {
  for (const type of ['text/plain', 'text/plain; charset=utf-8', 'TEXT/PLAIN;charset="UTF-8"'])
    assert.deepEqual(contentOf(utf8('Año'), type), { kind: 'text', text: 'Año' }, type);
});

test('XML is shown as its source, whatever it would draw', () => {
  for (const type of ['text/xml', 'application/xml', 'image/svg+xml'])
    assert.deepEqual(contentOf(utf8('<a/>'), type), { kind: 'xml', text: '<a/>' }, type);
  const declared = '<?xml version="1.0" encoding="UTF-8"?><a/>';
  assert.deepEqual(contentOf(utf8(declared), 'text/xml'), { kind: 'xml', text: declared });
});

test('a picture is shown in the format its bytes have', () => {
  assert.deepEqual(contentOf(Uint8Array.from([...png, ...chunk('IHDR'), ...chunk('IDAT')]), 'image/png'), {
    kind: 'picture',
    type: 'image/png',
  });
  assert.deepEqual(contentOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'image/jpeg'), {
    kind: 'picture',
    type: 'image/jpeg',
  });
});

test('a PDF signed as it came has pages', () => {
  assert.deepEqual(contentOf(utf8('%PDF-1.7'), 'application/pdf'), { kind: 'pdf' });
});

for (const [why, bytes, type] of [
  ['nobody said what it is', utf8('words'), undefined],
  ['it is a web page, which must never run here', utf8('<p>'), 'text/html'],
  ['it is text in another encoding', Uint8Array.of(0xe9), 'text/plain'],
  ['its text is said to be in another encoding', utf8('+ADw-'), 'text/plain; charset=utf-7'],
  ['its XML declares another encoding', utf8("<?xml version='1.0' encoding='UTF-7'?><a/>"), 'text/xml'],
  ['it has more text than a browser bears', new Uint8Array(5_000_001).fill(0x20), 'text/plain'],
  ['its picture is in another format', Uint8Array.of(0xff, 0xd8, 0xff), 'image/png'],
  ['its picture moves', Uint8Array.from([...png, ...chunk('IHDR'), ...chunk('acTL'), ...chunk('IDAT')]), 'image/png'],
] as const) {
  test(`a document is not shown when ${why}`, () => assert.deepEqual(contentOf(bytes, type), { kind: 'other' }));
}

/** A chunk of two octets (ISO 15948, 5.3): length, name, content, check sum. */
function chunk(name: string): number[] {
  return [0, 0, 0, 2, ...utf8(name), 0, 0, 0, 0, 0, 0];
}
